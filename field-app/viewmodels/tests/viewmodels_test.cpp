#include <QAbstractItemModelTester>
#include <QGuiApplication>
#include <QProcess>
#include <QSet>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/printed_code.hpp"
#include "field-app/office/tests/demo_town.hpp"
#include "field-app/viewmodels/explanation.hpp"
#include "field-app/viewmodels/key_table.hpp"
#include "field-app/viewmodels/link_status.hpp"
#include "field-app/viewmodels/paper.hpp"
#include "field-app/viewmodels/search_model.hpp"
#include "field-app/viewmodels/shift_controller.hpp"
#include "field-app/viewmodels/till_controller.hpp"
#include "field-app/viewmodels/words.hpp"

namespace aquacis::office {
namespace {

constexpr auto strictly = QAbstractItemModelTester::FailureReportingMode::Fatal;
constexpr int most_wait_ms = 5000;

class ViewTest : public testing::Test {
protected:
    TestFolder folder{"view"};
    ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    Workplace place{test_config(), folder.path, clock, seeded_random(5)};
    OfficeFeedTarget target{{"QRO-C03", 100}};
    PaperController paper{place};
    SessionController session{place, paper};

    void SetUp() override {
        feed_demo_town(place.store, target, 3);
        ASSERT_TRUE(session.signIn("lucia", "482193"));
        ASSERT_TRUE(session.openTill("500"));
    }
    QString ana() const { return words(named("00412-7").to_string()); }
    QString said() const { return paper.said().value("text").toString(); }
    static QString field_of(const TillController& till) { return till.problem().value("field").toString(); }
    static void wait_out_the_deaf_time() { QTest::qWait(TillController::deaf_ms + 20); }
};

TEST_F(ViewTest, TheSearchModelMarksWhatWasTyped) {
    SearchModel model(place);
    const QAbstractItemModelTester tester(&model, strictly);
    model.setQuery("morelos 11");
    ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() == 4; }, most_wait_ms));
    EXPECT_EQ(model.data(model.index(0), SearchModel::NumberRole).toString(), "02218-6") << "number 11 itself is first";
    EXPECT_EQ(model.data(model.index(1), SearchModel::PlaceRole).toString(), "<b>Morelos 11</b>2, Centro");
    EXPECT_EQ(model.data(model.index(1), SearchModel::NumberRole).toString(), "00412-7");
    EXPECT_EQ(model.data(model.index(1), SearchModel::OwedRole).toString(), "$1,284.60");
    EXPECT_EQ(model.data(model.index(1), SearchModel::DebtsRole).toString(), "2 recibos");
    EXPECT_EQ(model.data(model.index(3), SearchModel::OwedRole).toString(), "Al corriente");
    EXPECT_EQ(model.status(), "4 de 7 contratos en este equipo");
    model.move(2);
    model.move(9);
    EXPECT_EQ(model.current(), 3) << "stops at the last";
    model.setQuery("sanches <b>");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !model.searching(); }, most_wait_ms));
    EXPECT_EQ(model.rowCount(), 0);
    EXPECT_TRUE(model.contractAt(0).isEmpty());
}

TEST_F(ViewTest, TheDebtModelChoosesAndSums) {
    TillController till(place, session, paper);
    const QAbstractItemModelTester tester(till.debts(), strictly);
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.debts()->rowCount(), 3) << "two receipts and the advance";
    EXPECT_EQ(till.due(), "$1,284.60");
    EXPECT_EQ(till.dueTitle(), "A pagar · 2 recibos");
    EXPECT_EQ(till.debts()->data(till.debts()->index(0), DebtModel::DueRole).toString(), "20 oct, vencido");
    till.debts()->toggle(0);
    EXPECT_EQ(till.due(), "$674.44");
    till.debts()->toggle(2);
    till.setAdvance("100");
    EXPECT_EQ(till.due(), "$774.44");
    EXPECT_EQ(till.dueTitle(), "A pagar · 1 recibo y anticipo");
    till.debts()->toggle(99);
    till.leaveContract();
    EXPECT_EQ(till.debts()->rowCount(), 0);
}

TEST_F(ViewTest, MoreDebtsThanOnePaymentNamesAreSaidAndTakenInTwo) {
    feed(place.store.database(), target, std::array{account_row("00412-7", monthly_debts(364, pesos(10)))});
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.debts()->rowCount(), 361) << "and the advance";
    EXPECT_EQ(till.due(), "$3,600.00");
    EXPECT_EQ(till.laterDebts(), "Se cobran los 360 adeudos más antiguos; quedan 4.");
    wait_out_the_deaf_time();
    till.receiveExactly();
    ASSERT_TRUE(till.charge()) << till.problem().value("text").toString().toStdString();
    EXPECT_EQ(paper.last().value("debtsLeft").toInt(), 4);
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.laterDebts(), "");
    EXPECT_EQ(till.due(), "$40.00");
    wait_out_the_deaf_time();
    till.receiveExactly();
    ASSERT_TRUE(till.charge());
    EXPECT_EQ(paper.last().value("debtsLeft").toInt(), 0);
    EXPECT_EQ(place.store.ledger().applied, pesos(3640));
    EXPECT_EQ(place.store.ledger().payments, 2);
}

TEST_F(ViewTest, ACodeThatNamesNoAdministrationAsksForTheNameOnce) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.nameNotice(), "");
    till.confirmName();
    EXPECT_EQ(till.nameNotice(), "Código sin administración: confirme el nombre.");
    till.receiveExactly();
    EXPECT_FALSE(till.charge());
    EXPECT_TRUE(till.problem().isEmpty()) << "deaf: nobody was asked yet";
    wait_out_the_deaf_time();
    EXPECT_FALSE(till.charge());
    EXPECT_TRUE(till.problem().value("text").toString().contains("confirme el nombre, Ana María Pérez Rubio."));
    EXPECT_EQ(place.store.ledger().payments, 0);
    EXPECT_TRUE(till.charge());
    EXPECT_EQ(place.store.ledger().payments, 1);
    ASSERT_TRUE(till.openContract(words(named("00981-1").to_string())));
    EXPECT_EQ(till.nameNotice(), "") << "the next one was found by name";
}

TEST_F(ViewTest, AnotherAdministrationsCodeIsRefusedByItsName) {
    place.config.administrations[AdministrationId(6)] = "Huimilpan";
    SearchModel model(place);
    QStringList opened;
    QObject::connect(&model, &SearchModel::chosen, &model, [&](const QString& contract) { opened << contract; });
    const auto scanned = [&](const std::string& code) {
        model.scan(words(code));
        EXPECT_TRUE(QTest::qWaitFor([&] { return !model.searching(); }, most_wait_ms));
        return model.status();
    };
    EXPECT_TRUE(
        scanned(printed_code(AdministrationId(6), "00412-7")).startsWith("Ese código es de Huimilpan: aquí no"));
    EXPECT_TRUE(
        scanned(printed_code(AdministrationId(2), "00412-7")).startsWith("Ese código es de la administración 2:"));
    EXPECT_TRUE(scanned("C11F-00412-7").startsWith("El código C11F-00412-7 no se leyó bien."));
    EXPECT_EQ(model.rowCount(), 0);
    EXPECT_TRUE(opened.isEmpty());
    scanned(printed_code(AdministrationId(11), "00412-7"));
    EXPECT_EQ(opened, QStringList{ana()});
    EXPECT_FALSE(model.nameUnconfirmed());
    scanned("C00412-7");
    EXPECT_EQ(opened.size(), 2) << "older paper still opens its contract";
    EXPECT_TRUE(model.nameUnconfirmed());
}

TEST_F(ViewTest, ChargesOnceAndNotTooSoon) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    till.setReceived("1,500");
    EXPECT_EQ(till.change().value("amount").toString(), "$215.40");
    EXPECT_FALSE(till.charge()) << "deaf for 400 ms: the key that opened the contract must not take money";
    EXPECT_EQ(place.store.ledger().payments, 0);
    wait_out_the_deaf_time();
    EXPECT_TRUE(till.charge());
    EXPECT_FALSE(till.charge()) << "spent by the same event";
    EXPECT_EQ(place.store.ledger().payments, 1);
    EXPECT_FALSE(till.open());
    EXPECT_EQ(paper.last().value("change").toString(), "$215.40");
    const auto file = folder.path / "recibos" / "QRO-C03-004476.pdf";
    EXPECT_TRUE(QTest::qWaitFor([&] { return paper.last().value("paper") == "sent"; }, most_wait_ms));
    EXPECT_TRUE(std::filesystem::exists(file));
    EXPECT_EQ(place.store.last_payment()->print_state, "sent");
    paper.reprint("4476");
    EXPECT_TRUE(QTest::qWaitFor([&] { return said() == "Reimpresión 1 del folio QRO-C03-004476."; }, most_wait_ms));
    EXPECT_TRUE(std::filesystem::exists(folder.path / "recibos" / "QRO-C03-004476-1.pdf"));
    paper.reprint("99");
    EXPECT_TRUE(said().contains("no se cobró ese folio"));
    EXPECT_TRUE(till.openContract(ana())) << "opened again: nothing is owed";
    EXPECT_FALSE(till.canCharge());
}

TEST_F(ViewTest, EachRefusalStandsByItsFieldAndKeepsWhatWasTyped) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setReceived("mil");
    EXPECT_FALSE(till.charge());
    EXPECT_EQ(field_of(till), "received_centavos");
    EXPECT_EQ(till.received(), "mil");
    till.setReceived("1000");
    EXPECT_TRUE(till.problem().isEmpty()) << "typing forgives";
    EXPECT_EQ(till.change().value("title").toString(), "Falta");
    EXPECT_FALSE(till.charge());
    EXPECT_EQ(field_of(till), "received_centavos");
    till.toggleOtherAmount();
    till.setAmount("5000");
    till.setReceived("5000");
    EXPECT_FALSE(till.charge());
    EXPECT_EQ(field_of(till), "amount_centavos");
    till.toggleOtherAmount();
    till.setMethod("card");
    EXPECT_EQ(till.received(), "1,284.60") << "a card pays what is left";
    EXPECT_FALSE(till.charge());
    EXPECT_EQ(field_of(till), "reference");
    till.setReference("AUT-77");
    EXPECT_TRUE(till.charge());
}

TEST_F(ViewTest, MixesTwoWaysOfPaying) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setMethod("cheque");
    till.setReceived("1000");
    till.setReference("00771");
    till.setMethod("cash");
    ASSERT_EQ(till.tenders().size(), 1);
    EXPECT_EQ(till.notes().constFirst().toMap().value("amount").toString(), "284.60") << "what is left";
    till.setReceived("300");
    EXPECT_EQ(till.change().value("amount").toString(), "$15.40");
    ASSERT_TRUE(till.charge());
    const auto payment = place.store.payment(place.store.last_payment()->id);
    EXPECT_EQ(payment->tenders.size(), 3U);
    EXPECT_EQ(place.store.expected_cash(session.session()->id), pesos(784, 60));
}

TEST_F(ViewTest, AFaultIsASentenceAndTheSamePaymentMayBeTriedAgain) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setReceived("1500");
    place.store.database().execute("PRAGMA busy_timeout=50");
    {
        sqlite::Database other(place.file());
        const sqlite::Transaction feed_under_way(other);
        EXPECT_FALSE(till.charge());
        EXPECT_TRUE(
            till.problem().value("text").toString().startsWith("El equipo está guardando lo que llega del servidor."));
        EXPECT_TRUE(till.open()) << "what was typed stays";
    }
    EXPECT_TRUE(till.charge());
    EXPECT_EQ(place.store.ledger().payments, 1);
}

TEST_F(ViewTest, TheCountIsBlindUntilItsTotalIsConfirmed) {
    CountModel& counts = *session.counts();
    const QAbstractItemModelTester tester(&counts, strictly);
    session.beginClose();
    EXPECT_EQ(session.screen(), "close");
    counts.setPieces(1, "uno");
    EXPECT_FALSE(session.close());
    EXPECT_EQ(session.problem().value("field").toString(), "counts");
    EXPECT_FALSE(session.confirmClose()) << "nothing was asked yet";
    counts.setPieces(1, "1");
    EXPECT_EQ(counts.total(), "$500.00");
    EXPECT_TRUE(session.close());
    EXPECT_EQ(session.asking(), "sure");
    EXPECT_EQ(session.said(), "quinientos pesos 00/100");
    EXPECT_TRUE(session.result().isEmpty()) << "nothing expected is shown before";
    session.cancelClose();
    EXPECT_EQ(session.screen(), "close") << "one step back, to the count";
    session.cancelClose();
    EXPECT_EQ(session.screen(), "till");
    session.beginClose();
    EXPECT_EQ(counts.total(), "$500.00") << "one more person was served: the count is still there";
    EXPECT_TRUE(session.close());
    EXPECT_TRUE(session.confirmClose());
    EXPECT_EQ(session.screen(), "closed");
    EXPECT_EQ(session.result().value("verdict").toString(), "El efectivo cuadra");
    EXPECT_TRUE(QTest::qWaitFor([&] { return said() == "corte del turno 1: dos copias impresas."; }, most_wait_ms));
    EXPECT_TRUE(std::filesystem::exists(folder.path / "recibos" / "corte-1-2.pdf"));
    paper.hush();
    session.reprintClose();
    EXPECT_TRUE(QTest::qWaitFor([&] { return said() == "corte del turno 1: dos copias impresas."; }, most_wait_ms));
    session.lock();
    EXPECT_EQ(session.screen(), "signin");
}

TEST_F(ViewTest, AnEmptyCountIsRefusedOnce) {
    session.beginClose();
    EXPECT_FALSE(session.close());
    EXPECT_TRUE(session.problem().value("text").toString().startsWith("No escribió ninguna pieza."));
    EXPECT_TRUE(session.close()) << "the drawer may be empty";
    EXPECT_EQ(session.said(), "cero pesos 00/100");
    EXPECT_TRUE(session.confirmClose());
}

TEST_F(ViewTest, ASupervisorClosesForWhoIsNotHere) {
    session.lock();
    EXPECT_TRUE(session.cashiers().at(1).toMap().value("open").toBool()) << "Lucía's shift is open, the list says so";
    EXPECT_FALSE(session.signIn("marco", "773014"));
    EXPECT_TRUE(session.signIn("elena", "905172"));
    EXPECT_EQ(session.screen(), "close");
    EXPECT_EQ(session.absent(), "Lucía Hernández");
    EXPECT_FALSE(session.session().has_value()) << "she takes no money in it";
    session.cancelClose();
    EXPECT_EQ(session.screen(), "signin");
    EXPECT_TRUE(session.signIn("elena", "905172"));
    session.counts()->setPieces(1, "1");
    EXPECT_TRUE(session.close());
    EXPECT_TRUE(session.confirmClose());
    EXPECT_EQ(session.result().value("verdict").toString(), "El efectivo cuadra");
    session.lock();
    EXPECT_TRUE(session.signIn("marco", "773014"));
    EXPECT_EQ(session.screen(), "open");
}

TEST_F(ViewTest, APaymentWithSomethingTypedIsNotLost) {
    TillController till(place, session, paper);
    const QString abarrotes = words(named("00981-1").to_string());
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.payer(), "Ana María Pérez Rubio");
    EXPECT_TRUE(till.openContract(abarrotes)) << "nothing was typed";
    till.setReceived("5000");
    EXPECT_FALSE(till.openContract(ana()));
    EXPECT_EQ(till.problem().value("text").toString(),
              "Termine o deje (Esc) el cobro de Abarrotes El Sol, S.A. de C.V. F5 vuelve a ese cobro con lo que ya "
              "escribió.");
    EXPECT_EQ(till.received(), "5000");
    EXPECT_TRUE(till.openContract(abarrotes)) << "the same one goes on";
    EXPECT_EQ(till.received(), "5000");
    till.setAside(true);
    wait_out_the_deaf_time();
    EXPECT_FALSE(till.canCharge());
    EXPECT_FALSE(till.charge());
    EXPECT_EQ(place.store.ledger().payments, 0);
    till.setAside(false);
    EXPECT_TRUE(till.charge());
    till.leaveContract();
    ASSERT_TRUE(till.openContract(abarrotes));
    EXPECT_EQ(till.paid()->rowCount(), 1) << "«¿ya pagué?»";
}

TEST_F(ViewTest, ACardAuthorizationUsedTodayIsAskedForOnce) {
    TillController till(place, session, paper);
    for (const char* number : {"00412-7", "00981-1"}) {
        ASSERT_TRUE(till.openContract(words(named(number).to_string())));
        wait_out_the_deaf_time();
        till.setMethod("card");
        till.setReference("123456");
        const bool first = till.charge();
        EXPECT_EQ(first, number == std::string("00412-7"));
        if (first) continue;
        EXPECT_EQ(field_of(till), "reference");
        EXPECT_TRUE(till.charge()) << "said, and meant";
    }
    EXPECT_EQ(place.store.ledger().payments, 2);
}

TEST_F(ViewTest, EnterFillsTheExactAmountAndMuchChangeIsAsked) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    till.receiveExactly();
    EXPECT_EQ(till.received(), "1,284.60");
    EXPECT_EQ(till.change().value("amount").toString(), "$0.00");
    till.setReceived("mil");
    EXPECT_EQ(till.change().value("amount").toString(), "—") << "letters are no green change";
    till.setReceived("5000");
    EXPECT_FALSE(till.change().value("warning").toString().isEmpty());
}

TEST_F(ViewTest, APaymentIsUndoneFromTheShiftsList) {
    TillController till(place, session, paper);
    ShiftController shift(place, session, paper);
    const QAbstractItemModelTester tester(shift.list(), strictly);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setReceived("1500");
    ASSERT_TRUE(till.charge());
    EXPECT_EQ(shift.payments(), 1);
    EXPECT_EQ(shift.lastFolio(), "QRO-C03-004476");
    shift.showShift();
    ASSERT_EQ(shift.list()->rowCount(), 1);
    const QVariantMap row = shift.list()->row(0);
    EXPECT_EQ(row.value("name").toString(), "Ana María Pérez Rubio");
    EXPECT_EQ(row.value("methods").toString(), "efectivo");
    ASSERT_EQ(shift.supervisors().size(), 1);
    const auto with = [&row](const char* pin) {
        return QVariantMap{
            {"folio", row.value("folio")}, {"reason", "Contrato equivocado"}, {"supervisor", "elena"}, {"pin", pin}};
    };
    EXPECT_FALSE(shift.cancel(with("111111")));
    EXPECT_EQ(shift.problem().value("field").toString(), "pin");
    EXPECT_TRUE(shift.cancel(with("905172")));
    EXPECT_TRUE(shift.problem().isEmpty());
    EXPECT_EQ(shift.payments(), 0);
    EXPECT_EQ(shift.lastFolio(), "QRO-C03-004476") << "the folio stays";
    EXPECT_EQ(shift.list()->row(0).value("state").toString(), "cancelled");
    EXPECT_EQ(place.store.expected_cash(session.session()->id), pesos(500));
    EXPECT_TRUE(QTest::qWaitFor([&] { return said().startsWith("cancelación del folio QRO-C03-004476: dos copias"); },
                                most_wait_ms));
    EXPECT_TRUE(std::filesystem::exists(folder.path / "recibos" / "QRO-C03-004476-CANCELADO-2.pdf"));
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.due(), "$1,284.60") << "owed again at once";
}

TEST_F(ViewTest, TheLinkIsSaidInWordsAndCounts) {
    LinkStatus link(place);
    EXPECT_EQ(link.text(), "Sin conexión desde 12:47 · el turno por enviar");
    EXPECT_EQ(link.tone(), "warning") << "offline is a normal state, not an error";
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setReceived("2000");
    ASSERT_TRUE(till.charge());
    link.refresh();
    EXPECT_EQ(link.text(), "Sin conexión desde 12:47 · 1 pago por enviar");
}

TEST_F(ViewTest, WhatTheServerDidNotPlainlyAcceptIsShownUntilRead) {
    LinkStatus link(place);
    EXPECT_EQ(link.attention(), 0);
    place.store.database().execute(
        "INSERT INTO sync_outcome (number, verdict, code, field, reason, remedy, answered_at_us)"
        " VALUES (1, 3, 'payments.session', '', 'El turno espera al anterior.', 'No haga nada.', 0)");
    link.refresh();
    ASSERT_EQ(link.attention(), 1);
    const QVariantMap notice = link.notices().constFirst().toMap();
    EXPECT_EQ(notice.value("reason").toString(), "El turno espera al anterior.");
    EXPECT_EQ(notice.value("verdict").toString(), "en espera en el servidor");
    link.dismiss(notice.value("seq").toInt());
    EXPECT_EQ(link.attention(), 0);
}

TEST_F(ViewTest, ExplainsTheNewestReceiptLineByLine) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    EXPECT_EQ(till.averageUse(), "16");
    Explanation explanation(place);
    ASSERT_TRUE(explanation.show(till.explainedInvoice()));
    EXPECT_FALSE(explanation.show(words(named("nothing").to_string())));
    EXPECT_EQ(explanation.number(), "QRO-2026-10-00412-7");
    ASSERT_EQ(explanation.steps().size(), 7);
    Money sum;
    for (qsizetype i = 1; i < 7; ++i)
        sum += Money::parse(explanation.steps().at(i).toMap().value("amount").toString().toStdString()).value();
    EXPECT_EQ(words(sum), explanation.total().value("amount").toString()) << "the lines shown add up to the total";
    EXPECT_EQ(explanation.steps().at(2).toMap().value("blocks").toList().size(), 3);
    EXPECT_EQ(explanation.reason().value("title").toString(), "¿Por qué subió?");
    explanation.save();
    std::ifstream file(folder.path / "calculo-QRO-2026-10-00412-7.json");
    const std::string json((std::istreambuf_iterator<char>(file)), {});
    EXPECT_NE(json.find("\"total_centavos\": \"67444\""), std::string::npos);
}

TEST_F(ViewTest, TheReceiptOnPaperReadsBack) {
    TillController till(place, session, paper);
    ASSERT_TRUE(till.openContract(ana()));
    wait_out_the_deaf_time();
    till.setReceived("1500");
    ASSERT_TRUE(till.charge());
    const auto payment = *place.store.payment(place.store.last_payment()->id);
    const QString file = QString::fromStdString((folder.path / "r.pdf").string());
    write_pdf(receipt_lines(receipt_of(place.office, payment, 3)), file);
    QProcess reader;
    reader.start("pdftotext", {"-layout", file, "-"});
    if (!reader.waitForFinished()) GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    const QString text = QString::fromUtf8(reader.readAllStandardOutput());
    for (const char* part : {"QRO-C03-004476", "REIMPRESIÓN 3", "Ana María Pérez Rubio", "Morelos 112, Centro",
                             "$1,284.60", "$1,500.00", "$215.40", "22 nov 2026 12:47", "Lucía Hernández"})
        EXPECT_TRUE(text.contains(QString::fromUtf8(part))) << part << "\n" << text.toStdString();
    reader.start("pdftoppm", {"-r", "200", "-gray", file, file});
    ASSERT_TRUE(reader.waitForFinished());
    reader.start("zbarimg", {"-q", "--raw", file + "-1.pgm"});
    if (!reader.waitForFinished()) GTEST_SKIP() << "zbarimg (zbar-tools) is not installed";
    EXPECT_EQ(QString::fromUtf8(reader.readAllStandardOutput()).trimmed(), "C11E-00412-7");
}

// A printer with paper, without, and one that takes nothing: what the screen says of each.
class PrinterTest : public testing::Test {
protected:
    TestFolder folder{"printer"};
    ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    static OfficeConfig with(const std::filesystem::path& printer) {
        OfficeConfig config = test_config();
        config.printer = printer;
        return config;
    }
    static void sell_to_ana(Workplace& place, PaperController& paper) {
        OfficeFeedTarget target{{"QRO-C03", 100}};
        feed_demo_town(place.store, target, 0);
        SessionController session(place, paper);
        ASSERT_TRUE(session.signIn("lucia", "482193"));
        ASSERT_TRUE(session.openTill("0"));
        TillController till(place, session, paper);
        ASSERT_TRUE(till.openContract(words(named("00412-7").to_string())));
        QTest::qWait(TillController::deaf_ms + 20);
        till.setReceived("1500");
        QElapsedTimer since;
        since.start();
        ASSERT_TRUE(till.charge());
        EXPECT_FALSE(till.open()) << "the screen is the next person's before the paper";
        EXPECT_EQ(paper.last().value("paper"), "waiting");
    }
};

TEST_F(PrinterTest, WithoutPaperThePaymentStaysAndTheBarSaysSo) {
    Workplace place(with("/dev/full"), folder.path, clock, seeded_random(5));
    PaperController paper(place);
    sell_to_ana(place, paper);
    ASSERT_TRUE(QTest::qWaitFor([&] { return paper.doubtful() == 1; }, most_wait_ms));
    EXPECT_EQ(paper.trouble(), "Impresora sin papel");
    EXPECT_EQ(paper.last().value("paper"), "doubtful");
    EXPECT_FALSE(paper.said().value("text").toString().contains("/dev")) << "no path of the device";
    for (int i = 0; i < 2; ++i) {
        paper.hush();
        paper.reprintLast();
        ASSERT_TRUE(QTest::qWaitFor([&] { return paper.said().value("tone") == "warning"; }, most_wait_ms))
            << "F12 that fails says so";
    }
    EXPECT_EQ(place.store.ledger().payments, 1);
    paper.openDrawer("cambio");
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return paper.said().value("text").toString().startsWith("El cajón no se abrió"); }, most_wait_ms));
    // A new roll, here a file: the first paper that comes out is copy 1.
    Workplace mended(with(folder.path / "roll"), folder.path, clock, seeded_random(6));
    std::ofstream(folder.path / "roll").close();
    PaperController again(mended);
    EXPECT_EQ(again.doubtful(), 1) << "the list survives the program";
    again.reprintLast();
    EXPECT_TRUE(QTest::qWaitFor([&] { return again.last().value("copy").toInt() == 1; }, most_wait_ms));
    EXPECT_EQ(again.doubtful(), 0);
    EXPECT_EQ(again.trouble(), "");
}

TEST_F(PrinterTest, APrinterThatTakesNothingHoldsNobodyUp) {
    const auto fifo = folder.path / "fifo";  // nobody reads it: after its buffer nothing goes in
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    const int keep = ::open(fifo.c_str(), O_RDWR | O_NONBLOCK);
    const std::string full(1U << 20U, 'x');
    ASSERT_GT(::write(keep, full.data(), full.size()), 0);
    Workplace place(with(fifo), folder.path, clock, seeded_random(5));
    PaperController paper(place);
    sell_to_ana(place, paper);
    ASSERT_TRUE(QTest::qWaitFor([&] { return paper.doubtful() == 1; }, 3 * most_wait_ms));
    EXPECT_EQ(paper.trouble(), "La impresora no responde");
    ::close(keep);
}

TEST(Keys, AreOneTableWithoutBareLettersOrDigits) {
    QSet<QString> seen;
    for (const KeyRow& row : key_rows()) {
        EXPECT_FALSE(seen.contains(row.keys)) << row.keys << " does two things";
        seen.insert(row.keys);
        if (!row.shortcut) continue;
        const QKeyCombination key = QKeySequence(QLatin1String(row.keys))[0];
        const bool plain = key.keyboardModifiers() == Qt::NoModifier && key.key() < Qt::Key_Escape;
        EXPECT_FALSE(plain) << row.keys << " is a key that a scanner types";
    }
    const KeyTable table;
    EXPECT_EQ(table.shown("charge"), "F9");
    EXPECT_EQ(table.rows().size(), static_cast<qsizetype>(key_rows().size()));
}

TEST(Words, SayValuesAsTheScreensDo) {
    EXPECT_EQ(long_date("2026-11-30"), "30 de noviembre de 2026");
    EXPECT_EQ(short_date("2026-10-20"), "20 oct");
    EXPECT_EQ(month_and_year("2025-10"), "oct 25");
    EXPECT_EQ(cubic_metres(17500), "17.5");
    EXPECT_EQ(grouped(512406), "512,406");
    EXPECT_EQ(typed_money(" 1,284.6 "), pesos(1284, 60));
    EXPECT_FALSE(typed_money("12,x").has_value());
    EXPECT_EQ(typed_money(""), Money::zero());
}

}  // namespace
}  // namespace aquacis::office

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleTest(&argc, argv);
    const QGuiApplication gui(argc, argv);
    return RUN_ALL_TESTS();
}
