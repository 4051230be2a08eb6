import QtQuick
import QtQuick.Controls.Basic
import Aquacis.Ui

// Every key, from the one table, by what one is doing.
FocusScope {
    id: sheet
    readonly property var groups: {
        const names = []
        for (const row of KeyTable.rows) if (names.indexOf(row.group) < 0) names.push(row.group)
        return names
    }
    Flickable {
        anchors { fill: parent; margins: 16 }
        focus: true
        contentHeight: flow.implicitHeight
        ScrollBar.vertical: ScrollBar { }
        Flow {
            id: flow
            width: parent.width
            spacing: 16
            Repeater {
                model: sheet.groups
                Panel {
                    id: group
                    required property string modelData
                    width: Math.floor((flow.width - 32) / 3)
                    height: rows.implicitHeight + 32
                    Column {
                        id: rows
                        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16 }
                        spacing: 12
                        Txt { text: group.modelData; px: 13; weight: Font.DemiBold; color: Theme.muted }
                        Repeater {
                            model: KeyTable.rows.filter(row => row.group === group.modelData)
                            Item {
                                required property var modelData
                                width: rows.width
                                height: Math.max(cap.height, what.implicitHeight)
                                KeyCap { id: cap; text: modelData.shown }
                                Txt {
                                    id: what
                                    x: 104
                                    width: parent.width - x
                                    text: modelData.text
                                    wrapMode: Text.WordWrap
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
