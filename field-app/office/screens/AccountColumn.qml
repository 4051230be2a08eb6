import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

ColumnLayout {
    id: column
    property string notice: ""
    signal leave()  // from the debts to the payment
    function takeDebts() { table.take() }
    spacing: 12

    Panel {
        Layout.fillWidth: true
        Layout.preferredHeight: head.implicitHeight + 35
        visible: Till.open
        GridLayout {
            id: head
            anchors { fill: parent; leftMargin: 17; rightMargin: 17; topMargin: 15; bottomMargin: 13 }
            columns: 2
            rowSpacing: 3
            Txt {
                Layout.fillWidth: true
                text: Till.contract.name ?? ""
                px: 20
                weight: Font.Bold
                elide: Text.ElideRight
            }
            RowLayout {
                Layout.alignment: Qt.AlignRight
                spacing: 8
                Tag {
                    visible: (Till.contract.credit ?? "") !== ""
                    text: qsTr("Saldo a favor %1").arg(Till.contract.credit ?? "")
                    tone: "good"
                }
                Tag { visible: (Till.contract.notice ?? "") !== ""; text: Till.contract.notice ?? ""; tone: "bad" }
            }
            Txt {
                Layout.fillWidth: true
                text: Till.contract.address ?? ""
                color: Theme.muted
                elide: Text.ElideRight
            }
            Txt {
                Layout.alignment: Qt.AlignRight
                text: qsTr("Contrato %1").arg(Till.contract.number ?? "")
                color: Theme.muted
            }
            Txt {
                Layout.fillWidth: true
                text: Till.contract.service ?? ""
                color: Theme.muted
                elide: Text.ElideRight
            }
            Txt {
                Layout.alignment: Qt.AlignRight
                text: qsTr("Sector %1").arg(Till.contract.zone ?? "")
                color: Theme.muted
                visible: (Till.contract.zone ?? "") !== ""
            }
            Txt {
                Layout.fillWidth: true
                Layout.columnSpan: 2
                visible: text !== ""
                text: Till.nameNotice
                weight: Font.DemiBold
                color: Theme.warning
            }
        }
    }
    Panel {
        Layout.fillWidth: true
        Layout.fillHeight: true
        DebtTable {
            id: table
            anchors { left: parent.left; right: parent.right; top: parent.top }
            visible: Till.open
            onLeave: column.leave()
        }
        Txt {
            id: later
            anchors { left: parent.left; right: parent.right; top: table.bottom; margins: 17; topMargin: 12 }
            visible: Till.laterDebts !== ""
            wrapMode: Text.WordWrap
            px: 13
            weight: Font.DemiBold
            color: Theme.warning
            text: Till.laterDebts
        }
        Flow {
            id: hints
            anchors {
                left: parent.left; right: parent.right; top: later.visible ? later.bottom : table.bottom
                margins: 15; leftMargin: 17
            }
            visible: Till.open
            spacing: 10
            KeyHint { action: "choose" }
            KeyHint { action: "other_contract" }
            KeyHint { action: "other_amount" }
            KeyHint { action: "explain" }
        }
        Txt {
            anchors { left: parent.left; right: parent.right; top: hints.bottom; margins: 17 }
            visible: Till.open
            wrapMode: Text.WordWrap
            px: 13
            color: column.notice !== "" ? Theme.warning : Theme.muted
            text: column.notice !== "" ? column.notice
                : Link.tone === "warning" && (Till.contract.asOf ?? "") !== ""
                    ? qsTr("Adeudo según el servidor a las %1, menos lo cobrado en esta caja.").arg(Till.contract.asOf)
                    : ""
        }
        // "¿Ya pagué?": the last five at this till.
        Column {
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 17; bottomMargin: 13 }
            readonly property bool fits: parent.height - table.height > 190 + Till.paid.count * Theme.size(22)
            visible: Till.open && Till.paid.count > 0 && fits
            spacing: 4
            Txt { text: qsTr("Cobrado en esta caja"); px: 12; weight: Font.DemiBold; color: Theme.muted }
            Repeater {
                model: Till.paid
                RowLayout {
                    required property string folio
                    required property string time
                    required property string amount
                    required property string stateText
                    width: parent.width
                    spacing: 12
                    Txt { text: parent.time; px: 13; color: Theme.muted }
                    Txt { text: parent.folio; px: 13 }
                    Txt { text: parent.stateText; px: 13; color: Theme.bad }
                    Item { Layout.fillWidth: true }
                    Txt { text: parent.amount; px: 13; weight: Font.DemiBold }
                    Chip {
                        text: qsTr("Reimprimir")
                        implicitHeight: Theme.size(22)
                        onClicked: Paper.reprint(parent.folio)
                    }
                }
            }
        }
        Column {
            anchors.centerIn: parent
            width: Math.min(parent.width - 64, 380)
            visible: !Till.open
            spacing: 6
            Txt {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Busque a quien va a pagar")
                px: 20
                weight: Font.Bold
            }
            Txt {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.WordWrap
                color: Theme.muted
                lineHeight: 1.2
                text: qsTr("Escriba su nombre, calle y número, contrato o medidor, o escanee el código de su recibo. "
                    + "Enter abre el contrato marcado.")
            }
            Txt {
                width: parent.width
                topPadding: 12
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.WordWrap
                px: 13
                color: Theme.warning
                text: Link.problem
            }
        }
    }
    UseChart {
        Layout.fillWidth: true
        Layout.preferredHeight: 148
        visible: Till.open && Till.consumption.length > 1
    }
}
