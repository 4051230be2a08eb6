import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// What the server did not take exactly as it was sent, with its reason and what to do. Each is read and put away.
FocusScope {
    id: sheet
    ListView {
        id: list
        anchors { top: parent.top; bottom: parent.bottom; horizontalCenter: parent.horizontalCenter; margins: 16 }
        width: Math.min(parent.width - 32, 852)
        spacing: 12
        focus: true
        clip: true
        model: Link.notices
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar { }
        Keys.onReturnPressed: if (currentItem) Link.dismiss(currentItem.modelData.seq)
        delegate: Panel {
            id: notice
            required property var modelData
            width: list.width
            height: row.implicitHeight + 32
            border.color: ListView.isCurrentItem && list.activeFocus ? Theme.brand : Theme.line
            border.width: ListView.isCurrentItem && list.activeFocus ? 2 : 1
            RowLayout {
                id: row
                anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: 16 }
                spacing: 16
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 4
                    RowLayout {
                        spacing: 8
                        Txt { text: notice.modelData.what; weight: Font.DemiBold }
                        Txt {
                            text: notice.modelData.when + " · " + notice.modelData.verdict
                            px: 13
                            color: Theme.muted
                        }
                    }
                    Txt { Layout.fillWidth: true; text: notice.modelData.reason; wrapMode: Text.WordWrap }
                    Txt {
                        Layout.fillWidth: true
                        text: notice.modelData.remedy
                        wrapMode: Text.WordWrap
                        color: Theme.muted
                    }
                }
                ActionButton {
                    text: qsTr("Enterado")
                    focusPolicy: Qt.NoFocus
                    onClicked: Link.dismiss(notice.modelData.seq)
                }
            }
        }
        Txt {
            anchors.centerIn: parent
            visible: list.count === 0
            text: qsTr("El servidor no tiene avisos para esta caja.")
            color: Theme.muted
        }
    }
}
