import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Ui

Item {
    id: column
    property string awaited: ""
    signal chosen(string contract)
    function takeFocus() { field.take() }
    function scanned(code) { awaited = code; field.text = code; Search.query = code; Search.refresh() }

    Connections {
        target: Search
        // A scanned code opens its contract when it names one.
        function onAnswered() { 
            if (column.awaited === "" || Search.query !== column.awaited) return
            column.awaited = ""
            if (list.count === 1) column.chosen(Search.contractAt(0))
        }
        function onQueryChanged() { if (field.text !== Search.query) field.text = Search.query }
    }
    InputBox {
        id: field
        anchors { left: parent.left; right: parent.right; top: parent.top }
        name: qsTr("Buscar")
        placeholder: qsTr("Nombre, calle, contrato o medidor")
        key: KeyTable.shown("search")
        onEdited: (text) => Search.query = text
        onAccepted: if (Search.current >= 0) column.chosen(Search.contractAt(Search.current))
        Keys.onDownPressed: Search.move(1)
        Keys.onUpPressed: Search.move(-1)
        Item {
            width: 10
            height: 12
            Rectangle {
                x: 2; y: 1; width: 8; height: 8; radius: 4
                color: "transparent"
                border { color: Theme.muted; width: 1.4 }
            }
            Rectangle { x: -0.5; y: 8.7; width: 4.6; height: 1.5; color: Theme.muted; rotation: -45; antialiasing: true }
        }
    }
    Panel {
        id: hits
        anchors { left: parent.left; right: parent.right; top: field.bottom; topMargin: list.count > 0 ? 10 : 0 }
        height: list.count > 0 ? Math.min(list.count * list.rowHeight + 2, column.height - field.height - 60) : 0
        visible: list.count > 0
        ListView {
            id: list
            readonly property int rowHeight: Theme.size(38) + 25
            anchors { fill: parent; margins: 1 }
            clip: true
            model: Search
            currentIndex: Search.current
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            ScrollBar.vertical: ScrollBar { }
            delegate: Item {
                id: hit
                required property int index
                required property string name
                required property string place
                required property string owed
                required property string debts
                required property string contract
                readonly property bool current: index === Search.current
                width: list.width
                height: list.rowHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: name + ", " + owed
                Rectangle { anchors.fill: parent; color: hit.current ? Theme.soft : "transparent"; radius: hit.index === 0 ? 7 : 0 }
                Rectangle { visible: hit.current; width: 3; height: parent.height; color: Theme.brand }
                Rectangle {
                    visible: hit.index < list.count - 1
                    anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                    height: 1
                    color: Theme.line
                }
                Column {
                    id: lines
                    anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: 14; rightMargin: 14 }
                    spacing: 6
                    RowLayout {
                        width: parent.width
                        spacing: 12
                        Txt { Layout.fillWidth: true; text: hit.name; weight: Font.DemiBold; elide: Text.ElideRight }
                        Txt { text: hit.owed; weight: Font.DemiBold; color: hit.debts === "" ? Theme.good : Theme.ink }
                    }
                    RowLayout {
                        width: parent.width
                        spacing: 12
                        Txt {
                            Layout.fillWidth: true
                            text: hit.place.replace(/<b>/g, "<font color=\"" + Theme.brand + "\"><b>").replace(/<\/b>/g, "</b></font>")
                            textFormat: Text.StyledText
                            px: 13
                            color: Theme.muted
                            elide: Text.ElideRight
                            maximumLineCount: 1
                        }
                        Txt { visible: text !== ""; text: hit.debts; px: 13; color: Theme.muted }
                    }
                }
                MouseArea {
                    anchors.fill: parent
                    onClicked: { Search.current = hit.index; column.chosen(hit.contract) }
                }
            }
        }
    }
    Txt {
        anchors { left: parent.left; right: parent.right; top: hits.bottom; leftMargin: 4; topMargin: 12 }
        text: Search.status
        px: 13
        color: Theme.muted
        wrapMode: Text.WordWrap
    }
}
