import QtQuick
import QtQuick.Controls.Basic
import Aquacis.Till
import Aquacis.Ui
import "screens"

// The window: the bar, the screen of this part of the day, and at most one sheet over it (explanation, help, prompt).
ApplicationWindow {
    id: window
    property string sheet: ""
    property string prompt: ""
    property var payment: ({})
    property bool mayClose: false
    visible: true
    width: Start.width
    height: Start.height
    minimumWidth: 1024
    minimumHeight: 680
    title: "AquaCIS · " + Session.place
    color: Theme.background
    font.family: Theme.family
    font.pixelSize: Theme.size(14)

    Component.onCompleted: {
        Theme.dark = Qt.binding(() => Start.dark)
        Theme.textScale = Start.textScale
        takeFocus()
    }

    function takeFocus() {
        if (sheet !== "") sheets.item.forceActiveFocus()
        else if (screen.item) screen.item.takeFocus()
    }
    function closeSheet() {
        sheet = ""
        takeFocus()
    }
    function show(name) {
        sheet = name
        takeFocus()
    }
    function explain() {
        if (Bills.open(Till.contract.id ?? "", Till.explainedInvoice())) show("explain")
        else if (Till.open)
            screen.item.say(qsTr("Este equipo no tiene el cálculo de este recibo. Llega cuando hay conexión."))
    }
    function openCurrent() { screen.item.openContract(Search.contractAt(Search.current)) }
    // A payment that is open, or operations that have not left: asked once.
    onClosing: (event) => {
        if (mayClose || (!Till.open && Link.unsent === 0)) return
        event.accepted = false
        mayClose = true
        show("leave")
    }
    function leave() { mayClose = true; window.close() }
    function ask(kind) {
        prompt = kind
        show("prompt")
    }

    // What each key of the table does here. A key that means nothing on this screen does nothing.
    function act(id) {
        if (id === "help") return sheet === "help" ? closeSheet() : show("help")
        if (id === "theme") return Start.toggleTheme()
        if (id === "larger" || id === "smaller") return Start.scaleText(id === "larger" ? 1 : -1)
        if (id === "notices") return sheet === "notices" ? closeSheet() : show("notices")
        if (id === "back") {
            if (sheet === "cancel") return show("payments")
            if (sheet !== "") return closeSheet()
            if (Session.screen === "close") return Session.cancelClose()
            if (Session.screen === "till") return screen.item.back()
            return
        }
        if (id === "lock") { sheet = ""; Till.leaveContract(); Session.lock(); return }
        if (sheet === "payments" && sheets.item.act(id)) return
        if (sheet === "" && Session.screen === "close") return screen.item.act(id)
        if (sheet === "" && Session.screen === "closed" && id === "reprint_last") return Session.reprintClose()
        if (sheet !== "" || Session.screen !== "till") return
        const methods = ["cash", "card", "cheque", "transfer"]
        if (methods.indexOf(id) >= 0) return screen.item.choose(id)
        switch (id) {
        case "search": return screen.item.search()
        case "other_contract": return screen.item.back()
        case "other_amount": return screen.item.otherAmount()
        case "charge": return screen.item.charge()
        case "reprint_last": return Paper.reprintLast()
        case "payments": Shift.showShift(); return show("payments")
        case "reprint_folio": return ask("reprint")
        case "explain": return explain()
        case "drawer": return ask("drawer")
        case "close_till": Till.leaveContract(); return Session.beginClose()
        }
    }

    Connections {
        target: KeyTable
        function onPressed(id) { window.act(id) }
    }
    Connections {
        target: Scans
        function onScanned(code) { screen.item.scanned(code) }
    }

    Binding { target: Scans; property: "active"; value: window.sheet === "" && Session.screen === "till" }
    Connections {
        target: Session
        function onLeft() { Search.clear() }
    }
    onSheetChanged: if (sheet !== "leave") mayClose = false

    header: TopBar {
        sheet: window.sheet
        onBack: window.closeSheet()
    }
    Loader {
        id: screen
        anchors.fill: parent
        visible: sheets.item === null
        source: Session.screen === "signin" ? "screens/SignIn.qml"
              : Session.screen === "open" ? "screens/OpenTill.qml"
              : Session.screen === "till" ? "screens/TillScreen.qml" : "screens/CloseTill.qml"
        onLoaded: if (window.sheet === "") item.takeFocus()
    }
    Loader {
        id: sheets
        anchors.fill: parent
        source: window.sheet === "explain" ? "screens/ExplainSheet.qml"
              : window.sheet === "notices" ? "screens/NoticeSheet.qml"
              : window.sheet === "help" ? "screens/HelpSheet.qml"
              : window.sheet === "payments" ? "screens/PaymentsSheet.qml"
              : window.sheet === "cancel" ? "screens/CancelSheet.qml"
              : window.sheet === "leave" ? "screens/LeaveSheet.qml"
              : window.sheet === "prompt" ? "screens/PromptSheet.qml" : ""
        onLoaded: {
            if (window.sheet === "prompt") item.kind = window.prompt
            if (window.sheet === "cancel") item.payment = window.payment
            item.forceActiveFocus()
        }
    }
    Connections {
        target: sheets.item
        ignoreUnknownSignals: true
        function onDone() { window.closeSheet() }
        function onLeave() { window.leave() }
        function onCancel(payment) { window.payment = payment; window.show("cancel") }
        function onCancelled() { window.show("payments") }
    }
}
