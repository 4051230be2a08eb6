pragma Singleton
import QtQuick

// Colours are roles, once, in a light and a dark set. Text on its ground has a contrast of at least 4.5.
QtObject {
    property bool dark: false
    property real textScale: 1.0

    readonly property color background: dark ? "#10161d" : "#f4f6f8"
    readonly property color panel: dark ? "#18212b" : "#ffffff"
    readonly property color line: dark ? "#2a3642" : "#dfe4ea"
    readonly property color ink: dark ? "#e8eef4" : "#16202b"
    readonly property color muted: dark ? "#9aa8b6" : "#5b6875"
    readonly property color brand: dark ? "#5aa9f5" : "#0b6bcb"
    readonly property color brandInk: dark ? "#10161d" : "#ffffff"
    readonly property color soft: dark ? "#1b2c3f" : "#e8f1fb"
    readonly property color good: dark ? "#5fce92" : "#1a7f4b"
    readonly property color goodSoft: dark ? "#1f3235" : "#ebf5f0"
    readonly property color warning: dark ? "#f2b84b" : "#9a5b00"
    readonly property color warningSoft: dark ? "#3a2d12" : "#fff3dc"
    readonly property color bad: dark ? "#f58a82" : "#b3261e"
    readonly property color badSoft: dark ? "#3b1c1a" : "#fdecea"
    readonly property color bar: dark ? "#2e5072" : "#aacbed"
    readonly property color barMiddle: dark ? "#4381bd" : "#5797da"

    readonly property string family: "Inter Till"
    readonly property string monospace: "JetBrains Mono"
    readonly property int corner: 8
    readonly property int target: 44

    function size(pixels) { return Math.round(pixels * textScale) }
    // The great figures grow less than the text: they are large already.
    function figure(pixels) { return Math.round(pixels * Math.min(textScale, 1 + (textScale - 1) * 0.4)) }
    function tone(name) {
        return name === "good" ? good
            : name === "warning" ? warning
            : name === "bad" ? bad
            : name === "brand" ? brand : muted
    }
    function ground(name) {
        return name === "good" ? goodSoft
            : name === "warning" ? warningSoft
            : name === "bad" ? badSoft
            : name === "brand" ? soft : background
    }
}
