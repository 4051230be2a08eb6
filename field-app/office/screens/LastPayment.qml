import QtQuick
import QtQuick.Layouts
import Aquacis.Ui

// What was just taken stays here until the next contract is opened: the change is what the hand needs.
ColumnLayout {
    id: column
    readonly property bool any: (Till.last.folio ?? "") !== ""
    spacing: 0
    Txt { text: column.any ? qsTr("Último cobro") : qsTr("Todavía no hay cobros en esta caja"); px: 13; weight: Font.DemiBold; color: Theme.muted }
    Txt { visible: column.any; Layout.topMargin: 1; text: Till.last.amount ?? ""; px: 40; weight: Font.Bold; font.letterSpacing: -0.4 }
    Txt { visible: column.any; Layout.fillWidth: true; text: Till.last.name ?? ""; elide: Text.ElideRight }
    Txt { visible: column.any; Layout.topMargin: 2; text: qsTr("Folio %1").arg(Till.last.folio ?? ""); color: Theme.muted }
    Rectangle {
        visible: column.any
        Layout.fillWidth: true
        Layout.topMargin: 14
        implicitHeight: lines.implicitHeight + 27
        radius: Theme.corner
        color: Theme.goodSoft
        Column {
            id: lines
            anchors { left: parent.left; leftMargin: 14; verticalCenter: parent.verticalCenter }
            spacing: 1
            Txt { text: qsTr("Cambio"); px: 13; weight: Font.DemiBold; color: Theme.good }
            Txt { text: Till.last.change ?? ""; px: 40; weight: Font.Bold; font.letterSpacing: -0.4; color: Theme.good }
        }
    }
    Txt {
        visible: column.any
        Layout.fillWidth: true
        Layout.topMargin: 12
        wrapMode: Text.WordWrap
        px: 13
        color: Till.last.printed ? Theme.muted : Theme.warning
        text: !Till.last.printed ? qsTr("No es seguro que el recibo se haya impreso.")
            : Till.last.copy ? qsTr("Recibo enviado a la impresora, reimpresión %1.").arg(Till.last.copy) : qsTr("Recibo enviado a la impresora.")
    }
    KeyHint { visible: column.any; Layout.topMargin: 8; action: "reprint_last" }
    Problem { Layout.fillWidth: true; Layout.topMargin: 8; problem: Till.problem }
}
