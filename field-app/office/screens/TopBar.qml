import QtQuick
import QtQuick.Layouts
import Aquacis.Ui

Rectangle {
    id: bar
    property string sheet: ""
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
        Txt { text: bar.sheet === "explain" ? qsTr("Explicación del recibo") : bar.sheet === "help" ? qsTr("Ayuda") : Session.place }
        Txt {
            text: bar.sheet === "explain" ? Explain.number : bar.sheet === "help" ? qsTr("todas las teclas") : Session.administration
            color: Theme.muted
        }
        Item { Layout.fillWidth: true }
        Txt {
            visible: Link.attention > 0 && bar.sheet === ""
            text: Link.attention === 1 ? qsTr("1 aviso del servidor") : qsTr("%1 avisos del servidor").arg(Link.attention)
            px: 13
            color: Theme.bad
        }
        Tag {
            visible: bar.sheet === ""
            text: Link.text
            tone: Link.tone
            Accessible.name: text
        }
        Txt { visible: bar.sheet === "" && text !== ""; text: Session.cashierName }
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
