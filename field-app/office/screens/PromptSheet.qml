import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// One question for what is rare: a folio to print again, the reason why the drawer opens.
FocusScope {
    id: sheet
    property string kind: "reprint"
    readonly property bool drawer: kind === "drawer"
    signal done()
    onActiveFocusChanged: if (activeFocus && !field.activeFocus) field.take()
    function answer() { if (drawer) Paper.openDrawer(field.text); else Paper.reprint(field.text) }
    Component.onCompleted: Paper.hush()

    Panel {
        anchors.centerIn: parent
        width: 420
        height: column.implicitHeight + 48
        ColumnLayout {
            id: column
            anchors { fill: parent; margins: 24 }
            spacing: 16
            Txt {
                text: sheet.drawer ? qsTr("Abrir el cajón") : qsTr("Reimprimir un comprobante")
                px: 20
                weight: Font.Bold
            }
            ColumnLayout {
                spacing: 4
                Txt {
                    text: sheet.drawer ? qsTr("Motivo; queda anotado en el turno")
                        : qsTr("Folio, o solo su número; un corte: «corte 118»")
                    px: 13
                    weight: Font.DemiBold
                    color: Theme.muted
                }
                InputBox {
                    id: field
                    Layout.fillWidth: true
                    focus: true
                    name: sheet.drawer ? qsTr("Motivo") : qsTr("Folio")
                    maximumLength: 200
                    onAccepted: sheet.answer()
                }
                Txt {
                    Layout.fillWidth: true
                    visible: text !== ""
                    px: 13
                    wrapMode: Text.WordWrap
                    text: Paper.said.text ?? ""
                    color: Theme.tone(Paper.said.tone ?? "quiet")
                }
            }
            RowLayout {
                spacing: 12
                ActionButton {
                    text: qsTr("Volver")
                    key: KeyTable.shown("back")
                    implicitHeight: 52
                    onClicked: sheet.done()
                }
                ActionButton {
                    Layout.fillWidth: true
                    primary: true
                    implicitHeight: 52
                    text: sheet.drawer ? qsTr("Abrir") : qsTr("Reimprimir")
                    onClicked: sheet.answer()
                    Keys.onReturnPressed: sheet.answer()
                }
            }
        }
    }
}
