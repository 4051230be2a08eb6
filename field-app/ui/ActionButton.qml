import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: button
    property bool primary: false
    property string key
    property string detail  // a second, smaller line
    implicitHeight: primary ? 60 : Theme.target
    implicitWidth: content.implicitWidth + 40
    focusPolicy: Qt.StrongFocus
    Accessible.name: detail === "" ? text : text + ", " + detail
    background: Rectangle {
        radius: Theme.corner
        color: !button.primary ? (button.down ? Theme.soft : Theme.panel) : button.enabled ? Theme.brand : Theme.line
        border.color: button.visualFocus ? Theme.ink : button.primary ? color : Theme.line
        border.width: button.visualFocus ? 2 : 1
    }
    contentItem: Item {
        Txt {
            visible: button.detail !== ""
            anchors {
                left: parent.left; right: parent.right; bottom: parent.bottom
                bottomMargin: 8; leftMargin: 8; rightMargin: 8
            }
            horizontalAlignment: Text.AlignHCenter
            text: button.detail
            px: 13
            weight: Font.DemiBold
            elide: Text.ElideRight
            color: !button.primary ? Theme.muted : button.enabled ? Theme.brandInk : Theme.muted
        }
        Row {
            id: content
            anchors.centerIn: parent
            anchors.verticalCenterOffset: button.detail !== "" ? -9 : 0
            spacing: 10
            Txt {
                anchors.verticalCenter: parent.verticalCenter
                text: button.text
                px: button.primary ? (Theme.textScale > 1.2 ? 15 : 18) : 14
                weight: Font.DemiBold
                color: !button.primary ? Theme.ink : button.enabled ? Theme.brandInk : Theme.muted
            }
            KeyCap {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.key !== ""
                text: button.key
                ink: !button.primary ? Theme.muted : button.enabled ? Theme.brandInk : Theme.muted
                ground: button.primary ? "transparent" : Theme.background
                edge: !button.primary ? Theme.line : button.enabled ? Theme.brandInk : Theme.muted
            }
        }
    }
    Keys.onReturnPressed: (event) => { if (!primary) clicked(); else event.accepted = false }
}
