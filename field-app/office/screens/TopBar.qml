import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

Rectangle {
    id: bar
    property string sheet: ""
    readonly property bool tight: (Link.attention > 0 || Link.renewal !== "") && width < 1200 * Theme.textScale
    signal back()
    implicitHeight: Math.max(48, Theme.size(34))
    color: Theme.panel
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: 1
        color: Theme.line
    }
    RowLayout {
        anchors { fill: parent; leftMargin: 16; rightMargin: 16 }
        spacing: 16
        Txt { text: "AquaCIS"; px: 16; weight: Font.Bold }
        Txt {
            text: bar.sheet === "explain" ? qsTr("Explicación del recibo") : bar.sheet === "help" ? qsTr("Ayuda")
                : bar.sheet === "notices" ? qsTr("Avisos del servidor") : bar.sheet === "payments" ? qsTr("Cobros")
                : bar.sheet === "cancel" ? qsTr("Cancelación") : Session.place
        }
        Txt {
            text: bar.sheet === "explain" ? Explain.number
                : bar.sheet === "help" ? qsTr("todas las teclas") : Session.administration
            visible: bar.sheet !== "" || !bar.tight
            color: Theme.muted
        }
        Item { Layout.fillWidth: true }
        MouseArea {
            visible: Link.attention > 0 && bar.sheet === ""
            implicitWidth: notices.implicitWidth
            implicitHeight: Theme.target
            onClicked: KeyTable.pressed("notices")
            Row {
                id: notices
                anchors.verticalCenter: parent.verticalCenter
                spacing: 8
                Tag {
                    text: Link.attention === 1 ? qsTr("1 aviso del servidor")
                        : qsTr("%1 avisos del servidor").arg(Link.attention)
                    tone: "bad"
                }
                KeyCap { anchors.verticalCenter: parent.verticalCenter; text: KeyTable.shown("notices") }
            }
        }
        Tag {
            visible: text !== ""
            text: Link.renewal
            tone: "warning"
            Accessible.name: text
        }
        Tag {  // on every screen: the state of the link is never hidden
            text: Link.text
            tone: Link.tone
            Accessible.name: text
        }
        Txt {
            visible: bar.sheet === "" && text !== ""
            text: bar.tight ? Session.cashierName.split(" ")[0] : Session.cashierName
        }
        Txt { visible: bar.sheet === ""; text: Link.time; color: Theme.muted }
        MouseArea {
            visible: bar.sheet !== ""
            implicitWidth: hint.implicitWidth
            implicitHeight: Theme.target
            onClicked: bar.back()
            KeyHint { id: hint; anchors.verticalCenter: parent.verticalCenter; action: "back"; spacing: 16 }
        }
    }
}
