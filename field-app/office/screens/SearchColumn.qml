import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

Item {
    id: column
    readonly property bool typing: field.input.activeFocus
    signal chosen(string contract)
    function takeFocus() { field.take() }

    Connections {
        target: Search
        function onChosen(contract) { column.chosen(contract) }
        function onQueryChanged() { if (field.text !== Search.query) field.text = Search.query }
    }
    InputBox {
        id: field
        anchors { left: parent.left; right: parent.right; top: parent.top }
        name: qsTr("Buscar")
        placeholder: qsTr("Nombre, calle, contrato o medidor")
        key: KeyTable.shown("search")
        onEdited: (text) => Search.query = text
        onAccepted: Search.choose()
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
            Rectangle {
                x: -0.5
                y: 8.7
                width: 4.6
                height: 1.5
                color: Theme.muted
                rotation: -45
                antialiasing: true
            }
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
                required property string number
                required property string meter
                required property string owed
                required property string debts
                required property string contract
                readonly property bool current: index === Search.current
                width: list.width
                height: list.rowHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: name + ", " + plain(number) + ", " + plain(place) + ", " + owed
                Accessible.selected: current
                function plain(text) { return text.replace(/<[^>]*>/g, "") }
                function marked(text) {
                    const open = "<font color=\"" + Theme.brand + "\"><b>"
                    return text.replace(/<b>/g, open).replace(/<\/b>/g, "</b></font>")
                }
                Rectangle {
                    anchors.fill: parent
                    color: hit.current ? Theme.soft : "transparent"
                    radius: hit.index === 0 ? 7 : 0
                }
                Rectangle { visible: hit.current; width: 3; height: parent.height; color: Theme.brand }
                Rectangle {
                    visible: hit.index < list.count - 1
                    anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                    height: 1
                    color: Theme.line
                }
                Column {
                    id: lines
                    anchors {
                        left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter
                        leftMargin: 14; rightMargin: 14
                    }
                    spacing: 6
                    RowLayout {
                        width: parent.width
                        spacing: 12
                        Txt { Layout.fillWidth: true; text: hit.name; weight: Font.DemiBold; elide: Text.ElideRight }
                        Txt { text: hit.owed; weight: Font.DemiBold; color: hit.debts === "" ? Theme.good : Theme.ink }
                    }
                    RowLayout {
                        width: parent.width
                        spacing: 8
                        // The number is what one compares: it is never cut off.
                        Txt { text: hit.marked(hit.number); textFormat: Text.StyledText; px: 13; weight: Font.DemiBold }
                        Txt {
                            Layout.fillWidth: true
                            text: (hit.meter !== "" ? hit.meter + " · " : "") + hit.marked(hit.place)
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
        color: list.count === 0 && Search.query !== "" && !Search.searching ? Theme.warning : Theme.muted
        wrapMode: Text.WordWrap
    }
}
