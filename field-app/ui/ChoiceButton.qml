import QtQuick
import QtQuick.Controls.Basic

// One of a few ways; the chosen one is marked by ground, edge and ink.
AbstractButton {
    id: button
    property bool chosen: false
    property string key
    implicitHeight: Theme.target
    focusPolicy: Qt.TabFocus
    Accessible.name: text
    Accessible.checked: chosen
    background: Rectangle {
        radius: Theme.corner
        color: button.chosen ? Theme.soft : Theme.panel
        border.color: button.visualFocus ? Theme.ink : button.chosen ? Theme.brand : Theme.line
        border.width: button.visualFocus ? 2 : 1
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: 10
            Txt {
                anchors.verticalCenter: parent.verticalCenter
                text: button.text
                weight: Font.DemiBold
                color: button.chosen ? Theme.brand : Theme.ink
            }
            KeyCap {
                anchors.verticalCenter: parent.verticalCenter
                text: button.key
            }
        }
    }
    Keys.onReturnPressed: clicked()
}
