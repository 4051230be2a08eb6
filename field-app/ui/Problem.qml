import QtQuick

// What is wrong and what to do, beside the field it speaks of.
Txt {
    property var problem: ({})
    property var fields: []
    readonly property bool here: problem.text !== undefined
        && (fields.length === 0 || fields.indexOf(problem.field) >= 0)
    visible: here
    text: here ? problem.text : ""
    px: 13
    color: Theme.bad
    wrapMode: Text.WordWrap
    lineHeight: 1.15
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
}
