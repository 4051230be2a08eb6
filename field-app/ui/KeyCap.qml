import QtQuick

// A key as it stands on the keyboard.
Rectangle {
    id: cap
    property alias text: label.text
    property color ink: Theme.muted
    property color edge: Theme.line
    property color ground: Theme.background
    implicitWidth: label.implicitWidth + 10
    implicitHeight: label.implicitHeight + 4
    radius: 4
    color: cap.ground
    border.color: cap.edge
    border.width: 1
    Txt {
        id: label
        anchors.centerIn: parent
        px: 11
        weight: Font.DemiBold
        color: cap.ink
    }
}
