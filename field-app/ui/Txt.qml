import QtQuick

Text {
    property int px: 14
    property int weight: Font.Normal
    font.family: Theme.family
    font.pixelSize: px >= 20 ? Theme.figure(px) : Theme.size(px)
    font.weight: weight
    color: Theme.ink
    renderType: Text.QtRendering
}
