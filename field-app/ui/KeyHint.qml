import QtQuick

// A key and what it does, from the one table.
Row {
    id: hint
    property string action
    spacing: 7
    KeyCap {
        anchors.verticalCenter: parent.verticalCenter
        text: KeyTable.shown(hint.action)
    }
    Txt {
        anchors.verticalCenter: parent.verticalCenter
        text: KeyTable.text(hint.action)
        color: Theme.muted
    }
}
