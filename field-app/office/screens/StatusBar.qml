import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

Rectangle {
    id: bar
    readonly property bool tight: width < 1240 * Theme.textScale
    implicitHeight: Math.max(44, Theme.size(32))
    color: Theme.panel
    Rectangle {
        anchors { left: parent.left; right: parent.right; top: parent.top }
        height: 1
        color: Theme.line
    }
    component Fact: Row {
        property string before: ""
        property string figure: ""
        property string after: ""
        spacing: 4
        Txt { visible: text !== ""; text: parent.before; px: 13; color: Theme.muted }
        Txt { text: parent.figure; px: 13; weight: Font.Bold }
        Txt { visible: text !== ""; text: parent.after; px: 13; color: Theme.muted }
    }
    RowLayout {
        anchors { fill: parent; leftMargin: 16; rightMargin: 16 }
        spacing: 24
        Fact { figure: qsTr("Turno %1").arg(Session.number); after: qsTr("abierto %1").arg(Session.openedAt) }
        Fact { before: qsTr("Cobros"); figure: Shift.payments }
        Fact {
            visible: figure !== "" && !(bar.tight && trouble.visible)
            before: qsTr("Último folio")
            figure: Shift.lastFolio
        }
        Tag { id: trouble; visible: text !== ""; text: Paper.trouble; tone: "bad" }
        Row {
            visible: Paper.doubtful > 0
            spacing: 6
            Tag {
                text: Paper.doubtful === 1 ? qsTr("1 comprobante dudoso")
                    : qsTr("%1 comprobantes dudosos").arg(Paper.doubtful)
                tone: "warning"
            }
            KeyCap { anchors.verticalCenter: parent.verticalCenter; text: KeyTable.shown("payments") }
        }
        Item { Layout.fillWidth: true }
        Row {
            spacing: 11
            component Small: KeyHint { spacing: 6 }
            Small { action: "help" }
            Small { action: "reprint_last"; visible: !bar.tight && Paper.doubtful === 0 }
            Small { action: "drawer"; visible: !bar.tight && Paper.trouble === "" }
            Small { action: "close_till" }
        }
    }
}
