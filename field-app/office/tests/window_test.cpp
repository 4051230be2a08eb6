// A cashier's day, typed: sign in, open, search, charge, scan, close. Nothing is clicked.

#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QQmlComponent>
#include <QQuickItem>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

#include "field-app/office/tests/demo_town.hpp"
#include "field-app/office/till_window.hpp"

namespace aquacis::office {
namespace {

constexpr int most_wait_ms = 5000;
constexpr int scanner_ms = 5;

// Holds the search's answers back, as a slow machine would.
class SlowAnswers : public QObject {
protected:
    bool eventFilter(QObject* /*watched*/, QEvent* event) override { return event->type() == QEvent::MetaCall; }
};

class WindowTest : public testing::Test {
protected:
    TestFolder folder{"window"};
    ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    Workplace place{test_config(), folder.path, clock, seeded_random(5)};
    OfficeFeedTarget target{{"QRO-C03", 100}};
    std::unique_ptr<TillWindow> till;

    void SetUp() override {
        feed_demo_town(place.store, target, 3);
        prepare_look({});
        till = std::make_unique<TillWindow>(place, WindowOptions{});
        ASSERT_TRUE(QTest::qWaitForWindowExposed(till->window()));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(till->window(), key, modifiers);
        QTest::qWait(20);
    }
    void type(const char* text) {
        for (const char* c = text; *c != '\0'; ++c) {
            QTest::keyClick(till->window(), *c);
            QTest::qWait(ScanFilter::most_apart_ms + 5);  // a person's pace
        }
    }
    // As a scanner types: 5 ms a key by the keys' own time, Shift held for capitals, Enter at the end.
    void scan(const char* text) {
        for (const char* c = text; *c != '\0'; ++c) {
            const bool capital = *c >= 'A' && *c <= 'Z';
            if (capital) strike(Qt::Key_Shift, Qt::ShiftModifier, QString());
            strike(*c, capital ? Qt::ShiftModifier : Qt::NoModifier, QString(QLatin1Char(*c)));
        }
        strike(Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"));
        QTest::qWait(20);
    }
    void strike(int key, Qt::KeyboardModifiers modifiers, const QString& text) {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, key, modifiers, text);
            event.setTimestamp(scanner_clock_ms);
            QCoreApplication::sendEvent(till->window(), &event);
        }
        scanner_clock_ms += scanner_ms;
    }
    quint64 scanner_clock_ms = 1'000'000'000;
    void open_till() {
        ASSERT_TRUE(till->session().signIn("lucia", "482193"));
        ASSERT_TRUE(till->session().openTill("0"));
        QTest::qWait(20);
    }
    void open_contract(const char* number) {
        press(Qt::Key_F2);
        type(number);
        press(Qt::Key_Return);
        ASSERT_TRUE(QTest::qWaitFor([&] { return opened() == number; }, most_wait_ms)) << opened().toStdString();
    }
    void finish_count() {
        constexpr int most_enters = 40;
        for (int i = 0; i < most_enters && till->session().asking() != "sure"; ++i)
            press(Qt::Key_Return);
        ASSERT_EQ(till->session().asking(), "sure");
    }
    QString opened() const { return till->till().contract().value("number").toString(); }
    QString said() const { return till->till().problem().value("text").toString(); }
    // The items on the screen that show this text.
    std::vector<QQuickItem*> texts(const QString& text) const {
        std::vector<QQuickItem*> found;
        std::vector<QQuickItem*> all{till->window()->contentItem()};
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!all[i]->isVisible()) continue;
            if (all[i]->property("text").toString().contains(text) && all[i]->property("truncated").isValid())
                found.push_back(all[i]);
            for (QQuickItem* child : all[i]->childItems())
                all.push_back(child);
        }
        return found;
    }
    QString focused() const {
        const QObject* item = till->window()->activeFocusItem();
        while (item != nullptr) {
            QString name = item->property("name").toString();
            if (!name.isEmpty()) return name;
            item =
                qobject_cast<const QQuickItem*>(item) ? qobject_cast<const QQuickItem*>(item)->parentItem() : nullptr;
        }
        return {};
    }
    void search_for(const char* text) {
        press(Qt::Key_F2);
        type(text);
        ASSERT_TRUE(QTest::qWaitFor([&] { return !till->search().searching() && till->search().rowCount() > 0; },
                                    most_wait_ms));
    }
    void sign_in_and_open() {
        ASSERT_EQ(till->session().screen(), "signin");
        press(Qt::Key_Down);  // the second of the list
        type("1111");
        EXPECT_EQ(focused(), "NIP") << "a digit typed on the list is the PIN's";
        press(Qt::Key_Return);
        EXPECT_EQ(till->session().problem().value("field").toString(), "pin");
        EXPECT_EQ(focused(), "NIP") << "where the remedy is typed";
        type("482193");  // the wrong one is gone
        press(Qt::Key_Return);
        ASSERT_EQ(till->session().screen(), "open");
        EXPECT_EQ(focused(), "Fondo");
        type("500");
        press(Qt::Key_Return);
        ASSERT_EQ(till->session().screen(), "till");
        EXPECT_EQ(focused(), "Buscar");
    }
    void count_pieces() {
        EXPECT_EQ(focused(), "Piezas de $1,000.00");
        type("1");
        press(Qt::Key_Return);
        EXPECT_EQ(focused(), "Piezas de $500.00");
        type("1");
        for (int row = 0; row < 30; ++row)
            press(Qt::Key_Return);
        ASSERT_EQ(till->session().screen(), "close") << "no row of Enters closes a shift";
    }
};

TEST_F(WindowTest, ADayAtTheTillByKeysAlone) {
    ASSERT_NO_FATAL_FAILURE(sign_in_and_open());
    type("morelos 112");
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return !till->search().searching() && till->search().rowCount() == 1; }, most_wait_ms));
    press(Qt::Key_Return);
    ASSERT_TRUE(till->till().open());
    EXPECT_EQ(focused(), "Recibido");
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 0) << "a bouncing key takes no money";
    QTest::qWait(TillController::deaf_ms);
    type("1000");
    press(Qt::Key_F9);
    EXPECT_EQ(till->till().problem().value("field").toString(), "received_centavos");
    EXPECT_EQ(till->till().received(), "1000") << "what was typed stays";
    type("1500");
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().paid, pesos(1284, 60));
    EXPECT_EQ(focused(), "Buscar") << "ready for the next person";
    EXPECT_TRUE(till->search().query().isEmpty());
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 1);
    press(Qt::Key_F12);
    EXPECT_TRUE(QTest::qWaitFor([&] { return till->paper().last().value("copy").toInt() == 1; }, most_wait_ms));

    search_for("abarrotes");
    press(Qt::Key_Return);
    press(Qt::Key_F6);
    EXPECT_EQ(till->till().method(), "card");
    EXPECT_EQ(focused(), "Referencia") << "the amount is already right";
    press(Qt::Key_F4);
    EXPECT_EQ(focused(), "Otro importe");
    type("910");
    EXPECT_EQ(till->till().due(), "$910.00");
    press(Qt::Key_F5);
    EXPECT_EQ(focused(), "Recibido");
    press(Qt::Key_Escape);
    EXPECT_FALSE(till->till().open());
    EXPECT_EQ(focused(), "Buscar");

    press(Qt::Key_F1);
    press(Qt::Key_K, Qt::ControlModifier);
    EXPECT_EQ(till->session().screen(), "till") << "under the help no key acts";
    press(Qt::Key_Escape);
    EXPECT_EQ(focused(), "Buscar");
    press(Qt::Key_K, Qt::ControlModifier);
    ASSERT_EQ(till->session().screen(), "close") << "also while a text field has the focus";
    ASSERT_NO_FATAL_FAILURE(count_pieces());
    finish_count();
    EXPECT_FALSE(texts("mil quinientos pesos 00/100").empty()) << "the total in words";
    press(Qt::Key_Escape);
    EXPECT_EQ(till->session().asking(), "") << "back to the count";
    press(Qt::Key_Escape);
    ASSERT_EQ(till->session().screen(), "till");
    press(Qt::Key_K, Qt::ControlModifier);
    EXPECT_EQ(till->session().counts()->total(), "$1,500.00") << "the count was kept";
    finish_count();
    press(Qt::Key_K, Qt::ControlModifier);
    ASSERT_EQ(till->session().screen(), "closed");
    EXPECT_EQ(till->session().result().value("difference").toString(), "-$284.60");
    press(Qt::Key_Return);
    EXPECT_EQ(till->session().screen(), "signin");
    EXPECT_TRUE(till->paper().last().isEmpty()) << "the next shift does not begin with this one's change";
    EXPECT_TRUE(till->search().query().isEmpty());
    EXPECT_EQ(till->search().rowCount(), 0);
}

TEST_F(WindowTest, AScanOpensItsContractWhateverHasTheFocus) {
    open_till();
    open_contract("01120-5");
    for (const char* code : {"00981-1", "C11E-00412-7", "QRO-2026-10-02218-6", "55500981", "0000412-7"}) {
        scan(code);
        const QString number = code == std::string("C11E-00412-7") || code == std::string("0000412-7") ? "00412-7"
                               : code == std::string("QRO-2026-10-02218-6")                            ? "02218-6"
                                                                                                       : "00981-1";
        ASSERT_TRUE(QTest::qWaitFor([&] { return opened() == number; }, most_wait_ms))
            << code << " gave " << opened().toStdString();
        EXPECT_EQ(till->till().received(), "") << "no digit of " << code << " is left in the amount";
    }
    EXPECT_EQ(place.store.ledger().payments, 0) << "the scanner's Enter takes nothing";
}

TEST_F(WindowTest, OlderPaperIsTakenOnceTheNameIsConfirmedAndAnotherAdministrationsNever) {
    open_till();
    scan("C00412-7");
    ASSERT_TRUE(QTest::qWaitFor([&] { return opened() == "00412-7"; }, most_wait_ms));
    EXPECT_EQ(texts("Código sin administración: confirme el nombre.").size(), 1U);
    type("1500");
    QTest::qWait(TillController::deaf_ms);
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 0);
    EXPECT_FALSE(texts("confirme el nombre, Ana María Pérez Rubio.").empty());
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 1);
    scan("C1D-00412-7");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !texts("Ese código es de la administración 1").empty(); }, most_wait_ms));
    EXPECT_FALSE(till->till().open());
}

TEST_F(WindowTest, AScanNeverMixesWithWhatWasTypedNorTakesAPaymentAway) {
    open_till();
    open_contract("00412-7");
    ASSERT_EQ(focused(), "Recibido");
    type("150");
    QTest::keyClick(till->window(), '0');  // the last digit, and the scan at once behind it
    QTest::qWait(ScanFilter::most_apart_ms + 10);
    scan("QRO-2026-10-00981-1");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !till->search().searching() && !said().isEmpty(); }, most_wait_ms));
    EXPECT_EQ(till->till().received(), "1500") << "what a hand typed is what is there";
    EXPECT_EQ(till->search().query(), "QRO-2026-10-00981-1");
    EXPECT_EQ(opened(), "00412-7");
    EXPECT_TRUE(said().startsWith("Termine o deje (Esc) el cobro de Ana María Pérez Rubio.")) << said().toStdString();
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 0) << "the search shows somebody else";
    press(Qt::Key_F5);
    EXPECT_EQ(till->search().query(), "00412-7") << "back to the payment: the search shows whose it is";
    EXPECT_EQ(till->till().received(), "1500");
    QTest::qWait(TillController::deaf_ms);
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 1);
    scan("00981-1");
    ASSERT_TRUE(QTest::qWaitFor([&] { return opened() == "00981-1"; }, most_wait_ms));
    type("77");
    scan("00412-7");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !till->search().searching() && !said().isEmpty(); }, most_wait_ms));
    EXPECT_EQ(till->till().received(), "77") << "seven characters are a scan too";
    press(Qt::Key_Escape);
    EXPECT_FALSE(till->till().open());
    press(Qt::Key_Return);
    EXPECT_EQ(opened(), "00412-7") << "left, and the code is still in the search";
}

TEST_F(WindowTest, EnterWaitsForTheAnswerToWhatWasTyped) {
    open_till();
    search_for("morelos");  // its first row is another person's
    press(Qt::Key_F2);
    SlowAnswers slow;
    till->search().installEventFilter(&slow);
    type("01120-5");
    press(Qt::Key_Return);
    QTest::qWait(50);
    EXPECT_FALSE(till->till().open()) << "nobody is opened before the answer";
    till->search().removeEventFilter(&slow);
    till->search().refresh();
    ASSERT_TRUE(QTest::qWaitFor([&] { return till->till().open(); }, most_wait_ms));
    EXPECT_EQ(opened(), "01120-5");
    press(Qt::Key_Escape);
    press(Qt::Key_F2);
    till->search().installEventFilter(&slow);
    type("morelos 11");
    press(Qt::Key_Return);
    type("8");  // typed on: that Enter was not meant for this
    till->search().removeEventFilter(&slow);
    till->search().refresh();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !till->search().searching(); }, most_wait_ms));
    EXPECT_FALSE(till->till().open());
}

TEST_F(WindowTest, AWrongCheckDigitOpensNobody) {
    open_till();
    type("00412-6");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !till->search().searching(); }, most_wait_ms));
    press(Qt::Key_Return);
    EXPECT_FALSE(till->till().open());
    EXPECT_EQ(till->search().status(), "El contrato 00412-6 no existe; revise el último dígito.");
    EXPECT_FALSE(texts("revise el último dígito").empty());
}

TEST_F(WindowTest, F9ChargesOnlyWhomTheSearchShows) {
    open_till();
    open_contract("00412-7");
    QTest::qWait(TillController::deaf_ms);
    type("5000");
    ASSERT_FALSE(texts("Cobrar $1,284.60").empty());
    EXPECT_GE(texts("Ana María Pérez Rubio").size(), 3U) << "in the list, above the debts and on the button";
    press(Qt::Key_F2);
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 0) << "the cursor is in the search";
    EXPECT_EQ(focused(), "Recibido");
    press(Qt::Key_F2);
    type("abarrotes");
    EXPECT_TRUE(till->till().aside());
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 0) << "the search shows somebody else";
    press(Qt::Key_Return);
    EXPECT_EQ(opened(), "00412-7") << "5,000 were typed for her";
    press(Qt::Key_F5);
    press(Qt::Key_F9);
    EXPECT_EQ(place.store.ledger().payments, 1);
}

TEST_F(WindowTest, TheContractsNumberIsNeverCutOff) {
    open_till();
    search_for("morelos");
    for (const char* number : {"00412-7", "00981-1", "01120-5", "02218-6"}) {
        const auto shown = texts(number);
        ASSERT_FALSE(shown.empty()) << number;
        for (const QQuickItem* item : shown) {
            EXPECT_FALSE(item->property("truncated").toBool()) << number;
            EXPECT_GE(item->width() + 0.5, item->implicitWidth()) << number;
        }
    }
}

TEST_F(WindowTest, SignInErrorsAreSeenAlsoAfterALock) {
    open_till();
    open_contract("00412-7");
    press(Qt::Key_F2);
    type("morelos");
    press(Qt::Key_L, Qt::ControlModifier);
    ASSERT_EQ(till->session().screen(), "signin");
    EXPECT_TRUE(till->search().query().isEmpty()) << "who comes next opens nobody's contract with the first Enter";
    EXPECT_EQ(till->search().rowCount(), 0);
    EXPECT_FALSE(texts("turno abierto").empty());
    for (int i = 0; i < 2; ++i) {
        type("1111");
        press(Qt::Key_Return);
        QTest::qWait(50);
        const auto shown = texts("El NIP no es correcto");
        ASSERT_EQ(shown.size(), 1U);
        const QRectF place_of = shown[0]->mapRectToScene(shown[0]->boundingRect());
        EXPECT_TRUE(QRectF(0, 0, till->window()->width(), till->window()->height()).contains(place_of));
        EXPECT_LE(place_of.width(), 420) << "in its panel, not one line across the window";
        EXPECT_GT(place_of.top(), till->window()->height() / 2.0) << "under the field";
    }
}

TEST_F(WindowTest, APaymentIsCancelledByKeysWithASecondPerson) {
    open_till();
    open_contract("00412-7");
    press(Qt::Key_Return);
    EXPECT_EQ(till->till().received(), "1,284.60") << "Enter on the empty field: exactly";
    QTest::qWait(TillController::deaf_ms);
    press(Qt::Key_F9);
    ASSERT_EQ(place.store.ledger().payments, 1);
    press(Qt::Key_F12, Qt::ShiftModifier);
    ASSERT_FALSE(texts("QRO-C03-004476").empty());
    press(Qt::Key_Backspace, Qt::ControlModifier);
    EXPECT_EQ(focused(), "Motivo");
    type("contrato equivocado");
    press(Qt::Key_Return);
    EXPECT_EQ(focused(), "NIP de quien autoriza");
    type("111111");
    press(Qt::Key_Return);
    EXPECT_EQ(place.store.ledger().cancelled, 0);
    EXPECT_FALSE(texts("El NIP no es correcto").empty());
    type("905172");
    press(Qt::Key_Return);
    EXPECT_EQ(place.store.ledger().cancelled, 1);
    EXPECT_FALSE(texts("CANCELADO").empty());
    press(Qt::Key_Escape);
    EXPECT_EQ(focused(), "Buscar");
    open_contract("00412-7");
    EXPECT_EQ(till->till().due(), "$1,284.60");
}

TEST_F(WindowTest, ClosingTheWindowAsksOnce) {
    open_till();
    EXPECT_FALSE(till->window()->close()) << "the shift's opening has not been sent";
    QTest::qWait(20);
    EXPECT_FALSE(texts("¿Cerrar AquaCIS?").empty());
    press(Qt::Key_Escape);
    EXPECT_TRUE(texts("¿Cerrar AquaCIS?").empty());
    open_contract("00412-7");
    EXPECT_FALSE(till->window()->close());
    QTest::qWait(20);
    EXPECT_FALSE(texts("El cobro de Ana María Pérez Rubio no se ha terminado.").empty());
    EXPECT_TRUE(till->window()->close()) << "the second time it is meant";
}

TEST_F(WindowTest, TheLookIsAsItWasLeft) {
    const QString file = QString::fromStdString((folder.path / "window.ini").string());
    EXPECT_FALSE(kept_look(file).dark);
    Start look;
    look.kept_in = file;
    look.toggleTheme();
    look.scaleText(3);
    look.scaleText(9);
    EXPECT_TRUE(kept_look(file).dark);
    EXPECT_DOUBLE_EQ(kept_look(file).text_scale, 1.5);
    press(Qt::Key_T, Qt::ControlModifier);
    EXPECT_EQ(till->window()->color(), QColor("#10161d"));
}

TEST_F(WindowTest, TheCashIsNotOnTheScreen) {
    open_till();
    open_contract("00412-7");
    press(Qt::Key_Return);
    QTest::qWait(TillController::deaf_ms);
    press(Qt::Key_F9);
    press(Qt::Key_F2);
    type("zzz");
    EXPECT_TRUE(texts("Efectivo en caja").empty());
    EXPECT_FALSE(texts("Cobros").empty());
    EXPECT_FALSE(texts("QRO-C03-004476").empty());
}

// Every hint on a screen names a key of the table, and every shortcut of the table is acted upon.
TEST_F(WindowTest, ScreensAndKeyTableAgree) {
    QSet<QString> known;
    for (const KeyRow& row : key_rows())
        known.insert(row.id);
    QString all;
    QDirIterator files(":/", {"*.qml"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.fileName().startsWith(":/office") && !file.fileName().startsWith(":/Aquacis")) continue;
        ASSERT_TRUE(file.open(QFile::ReadOnly));
        all += QString::fromUtf8(file.readAll());
    }
    const QRegularExpression used("(?:action: |KeyTable\\.(?:shown|text)\\()\"(\\w+)\"");
    int hints = 0;
    for (auto found = used.globalMatch(all); found.hasNext(); ++hints) {
        const QString id = found.next().captured(1);
        EXPECT_TRUE(known.contains(id)) << id.toStdString();
    }
    EXPECT_GT(hints, 10);
    for (const KeyRow& row : key_rows()) {
        const bool acted_upon = !row.shortcut || all.contains(QStringLiteral("\"%1\"").arg(QLatin1String(row.id)));
        EXPECT_TRUE(acted_upon) << row.id;
    }
}

double luminance(const QColor& color) {
    const auto linear = [](float part) {
        return part <= 0.04045F ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& one, const QColor& other) {
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST_F(WindowTest, TextHasContrastInBothThemes) {
    QQmlEngine engine;
    engine.addImportPath("qrc:/");
    QQmlComponent component(&engine);
    component.setData("import QtQuick\nimport Aquacis.Ui\nItem { property var theme: Theme }", QUrl());
    const std::unique_ptr<QObject> holder(component.create());
    ASSERT_TRUE(holder != nullptr) << component.errorString().toStdString();
    auto* theme = holder->property("theme").value<QObject*>();
    ASSERT_NE(theme, nullptr);
    const std::vector<std::pair<const char*, const char*>> pairs{
        {"ink", "panel"},           {"ink", "background"}, {"muted", "panel"}, {"muted", "background"},
        {"brand", "panel"},         {"brand", "soft"},     {"ink", "soft"},    {"brandInk", "brand"},
        {"good", "panel"},          {"good", "goodSoft"},  {"bad", "panel"},   {"bad", "badSoft"},
        {"warning", "warningSoft"}, {"warning", "panel"}};
    for (const bool dark : {false, true}) {
        theme->setProperty("dark", dark);
        for (const auto& [text, ground] : pairs)
            EXPECT_GE(contrast(theme->property(text).value<QColor>(), theme->property(ground).value<QColor>()), 4.5)
                << text << " on " << ground << (dark ? ", dark" : ", light");
    }
}

}  // namespace
}  // namespace aquacis::office

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    testing::InitGoogleTest(&argc, argv);
    const QGuiApplication gui(argc, argv);
    return RUN_ALL_TESTS();
}
