import QtQuick
import QtQuick.Controls.Basic
import Aquacis.Till
import Aquacis.Ui

// Columns by shares of the width; figures stand right. Space chooses, up and down move.
FocusScope {
    id: table
    signal leave()  // past the last row: to the payment
    function take() { list.currentIndex = Math.max(0, list.count - 1); list.forceActiveFocus() }
    implicitHeight: heading.height + list.height
    readonly property real right0: width - 13
    readonly property var edges: [right0 - width * 0.40, right0 - width * 0.272, right0 - width * 0.133, right0]
    // Too narrow for every column: what is owed stays, how it is made up goes to the explanation.
    readonly property bool compact: width < 560 * Theme.textScale
    readonly property int first: 57
    readonly property int second: compact ? first + Theme.size(92) : Math.round(width * 0.2565)

    Item {
        id: heading
        width: parent.width
        height: 37
        component Heading: Txt {
            px: 12
            weight: Font.DemiBold
            color: Theme.muted
            anchors.verticalCenter: parent.verticalCenter
        }
        Heading { x: table.first; text: qsTr("Recibo") }
        Heading { x: table.second; text: qsTr("Vence") }
        Heading { x: table.edges[0] - width; text: qsTr("Consumo"); visible: !table.compact }
        Heading { x: table.edges[1] - width; text: qsTr("Importe"); visible: !table.compact }
        Heading { x: table.edges[2] - width; text: qsTr("Recargos"); visible: !table.compact }
        Heading { x: table.edges[3] - width; text: qsTr("Total") }
        Rectangle {
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: 1; rightMargin: 1 }
            height: 1
            color: Theme.line
        }
    }
    ListView {
        id: list
        anchors.top: heading.bottom
        width: parent.width
        height: Math.min(contentHeight, 41 * 7)
        focus: true
        activeFocusOnTab: true
        clip: true
        model: Till.debts
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar { }
        onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
        Keys.onDownPressed: (event) => { if (currentIndex + 1 >= count) table.leave(); else event.accepted = false }
        Keys.onReturnPressed: table.leave()
        Keys.onSpacePressed: Till.debts.toggle(currentIndex)
        delegate: Item {
            id: row
            required property int index
            required property string kind
            required property bool chosen
            required property string title
            required property string due
            required property bool overdue
            required property string use
            required property string issued
            required property string surcharge
            required property string total
            readonly property bool isAdvance: kind === "advance"
            width: list.width
            height: Math.max(isAdvance ? Theme.target : 41, Theme.size(28))
            Accessible.role: Accessible.CheckBox
            Accessible.name: title + ", " + due + ", " + total
            Accessible.checked: chosen
            component Figure: Txt { anchors.verticalCenter: parent.verticalCenter }
            Rectangle {
                anchors { fill: parent; leftMargin: 1; rightMargin: 1 }
                color: list.activeFocus && row.ListView.isCurrentItem ? Theme.soft : "transparent"
            }
            CheckMark { x: 13; anchors.verticalCenter: parent.verticalCenter; chosen: row.chosen }
            Figure { x: table.first; text: row.title; weight: row.isAdvance ? Font.Normal : Font.Bold }
            Figure {
                x: table.second
                text: row.due
                color: row.overdue ? Theme.bad : row.isAdvance ? Theme.muted : Theme.ink
            }
            Figure { x: table.edges[0] - width; text: row.use; visible: !table.compact }
            Figure { x: table.edges[1] - width; text: row.issued; visible: !table.compact }
            Figure { x: table.edges[2] - width; text: row.surcharge; visible: !table.compact }
            Figure { x: table.edges[3] - width; text: row.total; weight: Font.Bold }
            Figure { x: table.edges[3] - width; visible: row.isAdvance && !row.chosen; text: "—"; color: Theme.muted }
            Rectangle {
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: 1; rightMargin: 1 }
                height: 1
                color: Theme.line
            }
            MouseArea {
                anchors.fill: parent
                onClicked: { list.currentIndex = row.index; Till.debts.toggle(row.index) }
            }
            InputBox {
                visible: row.isAdvance && row.chosen
                anchors { right: parent.right; rightMargin: 8; verticalCenter: parent.verticalCenter }
                width: 150
                height: 36
                name: qsTr("Anticipo")
                before: "$"
                px: 14
                weight: Font.DemiBold
                horizontalAlignment: TextInput.AlignRight
                text: Till.advance
                wrong: Till.problem.field === "advance_centavos"
                onEdited: (typed) => Till.advance = typed
                onVisibleChanged: if (visible) take()
            }
        }
    }
}
