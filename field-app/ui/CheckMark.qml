import QtQuick

// Chosen or not. Two strokes, no picture, so that it is sharp at any size.
Rectangle {
    id: box
    property bool chosen: false
    width: 18
    height: 18
    radius: 4
    color: chosen ? Theme.brand : "transparent"
    border.color: chosen ? Theme.brand : Theme.muted
    border.width: 1
    Canvas {
        anchors.fill: parent
        visible: box.chosen
        property color ink: Theme.brandInk
        onInkChanged: requestPaint()
        onPaint: {
            const brush = getContext("2d")
            brush.reset()
            brush.strokeStyle = ink
            brush.lineWidth = 2
            brush.lineCap = "round"
            brush.lineJoin = "round"
            brush.beginPath()
            brush.moveTo(4.5, 9.5)
            brush.lineTo(7.7, 12.5)
            brush.lineTo(13.5, 6)
            brush.stroke()
        }
    }
}
