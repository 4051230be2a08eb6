// A cashier's day, typed: sign in, open, search, charge, scan, close. Nothing is clicked.

#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
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
    void scan(const char* text) {
        for (const char* c = text; *c != '\0'; ++c)
            QTest::keyClick(till->window(), *c);
        press(Qt::Key_Return);
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
};

TEST_F(WindowTest, ADayAtTheTillByKeysAlone) {
    ASSERT_EQ(till->session().screen(), "signin");
    press(Qt::Key_Return);  // the first of the list
    EXPECT_EQ(focused(), "NIP");
    type("1111");
    press(Qt::Key_Return);
    EXPECT_EQ(till->session().problem().value("field").toString(), "pin");
    EXPECT_EQ(focused(), "NIP") << "where the remedy is typed";
    type("4821");  // what was typed is selected: typing replaces it
    press(Qt::Key_Return);
    ASSERT_EQ(till->session().screen(), "open");
    EXPECT_EQ(focused(), "Fondo");
    type("500");
    press(Qt::Key_Return);
    ASSERT_EQ(till->session().screen(), "till");
    EXPECT_EQ(focused(), "Buscar");

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
    EXPECT_EQ(till->till().last().value("copy").toInt(), 1);

    search_for("abarrotes");
    press(Qt::Key_Return);
    press(Qt::Key_F6);
    EXPECT_EQ(till->till().method(), "card");
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
    EXPECT_EQ(focused(), "Piezas de $1,000.00");
    type("1");
    press(Qt::Key_Return);
    EXPECT_EQ(focused(), "Piezas de $500.00");
    type("1");
    for (int row = 0; row < 10; ++row)
        press(Qt::Key_Return);
    press(Qt::Key_Return);
    ASSERT_EQ(till->session().screen(), "closed");
    EXPECT_EQ(till->session().result().value("difference").toString(), "-$284.60");
    press(Qt::Key_Return);
    EXPECT_EQ(till->session().screen(), "signin");
}

TEST_F(WindowTest, AScanOpensItsContractWhateverHasTheFocus) {
    ASSERT_TRUE(till->session().signIn("lucia", "4821"));
    ASSERT_TRUE(till->session().openTill("0"));
    search_for("jose luis");
    press(Qt::Key_Return);
    ASSERT_TRUE(till->till().open());
    type("77");
    scan("55500981");
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return till->till().contract().value("number").toString() == "00981-3"; }, most_wait_ms))
        << "the meter's code opens its contract";
    EXPECT_EQ(till->till().received(), "") << "no digit of the code is left in the amount";
    EXPECT_EQ(place.store.ledger().payments, 0) << "the scanner's Enter takes nothing";
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
