import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// The blind close: count first, and only the answer shows what was expected.
Item {
    id: screen
    readonly property bool closed: Session.screen === "closed"
    readonly property bool sure: Session.asking === "sure"
    function takeFocus() {
        if (closed) done.forceActiveFocus()
        else if (sure) again.forceActiveFocus()
        else rows.itemAt(0).take()
    }
    onClosedChanged: takeFocus()
    onSureChanged: takeFocus()
    function finish() { if (!Session.close()) rows.itemAt(0).take() }
    // The second Ctrl+K closes: no row of Enters reaches it.
    function act(id) { if (id === "close_till" && sure) Session.confirmClose() }

    Panel {
        id: panel
        anchors.centerIn: parent
        width: 640
        readonly property real wanted: screen.closed ? answer.implicitHeight + 40
            : screen.sure ? confirm.implicitHeight + 48 : count.implicitHeight + 40 + list.contentHeight
        height: Math.min(parent.height - 24, wanted)
        ColumnLayout {
            id: count
            visible: !screen.closed && !screen.sure
            anchors { fill: parent; margins: 20 }
            spacing: 0
            Txt { text: qsTr("Corte de caja · Turno %1").arg(Session.number); px: 20; weight: Font.Bold }
            Txt {
                visible: Session.absent !== ""
                text: qsTr("De %1, en su ausencia. Lo cierra %2.").arg(Session.absent).arg(Session.cashierName)
                weight: Font.DemiBold
                color: Theme.warning
            }
            Txt {
                Layout.fillWidth: true
                Layout.bottomMargin: 10
                wrapMode: Text.WordWrap
                color: Theme.muted
                text: qsTr("Cuente todo el efectivo del cajón, también el fondo. Al terminar verá lo esperado y la "
                    + "diferencia; este conteo queda guardado.")
            }
            Flickable {
                id: list
                Layout.fillWidth: true
                Layout.fillHeight: true
                contentHeight: column.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                function reveal(row) {
                    const above = Math.min(contentY, row.y)
                    if (height > 0) contentY = Math.max(0, Math.max(above, row.y + row.height - height))
                }
                Column {
                    id: column
                    width: list.width
                    Repeater {
                        id: rows
                        model: Session.counts
                        Item {
                            id: row
                            required property int index
                            required property string label
                            required property string kind
                            required property string pieces
                            required property string amount
                            required property bool wrong
                            width: column.width
                            height: Math.max(40, Theme.size(30))
                            function take() { list.reveal(this); field.take() }
                            Rectangle {
                                anchors { left: parent.left; right: parent.right; top: parent.top }
                                height: 1
                                color: Theme.line
                            }
                            Txt {
                                anchors.verticalCenter: parent.verticalCenter
                                x: Theme.figure(120) - width
                                text: row.label
                                px: Theme.textScale > 1.2 ? 14 : 16
                                weight: Font.DemiBold
                            }
                            Txt {
                                anchors.verticalCenter: parent.verticalCenter
                                x: Theme.figure(120) + 16
                                text: row.kind
                                px: 13
                                color: Theme.muted
                            }
                            InputBox {
                                id: field
                                anchors { verticalCenter: parent.verticalCenter; right: parent.right; rightMargin: 190 }
                                width: 130
                                height: 36
                                name: qsTr("Piezas de %1").arg(row.label)
                                px: 16
                                weight: Font.DemiBold
                                maximumLength: 6
                                horizontalAlignment: TextInput.AlignRight
                                text: row.pieces
                                placeholder: "0"
                                wrong: row.wrong
                                onEdited: (typed) => Session.counts.setPieces(row.index, typed)
                                onAccepted: {
                                    if (row.index + 1 < rows.count) rows.itemAt(row.index + 1).take()
                                    else finish.forceActiveFocus()
                                }
                                Keys.onDownPressed: if (row.index + 1 < rows.count) rows.itemAt(row.index + 1).take()
                                Keys.onUpPressed: if (row.index > 0) rows.itemAt(row.index - 1).take()
                            }
                            Txt {
                                anchors { verticalCenter: parent.verticalCenter; right: parent.right }
                                text: row.amount
                                px: 16
                                color: row.pieces === "" ? Theme.muted : Theme.ink
                            }
                        }
                    }
                }
            }
            Rectangle { Layout.fillWidth: true; implicitHeight: 1; color: Theme.line }
            RowLayout {
                Layout.topMargin: 8
                Txt { Layout.fillWidth: true; text: qsTr("Contado"); px: 16; weight: Font.DemiBold; color: Theme.muted }
                Txt { text: Session.counts.total; px: 32; weight: Font.Bold }
            }
            Problem { Layout.fillWidth: true; problem: Session.problem }
            RowLayout {
                Layout.topMargin: 10
                spacing: 12
                ActionButton {
                    text: Session.absent !== "" ? qsTr("Salir") : qsTr("Seguir cobrando")
                    key: KeyTable.shown("back")
                    implicitHeight: 52
                    onClicked: Session.cancelClose()
                }
                ActionButton {
                    id: finish
                    Layout.fillWidth: true
                    implicitHeight: 52
                    primary: true
                    text: qsTr("Terminar el conteo")
                    onClicked: screen.finish()
                    Keys.onReturnPressed: screen.finish()
                }
            }
        }
        ColumnLayout {
            id: confirm
            visible: screen.sure
            anchors { fill: parent; margins: 24 }
            spacing: 12
            Txt { text: qsTr("¿Cerrar el turno %1 con lo contado?").arg(Session.number); px: 20; weight: Font.Bold }
            Txt { text: Session.counts.total; px: 40; weight: Font.Bold }
            Txt { Layout.fillWidth: true; text: Session.said; px: 16; wrapMode: Text.WordWrap }
            Txt {
                Layout.fillWidth: true
                wrapMode: Text.WordWrap
                color: Theme.muted
                text: qsTr("El conteo queda para siempre; después se ve lo esperado y se imprime el corte en dos "
                    + "copias.")
            }
            Problem { Layout.fillWidth: true; problem: Session.problem }
            RowLayout {
                spacing: 12
                ActionButton {
                    id: again
                    Layout.fillWidth: true
                    implicitHeight: 52
                    text: qsTr("Volver a contar")
                    key: KeyTable.shown("back")
                    onClicked: Session.countAgain()
                }
                ActionButton {
                    Layout.fillWidth: true
                    implicitHeight: 52
                    primary: true
                    text: qsTr("Cerrar el turno")
                    key: KeyTable.shown("close_till")
                    onClicked: Session.confirmClose()
                }
            }
        }
        ColumnLayout {
            id: answer
            visible: screen.closed
            anchors { fill: parent; margins: 20 }
            spacing: 0
            Txt { text: qsTr("Turno %1 cerrado").arg(Session.result.number ?? ""); px: 20; weight: Font.Bold }
            Txt { text: qsTr("%1 cobros").arg(Session.result.payments ?? 0); color: Theme.muted }
            Rectangle {
                Layout.fillWidth: true
                Layout.topMargin: 14
                implicitHeight: verdict.implicitHeight + 25
                radius: Theme.corner
                color: Theme.ground(Session.result.tone ?? "good")
                Column {
                    id: verdict
                    anchors { left: parent.left; leftMargin: 14; verticalCenter: parent.verticalCenter }
                    Txt {
                        text: Session.result.verdict ?? ""
                        px: 13
                        weight: Font.DemiBold
                        color: Theme.tone(Session.result.tone ?? "good")
                    }
                    Txt {
                        text: Session.result.difference ?? ""
                        px: 40
                        weight: Font.Bold
                        color: Theme.tone(Session.result.tone ?? "good")
                    }
                }
            }
            component Line: RowLayout {
                property string before
                property string figure
                Layout.topMargin: 10
                Txt { Layout.fillWidth: true; text: parent.before; color: Theme.muted }
                Txt { text: parent.figure; weight: Font.DemiBold }
            }
            Line { before: qsTr("Efectivo contado"); figure: Session.result.counted ?? "" }
            Line { before: qsTr("Efectivo esperado"); figure: Session.result.expected ?? "" }
            Rectangle { Layout.fillWidth: true; Layout.topMargin: 10; implicitHeight: 1; color: Theme.line }
            Repeater {
                model: Session.result.totals ?? []
                Line {
                    required property var modelData
                    before: qsTr("Cobrado en %1").arg(modelData.method.toLowerCase())
                    figure: modelData.total
                }
            }
            Txt {
                Layout.fillWidth: true
                Layout.topMargin: 10
                visible: text !== ""
                px: 13
                wrapMode: Text.WordWrap
                text: Paper.said.text ?? ""
                color: Theme.tone(Paper.said.tone ?? "quiet")
            }
            KeyHint { Layout.topMargin: 8; action: "reprint_last" }
            ActionButton {
                id: done
                Layout.fillWidth: true
                Layout.topMargin: 18
                primary: true
                text: qsTr("Listo")
                onClicked: Session.lock()
                Keys.onReturnPressed: Session.lock()
            }
        }
    }
}
