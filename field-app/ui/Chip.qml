import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: chip
    implicitHeight: 30
    implicitWidth: label.implicitWidth + 20
    focusPolicy: Qt.TabFocus
    Accessible.name: text
    background: Item {
        Rectangle {
            anchors.fill: parent
            radius: height / 2
            color: chip.down ? Theme.soft : Theme.panel
            border.color: chip.visualFocus ? Theme.ink : Theme.line
            border.width: chip.visualFocus ? 2 : 1
        }
    }
    contentItem: Item {
        Txt {
            id: label
            anchors.centerIn: parent
            text: chip.text
            px: 13
            weight: Font.DemiBold
        }
    }
    Keys.onReturnPressed: clicked()
}
