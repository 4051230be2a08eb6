import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// A person takes charge of the drawer with its float.
Item {
    id: screen
    function takeFocus() { amount.take() }

    Panel {
        anchors.centerIn: parent
        width: 420
        height: column.implicitHeight + 48
        ColumnLayout {
            id: column
            anchors { fill: parent; margins: 24 }
            spacing: 16
            ColumnLayout {
                spacing: 2
                Txt { text: qsTr("Abrir turno"); px: 20; weight: Font.Bold }
                Txt { text: Session.cashierName + " · " + Session.place; color: Theme.muted }
            }
            ColumnLayout {
                spacing: 4
                Txt { text: qsTr("Fondo contado en el cajón"); px: 13; weight: Font.DemiBold; color: Theme.muted }
                InputBox {
                    id: amount
                    Layout.fillWidth: true
                    implicitHeight: 56
                    name: qsTr("Fondo")
                    before: "$"
                    px: 24
                    weight: Font.DemiBold
                    horizontalAlignment: TextInput.AlignRight
                    wrong: trouble.visible
                    onAccepted: Session.openTill(text)
                }
                Problem { id: trouble; Layout.fillWidth: true; problem: Session.problem }
            }
            ActionButton {
                Layout.fillWidth: true
                primary: true
                text: qsTr("Abrir turno")
                onClicked: Session.openTill(amount.text)
                Keys.onReturnPressed: Session.openTill(amount.text)
            }
            Txt {
                Layout.fillWidth: true
                wrapMode: Text.WordWrap
                horizontalAlignment: Text.AlignHCenter
                px: 13
                color: Theme.muted
                text: qsTr("El turno queda a su nombre hasta el corte de caja.")
            }
        }
    }
}
