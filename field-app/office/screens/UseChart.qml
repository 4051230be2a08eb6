import QtQuick
import Aquacis.Till
import Aquacis.Ui

// Consumption month by month; the last one stands out.
Panel {
    id: chart
    readonly property var months: Till.consumption
    readonly property var lastMonth: months.length > 0 ? months[months.length - 1] : ({label: "", amount: ""})
    Txt {
        anchors { left: parent.left; top: parent.top; margins: 16; topMargin: 13 }
        text: months.length === 1 ? qsTr("Consumo, 1 mes") : qsTr("Consumo, %1 meses").arg(chart.months.length)
        px: 13
        weight: Font.DemiBold
        color: Theme.muted
    }
    Txt {
        anchors { right: parent.right; top: parent.top; margins: 16; topMargin: 13 }
        text: qsTr("promedio %1 m³").arg(Till.averageUse)
        color: Theme.muted
    }
    Row {
        id: bars
        anchors {
            left: parent.left; right: parent.right; bottom: labels.top
            leftMargin: 16; rightMargin: 16; bottomMargin: 4
        }
        height: 56
        spacing: 6
        Repeater {
            model: chart.months
            Item {
                required property var modelData
                required property int index
                width: (bars.width - bars.spacing * (chart.months.length - 1)) / Math.max(1, chart.months.length)
                height: bars.height
                Accessible.name: modelData.label + ": " + modelData.amount + " m³"
                Rectangle {
                    anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                    height: Math.max(2, Math.round(parent.height * modelData.share))
                    radius: 3
                    color: index === chart.months.length - 1 ? Theme.brand : Theme.bar
                }
            }
        }
    }
    Item {
        id: labels
        anchors {
            left: parent.left; right: parent.right; bottom: parent.bottom
            leftMargin: 16; rightMargin: 16; bottomMargin: 14
        }
        height: first.implicitHeight
        Txt { id: first; text: chart.months.length > 0 ? chart.months[0].label : ""; px: 12; color: Theme.muted }
        Txt {
            visible: chart.months.length > 4
            x: (parent.width - width) * Math.floor(chart.months.length / 2) / Math.max(1, chart.months.length - 1) - 22
            text: visible ? chart.months[Math.floor(chart.months.length / 2)].label : ""
            px: 12
            color: Theme.muted
        }
        Txt {
            anchors.right: parent.right
            text: chart.lastMonth.label + " · " + chart.lastMonth.amount + " m³"
            px: 12
            color: Theme.muted
        }
    }
}
