import QtQuick

Rectangle {
    color: Theme.panel
    radius: Theme.corner
    border.color: Theme.line
    border.width: 1
}
