import QtQuick
import QtQuick.Layouts
import Aquacis.Ui

// Search, debts, payment, from left to right.
Item {
    id: screen
    readonly property int room: Math.max(0, width - 1280)
    readonly property real wider: Math.min(1.22, Theme.textScale)  // larger letters need a wider column for the money
    function takeFocus() { if (Till.open) payment.takeFocus(); else find.takeFocus() }
    function search() { find.takeFocus() }
    function back() { Till.leaveContract(); find.takeFocus() }
    function choose(method) { if (Till.open) { Till.setMethod(method); payment.takeFocus() } }
    function otherAmount() { if (Till.open) { Till.toggleOtherAmount(); payment.takeAmount() } }
    function charge() { if (!Till.charge() && Till.open) payment.takeProblem() }
    function scanned(code) { find.scanned(code) }
    function say(sentence) { account.notice = sentence }
    function openContract(id) { if (Till.openContract(id)) { account.notice = ""; payment.takeFocus() } }

    Connections {
        target: Till
        function onCharged() { Search.query = ""; Search.refresh(); find.takeFocus() }
    }
    RowLayout {
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: status.top; margins: 12 }
        spacing: 12
        SearchColumn {
            id: find
            Layout.minimumWidth: 316 + screen.room * 0.13
            Layout.maximumWidth: Layout.minimumWidth
            Layout.fillHeight: true
            onChosen: (id) => screen.openContract(id)
        }
        AccountColumn {
            id: account
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        PaymentColumn {
            id: payment
            Layout.minimumWidth: 328 * screen.wider + screen.room * 0.13
            Layout.maximumWidth: Layout.minimumWidth
            Layout.fillHeight: true
        }
    }
    StatusBar {
        id: status
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
    }
}
