import QtQuick
import QtQuick.Layouts
import Aquacis.Till
import Aquacis.Ui

// Search, debts, payment, from left to right.
Item {
    id: screen
    readonly property int room: Math.max(0, width - 1280)
    readonly property real wider: Math.min(1.22, Theme.textScale)  // larger letters need a wider column for the money
    property string openedBy: ""  // what the search showed when the contract was opened
    function takeFocus() { if (Till.open) payment.takeFocus(); else find.takeFocus() }
    function search() { find.takeFocus() }
    function back() { Till.leaveContract(); find.takeFocus() }
    function choose(method) { if (Till.open) { Till.setMethod(method); resume(); payment.takeMethod() } }
    function otherAmount() { if (Till.open) { Till.toggleOtherAmount(); resume(); payment.takeAmount() } }
    // F9 charges only what the search shows, with the eye and the cursor on the payment.
    function charge() {
        if (!Till.open) return
        if (find.typing || Till.aside) {
            Till.lookAgain()
            if (!Till.aside) payment.takeFocus()
        } else if (!Till.charge() && Till.open) {
            payment.takeProblem()
        }
    }
    function scanned(code) { Search.scan(code) }
    function say(sentence) { account.notice = sentence }
    function openContract(id) {
        if (!Till.openContract(id)) return
        if (Search.nameUnconfirmed) Till.confirmName()
        openedBy = Search.query
        account.notice = ""
        payment.takeFocus()
    }
    // Back to the payment that is open: the search shows its contract again.
    function resume() { if (Till.open && Search.query !== openedBy) Search.query = openedBy }

    Connections {
        target: Till
        function onCharged() { Search.clear(); find.takeFocus() }
    }
    Connections {
        target: Search
        function onQueryChanged() { Till.aside = Till.open && Search.query !== screen.openedBy }
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
            opacity: Till.aside ? 0.45 : 1
            onLeave: payment.takeFocus()
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        PaymentColumn {
            id: payment
            onUsed: screen.resume()
            onUp: account.takeDebts()
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
