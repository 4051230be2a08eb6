import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// The shift's payments, or those whose paper nobody knows to have come out: print one again, undo one.
FocusScope {
    id: sheet
    signal done()
    signal cancel(var payment)

    // True: the key meant something here.
    function act(id) {
        const payment = Shift.list.row(list.currentIndex)
        switch (id) {
        case "payments": if (Shift.doubtful) Shift.showShift(); else Shift.showDoubtful(); return true
        case "reprint_last": Paper.reprintLast(); return true
        case "settle": if (payment.state === "doubtful") Paper.settle(payment.folio); return true
        case "cancel_payment":
            if (payment.folio && payment.state !== "cancelled") { Shift.forgive(); sheet.cancel(payment) }
            return true
        }
        return false
    }

    Panel {
        anchors { fill: parent; margins: 16 }
        ColumnLayout {
            anchors { fill: parent; margins: 16 }
            spacing: 10
            RowLayout {
                spacing: 16
                Txt {
                    text: Shift.doubtful ? qsTr("Comprobantes dudosos")
                        : qsTr("Cobros del turno %1").arg(Session.number)
                    px: 20
                    weight: Font.Bold
                }
                Txt {
                    Layout.fillWidth: true
                    text: Shift.doubtful ? qsTr("No es seguro que el papel haya salido")
                        : qsTr("%1 cobros").arg(Shift.payments)
                    color: Theme.muted
                }
                Row {
                    spacing: 6
                    KeyCap { text: "Enter" }
                    Txt { text: qsTr("reimprimir"); color: Theme.muted }
                }
                KeyHint { action: "settle"; visible: Shift.doubtful }
                KeyHint { action: "payments" }
            }
            ListView {
                id: list
                Layout.fillWidth: true
                Layout.fillHeight: true
                focus: true
                clip: true
                model: Shift.list
                boundsBehavior: Flickable.StopAtBounds
                ScrollBar.vertical: ScrollBar { }
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Cobros")
                Keys.onReturnPressed: if (currentIndex >= 0) Paper.reprint(Shift.list.row(currentIndex).folio)
                delegate: Item {
                    id: row
                    required property int index
                    required property string folio
                    required property string time
                    required property string number
                    required property string name
                    required property string amount
                    required property string methods
                    required property string state
                    required property string stateText
                    readonly property color shade: state === "cancelled" ? Theme.muted : Theme.ink
                    width: list.width
                    height: Math.max(Theme.target, Theme.size(30))
                    Accessible.role: Accessible.ListItem
                    Accessible.name: folio + ", " + name + ", " + amount + ", " + stateText
                    Accessible.selected: ListView.isCurrentItem
                    Rectangle {
                        anchors.fill: parent
                        radius: 4
                        color: row.ListView.isCurrentItem ? Theme.soft : "transparent"
                    }
                    Rectangle {
                        visible: row.ListView.isCurrentItem
                        width: 3
                        height: parent.height
                        color: Theme.brand
                    }
                    RowLayout {
                        anchors { fill: parent; leftMargin: 14; rightMargin: 14 }
                        spacing: 16
                        Txt {
                            Layout.preferredWidth: Theme.size(160)
                            text: row.folio
                            weight: Font.DemiBold
                            color: row.shade
                            font.strikeout: row.state === "cancelled"
                        }
                        Txt { Layout.preferredWidth: Theme.size(96); text: row.time; color: Theme.muted }
                        Txt { Layout.preferredWidth: Theme.size(80); text: row.number; color: row.shade }
                        Txt { Layout.fillWidth: true; text: row.name; elide: Text.ElideRight; color: row.shade }
                        Tag {
                            visible: row.state !== ""
                            text: row.stateText
                            tone: row.state === "cancelled" ? "bad" : "warning"
                        }
                        Txt { text: row.methods; color: Theme.muted }
                        Txt {
                            Layout.preferredWidth: Theme.size(100)
                            horizontalAlignment: Text.AlignRight
                            text: row.amount
                            weight: Font.Bold
                            color: row.shade
                        }
                    }
                    MouseArea {
                        anchors.fill: parent
                        onClicked: { list.currentIndex = row.index; list.forceActiveFocus() }
                    }
                }
                Txt {
                    anchors.centerIn: parent
                    visible: list.count === 0
                    color: Theme.muted
                    text: Shift.doubtful ? qsTr("Todos los comprobantes salieron.")
                        : qsTr("Todavía no hay cobros en este turno.")
                }
            }
            RowLayout {
                Layout.fillWidth: true
                Txt {
                    Layout.fillWidth: true
                    text: Paper.said.text ?? ""
                    px: 13
                    wrapMode: Text.WordWrap
                    color: Theme.tone(Paper.said.tone ?? "quiet")
                }
                KeyHint { action: "cancel_payment"; visible: !Shift.doubtful && list.count > 0 }
            }
        }
    }
}
