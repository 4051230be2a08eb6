import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// A payment is undone by two: the cashier says why, a supervisor types a PIN. The folio stays.
FocusScope {
    id: sheet
    property var payment: ({})
    readonly property var people: Shift.supervisors
    property int person: 0
    signal done()
    signal cancelled()
    readonly property bool fieldFocused: reason.activeFocus || people_.activeFocus || pin.activeFocus
    onActiveFocusChanged: if (activeFocus && !fieldFocused) reason.take()
    function finish() {
        if (people.length === 0) return
        const request = {folio: payment.folio, reason: reason.text, supervisor: people[person].id, pin: pin.text}
        if (Shift.cancel(request)) return sheet.cancelled()
        pin.text = ""
        if (Shift.problem.field === "reason") reason.take(); else pin.take()
    }

    Panel {
        anchors.centerIn: parent
        width: 520
        height: column.implicitHeight + 48
        ColumnLayout {
            id: column
            anchors { fill: parent; margins: 24 }
            spacing: 14
            Txt { text: qsTr("Cancelar el cobro %1").arg(sheet.payment.folio ?? ""); px: 20; weight: Font.Bold }
            RowLayout {
                Txt {
                    Layout.fillWidth: true
                    text: (sheet.payment.number ?? "") + " · " + (sheet.payment.name ?? "")
                    elide: Text.ElideRight
                }
                Txt { text: sheet.payment.amount ?? ""; px: 20; weight: Font.Bold }
            }
            Txt {
                Layout.fillWidth: true
                wrapMode: Text.WordWrap
                px: 13
                color: Theme.muted
                text: qsTr("Lo cobrado en %1 se devuelve y el adeudo queda como antes. El folio no se usa otra vez; "
                    + "salen dos papeles con la palabra CANCELADO.").arg(sheet.payment.methods ?? "")
            }
            Txt { text: qsTr("Motivo"); px: 13; weight: Font.DemiBold; color: Theme.muted }
            InputBox {
                id: reason
                Layout.fillWidth: true
                Layout.topMargin: -8
                name: qsTr("Motivo")
                maximumLength: 120
                wrong: Shift.problem.field === "reason"
                onEdited: Shift.forgive()
                onAccepted: if (sheet.people.length > 1) people_.forceActiveFocus(); else pin.take()
            }
            Flow {
                Layout.fillWidth: true
                spacing: 8
                Repeater {
                    model: [qsTr("Contrato equivocado"), qsTr("Importe equivocado"), qsTr("Forma de pago equivocada"),
                        qsTr("El usuario desistió")]
                    Chip {
                        required property string modelData
                        text: modelData
                        onClicked: { reason.text = modelData; pin.take() }
                    }
                }
            }
            Txt { text: qsTr("Autoriza"); px: 13; weight: Font.DemiBold; color: Theme.muted }
            Txt {
                visible: sheet.people.length === 0
                Layout.fillWidth: true
                wrapMode: Text.WordWrap
                color: Theme.warning
                text: qsTr("En esta caja no hay otra persona de supervisión dada de alta. Pida a sistemas que la "
                    + "registre; llega cuando hay conexión.")
            }
            ListView {
                id: people_
                Layout.fillWidth: true
                Layout.topMargin: -8
                Layout.preferredHeight: Math.min(contentHeight, 3 * Theme.target)
                model: sheet.people
                clip: true
                activeFocusOnTab: true
                keyNavigationEnabled: true
                currentIndex: sheet.person
                onCurrentIndexChanged: sheet.person = Math.max(0, currentIndex)
                Keys.onReturnPressed: pin.take()
                delegate: Rectangle {
                    required property var modelData
                    required property int index
                    readonly property bool chosen: index === people_.currentIndex
                    width: people_.width
                    height: Theme.target
                    radius: Theme.corner
                    color: chosen ? Theme.soft : Theme.panel
                    border.color: chosen ? Theme.brand : Theme.line
                    border.width: chosen && people_.activeFocus ? 2 : 1
                    Accessible.role: Accessible.ListItem
                    Accessible.name: modelData.name
                    Accessible.selected: chosen
                    Txt {
                        x: 14
                        anchors.verticalCenter: parent.verticalCenter
                        text: modelData.name
                        weight: Font.DemiBold
                    }
                    MouseArea { anchors.fill: parent; onClicked: { people_.currentIndex = index; pin.take() } }
                }
            }
            Txt { text: qsTr("NIP de quien autoriza"); px: 13; weight: Font.DemiBold; color: Theme.muted }
            InputBox {
                id: pin
                Layout.fillWidth: true
                Layout.topMargin: -8
                name: qsTr("NIP de quien autoriza")
                echoMode: TextInput.Password
                maximumLength: 12
                px: 20
                wrong: Shift.problem.field === "pin" || Shift.problem.field === "authorized_by"
                validator: RegularExpressionValidator { regularExpression: /[0-9]*/ }
                onEdited: Shift.forgive()
                onAccepted: sheet.finish()
            }
            Problem { Layout.fillWidth: true; problem: Shift.problem }
            RowLayout {
                spacing: 12
                ActionButton {
                    text: qsTr("No cancelar")
                    key: KeyTable.shown("back")
                    implicitHeight: 52
                    onClicked: sheet.cancelled()
                }
                ActionButton {
                    Layout.fillWidth: true
                    primary: true
                    implicitHeight: 52
                    enabled: sheet.people.length > 0
                    text: qsTr("Cancelar el cobro")
                    onClicked: sheet.finish()
                    Keys.onReturnPressed: sheet.finish()
                }
            }
        }
    }
}
