import QtQuick
import QtQuick.Controls.Basic

// A field in its box: what stands before it, what was typed, a key at the end, and a problem's colour.
FocusScope {
    id: box
    property alias text: field.text
    property alias placeholder: field.placeholderText
    property alias echoMode: field.echoMode
    property alias maximumLength: field.maximumLength
    property alias horizontalAlignment: field.horizontalAlignment
    property alias validator: field.validator
    property alias input: field
    property string before
    property string key
    property string name
    property int px: 16
    property int weight: Font.Normal
    property bool wrong: false
    default property alias leading: lead.data
    signal edited(string text)
    signal accepted()
    implicitHeight: 48
    implicitWidth: 200

    function take() { field.forceActiveFocus(); field.selectAll() }

    Rectangle {
        anchors.fill: parent
        radius: Theme.corner
        color: Theme.panel
        border.color: box.wrong ? Theme.bad : field.activeFocus ? Theme.brand : Theme.line
        border.width: field.activeFocus || box.wrong ? 2 : 1
    }
    Row {
        id: lead
        anchors { left: parent.left; leftMargin: width > 0 ? 16 : 0; verticalCenter: parent.verticalCenter }
        Txt {
            visible: box.before !== ""
            text: box.before
            px: box.px
            weight: box.weight
            color: Theme.muted
        }
    }
    TextField {
        id: field
        focus: true
        anchors {
            left: lead.right; right: cap.visible ? cap.left : parent.right; top: parent.top; bottom: parent.bottom
        }
        leftPadding: lead.width > 0 ? 10 : 16
        rightPadding: 16
        background: null
        verticalAlignment: TextInput.AlignVCenter
        font.family: Theme.family
        font.pixelSize: box.px >= 20 ? Theme.figure(box.px) : Theme.size(box.px)
        font.weight: box.weight
        color: Theme.ink
        placeholderTextColor: Theme.muted
        selectionColor: Theme.brand
        selectedTextColor: Theme.brandInk
        selectByMouse: true
        renderType: Text.QtRendering
        Accessible.name: box.name
        onTextEdited: box.edited(text)
        onAccepted: box.accepted()
    }
    KeyCap {
        id: cap
        visible: box.key !== ""
        text: box.key
        anchors { right: parent.right; rightMargin: 16; verticalCenter: parent.verticalCenter }
    }
}
