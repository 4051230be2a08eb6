import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// Who works here now: a name from the list and a PIN. Works without a link.
Item {
    id: screen
    property int current: 0
    function takeFocus() { if (people.count > 1) people.forceActiveFocus(); else pin.take() }
    function enter() {
        const person = Session.cashiers[current]
        if (!person) return
        if (Session.signIn(person.id, pin.text)) return
        pin.text = ""  // a wrong one is not what the next try goes on from
        pin.take()
    }

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
                Txt { text: qsTr("¿Quién atiende %1?").arg(Session.place.split(" · ")[0]); px: 20; weight: Font.Bold }
                Txt { text: Session.place + " · " + Session.administration; color: Theme.muted }
            }
            Txt {
                visible: people.count === 0
                Layout.fillWidth: true
                wrapMode: Text.WordWrap
                color: Theme.muted
                text: qsTr("Todavía no hay personas dadas de alta en esta caja. Llegan con la primera conexión; si "
                    + "tarda, pida a un supervisor que registre a quien cobra.")
            }
            ListView {
                id: people
                Layout.fillWidth: true
                Layout.preferredHeight: Math.min(contentHeight, 4 * 56 + 12)
                visible: count > 0
                model: Session.cashiers
                spacing: 4
                clip: true
                currentIndex: screen.current
                activeFocusOnTab: true
                keyNavigationEnabled: true
                onCurrentIndexChanged: screen.current = currentIndex
                Keys.onReturnPressed: pin.take()
                Keys.onPressed: (event) => {
                    if (!/^[0-9]$/.test(event.text)) return
                    pin.text = event.text  // a digit can only be meant for the PIN
                    pin.input.forceActiveFocus()
                    pin.input.cursorPosition = pin.text.length
                    event.accepted = true
                }
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Quién atiende")
                ScrollBar.vertical: ScrollBar { }
                delegate: Rectangle {
                    required property var modelData
                    required property int index
                    readonly property bool chosen: index === people.currentIndex
                    width: people.width
                    height: 56
                    radius: Theme.corner
                    color: chosen ? Theme.soft : Theme.panel
                    border.color: chosen ? Theme.brand : Theme.line
                    border.width: chosen && people.activeFocus ? 2 : 1
                    Accessible.role: Accessible.ListItem
                    Accessible.name: modelData.name + ", " + modelData.role
                        + (modelData.open ? ", " + qsTr("turno abierto") : "")
                    Accessible.selected: chosen
                    Column {
                        anchors { left: parent.left; leftMargin: 16; verticalCenter: parent.verticalCenter }
                        Txt { text: modelData.name; weight: Font.DemiBold }
                        Txt { text: modelData.role; px: 13; color: Theme.muted }
                    }
                    Tag {
                        visible: modelData.open
                        anchors { right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
                        text: qsTr("turno abierto")
                        tone: "brand"
                    }
                    MouseArea {
                        anchors.fill: parent
                        onClicked: { people.currentIndex = index; pin.take() }
                    }
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                visible: people.count > 0
                spacing: 4
                Txt { text: qsTr("NIP"); px: 13; weight: Font.DemiBold; color: Theme.muted }
                InputBox {
                    id: pin
                    Layout.fillWidth: true
                    name: qsTr("NIP")
                    echoMode: TextInput.Password
                    maximumLength: 12
                    px: 20
                    wrong: trouble.visible
                    validator: RegularExpressionValidator { regularExpression: /[0-9]*/ }
                    onAccepted: screen.enter()
                }
                // Its room is always there: a problem that comes needs no new layout to be seen.
                Item {
                    Layout.fillWidth: true
                    implicitHeight: Theme.size(54)
                    Problem {
                        id: trouble
                        anchors { left: parent.left; right: parent.right; top: parent.top }
                        problem: Session.problem
                    }
                }
            }
            ActionButton {
                visible: people.count > 0
                Layout.fillWidth: true
                primary: true
                text: qsTr("Entrar")
                onClicked: screen.enter()
                Keys.onReturnPressed: screen.enter()
            }
        }
    }
}
