import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

Panel {
    id: panel
    readonly property bool cash: Till.method === "cash"
    signal used()  // a field here has the cursor
    signal up()    // from the amount to the debts
    function takeFocus() { if (Till.open) received.take() }
    function takeMethod() { if (panel.cash) received.take(); else reference.take() }
    function takeAmount() { if (Till.otherAmount) amount.take(); else received.take() }
    component Watch: Connections {
        function onActiveFocusChanged() { if (target.activeFocus) panel.used() }
    }
    Watch { target: received.input }
    Watch { target: amount.input }
    Watch { target: reference.input }
    function takeProblem() {
        if (Till.problem.field === "amount_centavos" && Till.otherAmount) amount.take()
        else if (Till.problem.field === "reference") reference.take()
        else if (Till.problem.field !== "advance_centavos") received.take()
    }

    ColumnLayout {
        anchors { fill: parent; margins: 16; leftMargin: 17; rightMargin: 17; topMargin: 19; bottomMargin: 17 }
        visible: Till.open
        spacing: 0
        Txt { text: Till.dueTitle; px: 13; weight: Font.DemiBold; color: Theme.muted }
        Txt {
            Layout.topMargin: 1
            Layout.bottomMargin: 2
            text: Till.due
            px: 40
            weight: Font.Bold
            font.letterSpacing: -0.4
            Accessible.name: qsTr("A pagar %1").arg(text)
        }
        InputBox {
            id: amount
            Layout.fillWidth: true
            Layout.topMargin: 6
            visible: Till.otherAmount
            name: qsTr("Otro importe")
            before: qsTr("Importe $")
            px: 16
            weight: Font.DemiBold
            horizontalAlignment: TextInput.AlignRight
            text: Till.amount
            wrong: Till.problem.field === "amount_centavos"
            onEdited: (typed) => Till.amount = typed
            onAccepted: received.take()
        }
        Problem {
            Layout.fillWidth: true
            Layout.topMargin: 6
            problem: Till.problem
            fields: ["amount_centavos", "invoice_ids", "advance_centavos"]
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.topMargin: 12
            columns: 2
            rowSpacing: 8
            columnSpacing: 8
            component Way: ChoiceButton {
                property string way
                Layout.fillWidth: true
                Layout.preferredWidth: 10
                key: KeyTable.shown(way)
                chosen: Till.method === way
                onClicked: { Till.setMethod(way); panel.takeMethod() }
            }
            Way { way: "cash"; text: qsTr("Efectivo") }
            Way { way: "card"; text: qsTr("Tarjeta") }
            Way { way: "transfer"; text: qsTr("Transfer.") }
            Way { way: "cheque"; text: qsTr("Cheque") }
        }
        Repeater {
            model: Till.tenders
            RowLayout {
                required property var modelData
                required property int index
                Layout.topMargin: 6
                Txt { Layout.fillWidth: true; text: modelData.name }
                Txt { text: modelData.amount; weight: Font.DemiBold }
                Chip { text: qsTr("Quitar"); onClicked: { Till.removeTender(index); received.take() } }
            }
        }
        Txt {
            Layout.topMargin: 17
            text: panel.cash ? qsTr("Recibido") : qsTr("Importe con esta forma de pago")
            px: 13
            weight: Font.DemiBold
            color: Theme.muted
        }
        InputBox {
            id: received
            Layout.fillWidth: true
            Layout.topMargin: 4
            implicitHeight: 56
            name: qsTr("Recibido")
            before: "$"
            px: 24
            weight: Font.DemiBold
            horizontalAlignment: TextInput.AlignRight
            text: Till.received
            wrong: Till.problem.field === "received_centavos"
            onEdited: (typed) => Till.received = typed
            // An empty field and Enter: the exact amount.
            onAccepted: {
                if (text.trim() === "") Till.receiveExactly()
                else Till.tidyReceived()
                if (!panel.cash) reference.take()
            }
            Keys.onUpPressed: panel.up()
        }
        Problem { Layout.fillWidth: true; Layout.topMargin: 6; problem: Till.problem; fields: ["received_centavos"] }
        InputBox {
            id: reference
            Layout.fillWidth: true
            Layout.topMargin: 8
            visible: !panel.cash
            name: qsTr("Referencia")
            placeholder: Till.method === "cheque" ? qsTr("Número de cheque")
                : Till.method === "card" ? qsTr("Número de autorización") : qsTr("Clave de rastreo")
            maximumLength: 64
            text: Till.reference
            wrong: Till.problem.field === "reference"
            onEdited: (typed) => Till.reference = typed
        }
        Problem { Layout.fillWidth: true; Layout.topMargin: 6; problem: Till.problem; fields: ["reference"] }
        Flow {
            Layout.fillWidth: true
            Layout.topMargin: 8
            spacing: 8
            visible: panel.cash && Till.notes.length > 0
            Repeater {
                model: Till.notes
                Chip {
                    required property var modelData
                    text: modelData.label
                    onClicked: { Till.received = modelData.amount; received.take() }
                }
            }
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.topMargin: 14
            implicitHeight: changeLines.implicitHeight + 27
            radius: Theme.corner
            color: Till.change.tone === "quiet" ? Theme.background : Theme.ground(Till.change.tone)
            Column {
                id: changeLines
                anchors { left: parent.left; leftMargin: 14; verticalCenter: parent.verticalCenter }
                spacing: 1
                Txt { text: Till.change.title; px: 13; weight: Font.DemiBold; color: Theme.tone(Till.change.tone) }
                Txt {
                    width: panel.width - 62
                    text: Till.change.amount
                    px: 40
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 20
                    weight: Font.Bold
                    font.letterSpacing: -0.4
                    color: Theme.tone(Till.change.tone)
                }
                Txt {
                    visible: text !== ""
                    width: panel.width - 62
                    wrapMode: Text.WordWrap
                    text: Till.change.warning ?? ""
                    px: 13
                    color: Theme.warning
                }
            }
        }
        Txt {
            Layout.fillWidth: true
            Layout.topMargin: 8
            visible: Till.due === "$0.00" && !Till.otherAmount
            wrapMode: Text.WordWrap
            px: 13
            color: Theme.muted
            text: qsTr("No debe nada. Para un anticipo: ↑ y Espacio.")
        }
        Problem {
            Layout.fillWidth: true
            Layout.topMargin: 8
            problem: Till.problem
            fields: ["", "payment_id", "session_id", "series", "contract_number"]
        }
        Item { Layout.fillHeight: true }
        ActionButton {
            Layout.fillWidth: true
            primary: true
            enabled: Till.canCharge
            focusPolicy: Qt.NoFocus
            implicitHeight: 68
            text: qsTr("Cobrar %1").arg(Till.due)
            detail: Till.payer
            key: KeyTable.shown("charge")
            onClicked: if (!Till.charge()) panel.takeProblem()
        }
        Txt {
            Layout.fillWidth: true
            Layout.topMargin: 15
            opacity: Paper.said.text === undefined ? 1 : 0
            visible: panel.height > 640 * Theme.textScale || Paper.said.text !== undefined
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            px: 13
            lineHeight: 1.2
            color: Theme.muted
            text: qsTr("El comprobante se imprime y queda guardado aquí aunque no haya red.")
        }
    }
    LastPayment {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16; topMargin: 18 }
        visible: !Till.open
    }
    // What a key did (F12, the drawer), also while a contract is open.
    Txt {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 17; bottomMargin: 14 }
        visible: text !== ""
        wrapMode: Text.WordWrap
        px: 13
        horizontalAlignment: Text.AlignHCenter
        text: Paper.said.text ?? ""
        color: Theme.tone(Paper.said.tone ?? "quiet")
    }
}
