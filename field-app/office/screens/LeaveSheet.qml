import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// Asked once: the window closes at the second time.
FocusScope {
    id: sheet
    signal done()
    signal leave()

    Panel {
        anchors.centerIn: parent
        width: 460
        height: column.implicitHeight + 48
        ColumnLayout {
            id: column
            anchors { fill: parent; margins: 24 }
            spacing: 16
            Txt { text: qsTr("¿Cerrar AquaCIS?"); px: 20; weight: Font.Bold }
            Txt {
                Layout.fillWidth: true
                visible: Till.open
                wrapMode: Text.WordWrap
                text: qsTr("El cobro de %1 no se ha terminado.").arg(Till.payer)
            }
            Txt {
                Layout.fillWidth: true
                visible: Link.unsent > 0
                wrapMode: Text.WordWrap
                text: qsTr("Falta enviar al servidor lo de esta caja (%1). Queda guardado y sale cuando vuelva a "
                    + "abrir con conexión.").arg(Link.unsent)
            }
            RowLayout {
                spacing: 12
                ActionButton {
                    id: stay
                    focus: true
                    Layout.fillWidth: true
                    primary: true
                    implicitHeight: 52
                    text: qsTr("Seguir aquí")
                    key: KeyTable.shown("back")
                    onClicked: sheet.done()
                    Keys.onReturnPressed: sheet.done()
                }
                ActionButton {
                    implicitHeight: 52
                    text: qsTr("Cerrar")
                    key: KeyTable.shown("quit")
                    onClicked: sheet.leave()
                }
            }
        }
    }
}
