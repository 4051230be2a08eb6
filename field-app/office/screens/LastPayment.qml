import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// What was just taken stays here until the next contract is opened: the change is what the hand needs.
ColumnLayout {
    id: column
    readonly property bool any: (Paper.last.folio ?? "") !== ""
    spacing: 0
    Txt {
        text: column.any ? qsTr("Último cobro") : qsTr("Todavía no hay cobros en esta caja")
        px: 13
        weight: Font.DemiBold
        color: Theme.muted
    }
    Txt {
        visible: column.any
        Layout.topMargin: 1
        text: Paper.last.amount ?? ""
        px: 40
        weight: Font.Bold
        font.letterSpacing: -0.4
    }
    Txt { visible: column.any; Layout.fillWidth: true; text: Paper.last.name ?? ""; elide: Text.ElideRight }
    Txt {
        visible: column.any
        Layout.topMargin: 2
        text: qsTr("Folio %1 · %2 · contrato %3")
            .arg(Paper.last.folio ?? "").arg(Paper.last.time ?? "").arg(Paper.last.number ?? "")
        color: Theme.muted
    }
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
            Txt {
                text: Paper.last.change ?? ""
                px: 40
                weight: Font.Bold
                font.letterSpacing: -0.4
                color: Theme.good
            }
        }
    }
    Txt {
        visible: column.any && (Paper.last.debtsLeft ?? 0) > 0
        Layout.fillWidth: true
        Layout.topMargin: 12
        wrapMode: Text.WordWrap
        weight: Font.DemiBold
        color: Theme.warning
        text: qsTr("Quedan %1 adeudos: abra otra vez el contrato para cobrarlos.").arg(Paper.last.debtsLeft ?? 0)
    }
    Txt {
        visible: column.any
        Layout.fillWidth: true
        Layout.topMargin: 12
        wrapMode: Text.WordWrap
        px: 13
        color: Paper.last.paper === "doubtful" ? Theme.warning : Theme.muted
        text: Paper.last.cancelled ? qsTr("Cancelado.")
            : Paper.last.paper === "doubtful" ? qsTr("No es seguro que el comprobante haya salido.")
            : Paper.last.paper === "waiting" ? qsTr("Imprimiendo el comprobante…")
            : Paper.last.copy ? qsTr("Comprobante impreso, reimpresión %1.").arg(Paper.last.copy)
            : qsTr("Comprobante impreso.")
    }
    KeyHint { visible: column.any; Layout.topMargin: 8; action: "reprint_last" }
    Problem { Layout.fillWidth: true; Layout.topMargin: 8; problem: Till.problem }
}
