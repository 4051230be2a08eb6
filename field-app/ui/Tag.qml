import QtQuick

// A state in words on its own ground.
Rectangle {
    id: tag
    property alias text: label.text
    property string tone: "good"
    implicitWidth: label.implicitWidth + 24
    implicitHeight: label.implicitHeight + 11
    radius: height / 2
    color: Theme.ground(tone)
    Txt {
        id: label
        anchors.centerIn: parent
        px: 13
        weight: Font.DemiBold
        color: Theme.tone(tag.tone)
    }
}
