import QtQuick
import QtQuick.Controls.Basic
import Aquacis.Ui

// One sentence in a window of its own, for a program that ends after it.
ApplicationWindow {
    id: window
    visible: true
    width: 520
    height: 200
    title: "AquaCIS"
    color: Theme.background
    Txt {
        anchors { fill: parent; margins: 24; bottomMargin: 80 }
        text: Sentence
        px: 16
        wrapMode: Text.WordWrap
        verticalAlignment: Text.AlignVCenter
    }
    ActionButton {
        anchors { right: parent.right; bottom: parent.bottom; margins: 16 }
        text: qsTr("Enterado")
        focus: true
        onClicked: Qt.quit()
        Keys.onReturnPressed: Qt.quit()
        Keys.onEscapePressed: Qt.quit()
    }
    Timer { running: true; interval: 10000; onTriggered: Qt.quit() }
}
