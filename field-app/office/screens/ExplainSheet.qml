import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// How a receipt came to be, line by line: the newest, or an older one of the contract that was chosen.
FocusScope {
    id: sheet
    Flickable {
        id: flick
        anchors { fill: parent; margins: 16 }
        contentHeight: Math.max(steps.implicitHeight, side.implicitHeight)
        boundsBehavior: Flickable.StopAtBounds
        focus: true
        Keys.onDownPressed: flick.contentY = Math.min(flick.contentY + 80, Math.max(0, contentHeight - height))
        Keys.onUpPressed: flick.contentY = Math.max(flick.contentY - 80, 0)
        Keys.onPressed: (event) => {
            if (event.key !== Qt.Key_PageDown && event.key !== Qt.Key_PageUp) return
            Bills.step(event.key === Qt.Key_PageDown ? 1 : -1)
            event.accepted = true
        }
        ScrollBar.vertical: ScrollBar { }
        Panel {
            id: left
            width: flick.width - 396
            height: steps.implicitHeight
            Column {
                id: steps
                width: parent.width
                Repeater {
                    id: repeat
                    model: Explain.steps
                    Item {
                        id: step
                        required property var modelData
                        required property int index
                        width: steps.width
                        height: body.implicitHeight + 30
                        Rectangle {
                            x: 17
                            y: 14
                            width: 24
                            height: 24
                            radius: 12
                            color: Theme.soft
                            Txt { anchors.centerIn: parent; text: step.index + 1; px: 12; weight: Font.Bold; color: Theme.brand }
                        }
                        Column {
                            id: body
                            anchors { left: parent.left; leftMargin: 57; right: parent.right; rightMargin: 17; top: parent.top; topMargin: 16 }
                            spacing: 10
                            Item {
                                width: parent.width
                                height: title.implicitHeight
                                Txt { id: title; anchors { left: parent.left; right: amount.left; rightMargin: 12 } text: step.modelData.title; weight: Font.DemiBold; elide: Text.ElideRight }
                                Txt { id: amount; anchors { right: parent.right; verticalCenter: parent.verticalCenter } text: step.modelData.amount; px: 16; weight: Font.DemiBold }
                            }
                            Txt {
                                width: Math.min(parent.width - 60, 720)
                                visible: text !== ""
                                text: step.modelData.detail
                                px: 13
                                color: Theme.muted
                                wrapMode: Text.WordWrap
                                lineHeight: 1.25
                            }
                            Rectangle {
                                visible: step.modelData.blocks !== undefined
                                width: 520
                                height: 10
                                radius: 5
                                color: Theme.line
                                Row {
                                    Repeater {
                                        model: step.modelData.blocks ?? []
                                        Rectangle {
                                            id: block
                                            required property real modelData
                                            required property int index
                                            readonly property int count: step.modelData.blocks.length
                                            width: Math.round(modelData * 447)
                                            height: 10
                                            radius: index === 0 ? 5 : 0
                                            color: index === count - 1 ? Theme.brand : index === 0 ? Theme.bar : Theme.barMiddle
                                            Rectangle { visible: block.index === 0; x: 5; width: parent.width - 5; height: 10; color: block.color }
                                        }
                                    }
                                }
                            }
                        }
                        Rectangle {
                            visible: step.index < repeat.count - 1
                            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: 1; rightMargin: 1 }
                            height: 1
                            color: Theme.line
                        }
                    }
                }
            }
        }
        Column {
            id: side
            anchors { left: left.right; leftMargin: 16 }
            width: 380
            spacing: 16
            Panel {
                width: parent.width
                height: total.implicitHeight + 38
                Column {
                    id: total
                    anchors { left: parent.left; right: parent.right; top: parent.top; margins: 17; topMargin: 19 }
                    spacing: 2
                    Txt { text: Explain.total.title ?? ""; px: 13; weight: Font.DemiBold; color: Theme.muted }
                    Txt { text: Explain.total.amount ?? ""; px: 40; weight: Font.Bold; font.letterSpacing: -0.4 }
                    Txt { text: Explain.total.due ?? ""; color: Theme.muted }
                }
            }
            Panel {
                width: parent.width
                height: history.implicitHeight + 34
                visible: Bills.bills.length > 1 || Bills.text !== ""
                Column {
                    id: history
                    anchors { left: parent.left; right: parent.right; top: parent.top; margins: 17 }
                    spacing: 8
                    Row {
                        spacing: 8
                        Txt { anchors.verticalCenter: parent.verticalCenter; text: qsTr("Recibos del contrato"); px: 13; weight: Font.DemiBold; color: Theme.muted }
                        KeyCap { anchors.verticalCenter: parent.verticalCenter; text: KeyTable.shown("older_bill") }
                        KeyCap { anchors.verticalCenter: parent.verticalCenter; text: KeyTable.shown("newer_bill") }
                    }
                    ListView {
                        id: bills
                        readonly property int rowHeight: Math.max(36, Theme.size(28))
                        readonly property int marked: Bills.bills.findIndex(bill => bill.state !== "")
                        width: parent.width
                        height: Math.min(Bills.bills.length, 5) * rowHeight
                        visible: Bills.bills.length > 1
                        clip: true
                        model: Bills.bills
                        currentIndex: marked
                        boundsBehavior: Flickable.StopAtBounds
                        ScrollBar.vertical: ScrollBar { }
                        delegate: Rectangle {
                            id: bill
                            required property var modelData
                            required property int index
                            width: bills.width
                            height: bills.rowHeight
                            radius: 6
                            color: modelData.state === "shown" ? Theme.soft : Theme.panel
                            Accessible.role: Accessible.ListItem
                            Accessible.name: modelData.period + " " + modelData.amount + " " + modelData.note
                            Accessible.selected: modelData.state === "shown"
                            Accessible.onPressAction: Bills.choose(index)
                            Txt {
                                anchors { left: parent.left; leftMargin: 8; verticalCenter: parent.verticalCenter }
                                text: bill.modelData.period
                                weight: bill.modelData.state === "shown" ? Font.DemiBold : Font.Normal
                            }
                            Txt {
                                anchors { left: parent.left; leftMargin: 90; verticalCenter: parent.verticalCenter }
                                text: bill.modelData.state === "asked" ? qsTr("pidiendo…") : bill.modelData.note
                                px: 13
                                color: Theme.muted
                            }
                            Txt {
                                anchors { right: parent.right; rightMargin: 14; verticalCenter: parent.verticalCenter }
                                text: bill.modelData.amount
                                weight: bill.modelData.state === "shown" ? Font.DemiBold : Font.Normal
                            }
                            MouseArea { anchors.fill: parent; onClicked: Bills.choose(bill.index) }
                        }
                    }
                    Txt {
                        width: parent.width
                        visible: text !== ""
                        text: Bills.text
                        px: 13
                        color: Bills.tone === "warning" ? Theme.tone("warning") : Theme.muted
                        wrapMode: Text.WordWrap
                        lineHeight: 1.15
                        Accessible.role: Accessible.AlertMessage
                        Accessible.name: text
                    }
                }
            }
            Panel {
                width: parent.width
                height: why.implicitHeight + 38
                visible: (Explain.reason.title ?? "") !== ""
                Column {
                    id: why
                    anchors { left: parent.left; right: parent.right; top: parent.top; margins: 17; topMargin: 17 }
                    spacing: 10
                    Txt { text: Explain.reason.title ?? ""; px: 13; weight: Font.DemiBold; color: Theme.muted }
                    Txt { width: parent.width; text: Explain.reason.text ?? ""; textFormat: Text.StyledText; wrapMode: Text.WordWrap; lineHeight: 1.2 }
                    Txt { width: parent.width; visible: text !== ""; text: Explain.reason.more ?? ""; color: Theme.muted; wrapMode: Text.WordWrap }
                }
            }
            Panel {
                width: parent.width
                height: proof.implicitHeight + 36
                Column {
                    id: proof
                    anchors { left: parent.left; right: parent.right; top: parent.top; margins: 17; topMargin: 19 }
                    spacing: 8
                    Txt { text: qsTr("Comprobar"); px: 13; weight: Font.DemiBold; color: Theme.muted }
                    Txt { width: parent.width; text: qsTr("Cualquiera puede recalcular este recibo con estos datos:"); color: Theme.muted; wrapMode: Text.WordWrap; lineHeight: 1.2 }
                    Column {
                        spacing: 4
                        Repeater {
                            model: Explain.proof
                            Txt { required property string modelData; text: modelData; font.family: Theme.monospace; px: 12; color: Theme.muted }
                        }
                    }
                    ActionButton {
                        width: parent.width
                        text: qsTr("Guardar datos del cálculo")
                        onClicked: Explain.save()
                    }
                    Txt { width: parent.width; visible: text !== ""; text: Explain.saved; px: 13; color: Theme.good; wrapMode: Text.WrapAnywhere }
                }
            }
        }
    }
}
