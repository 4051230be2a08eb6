#include "field-app/core/tests/till_fixture.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "base/payment_limits.hpp"
#include "field-app/core/use_cases/open_drawer.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::office {
namespace {

template <class T>
std::string code_of(const Result<T>& result) {
    if (result.ok()) return "accepted";
    EXPECT_FALSE(result.refusal().message.empty());
    EXPECT_FALSE(result.refusal().remedy.empty());
    return result.refusal().code;
}

TEST_F(TillTest, SignsInAndWaitsAfterFiveWrongPins) {
    EXPECT_EQ(code_of(sign_in(office, {"nobody", "1"})), "office.unknown_cashier");
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(code_of(sign_in(office, {"lucia", "0000"})), "office.wrong_pin");
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "0000"})), "office.pin_wait");
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "office.pin_wait") << "the right one waits as well";
    EXPECT_EQ(code_of(sign_in(office, {"marco", "773014"})), "accepted") << "another person does not";
    uptime->advance(std::chrono::seconds(31));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "0000"})), "office.pin_wait");
    uptime->advance(std::chrono::seconds(59));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "office.pin_wait") << "the second wait is twice as long";
    uptime->advance(std::chrono::seconds(2));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "accepted");
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "0000"})), "office.wrong_pin") << "a right one begins anew";
}

TEST_F(TillTest, NoClockThatIsSetShortensOrLengthensAWait) {
    for (int i = 0; i < 5; ++i)
        (void)sign_in(office, {"lucia", "0000"});
    clock.set(*parse_iso("2035-01-01T00:00:00Z"));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "office.pin_wait") << "forward: the wait stays";
    clock.set(*parse_iso("1999-01-01T00:00:00Z"));
    uptime->advance(std::chrono::seconds(31));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "accepted") << "back: nobody waits for years";
}

TEST_F(TillTest, AWaitOutlivesTheProgramAndTheMachineButEnds) {
    for (int i = 0; i < 5; ++i)
        (void)sign_in(office, {"lucia", "0000"});
    uptime->advance(std::chrono::seconds(20));
    {
        Office again{config, store, clock, seeded_random(8), uptime};
        EXPECT_EQ(code_of(sign_in(again, {"lucia", "482193"})), "office.pin_wait") << "the program was started anew";
    }
    uptime->restart("second");
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "office.pin_wait") << "the machine was started anew";
    uptime->advance(std::chrono::seconds(31));
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "accepted");
}

TEST_F(TillTest, WhoIsNoLongerOnTheListCannotSignInAndNoPortablePinIsKept) {
    const std::string hash = hash_pin("482193", "salt-of-lucia");
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM cashier"), 3);
    auto kept = store.database().prepare("SELECT pin_verifier FROM cashier WHERE cashier_id = 'lucia'");
    ASSERT_TRUE(kept.step());
    EXPECT_EQ(kept.text(0).size(), hash.size());
    EXPECT_NE(kept.text(0), hash) << "what the server keeps stands in no till's file";
    while (kept.step()) {
    }
    const std::array only_marco{sync::StaffMember{"marco", "Marco Ruiz", "cashier", "s", hash_pin("773014", "s")}};
    OfficeFeedTarget({"", 0, store.pin_key()}).staff(store.database(), only_marco);
    EXPECT_EQ(code_of(sign_in(office, {"lucia", "482193"})), "office.unknown_cashier");
    EXPECT_EQ(code_of(sign_in(office, {"marco", "773014"})), "accepted");
}

TEST_F(TillTest, ADrawerHasOneOpenSessionOfOnePerson) {
    const auto session = open_session(office, {"lucia", pesos(500)});
    ASSERT_TRUE(session.ok());
    EXPECT_EQ(session->business_date, "2026-11-22");
    EXPECT_EQ(code_of(open_session(office, {"marco", pesos(1)})), "office.session_already_open");
    EXPECT_EQ(code_of(sign_in(office, {"marco", "773014"})), "office.drawer_in_use");
    EXPECT_EQ(sign_in(office, {"lucia", "482193"})->session->id, session->id);
    EXPECT_EQ(code_of(open_session(office, {"lucia", -pesos(1)})), "office.float_out_of_range");
    EXPECT_EQ(code_of(open_session(office, {"nobody", pesos(1)})), "office.unknown_cashier");
    // What the use case checks, the file refuses too.
    EXPECT_THROW(store.database().execute("INSERT INTO cash_session (session_id, number, drawer, cashier_id, "
                                          "cashier_name, business_date, float_centavos,"
                                          " opened_at_us) VALUES (x'00', 99, 'Caja 03', 'x', 'x', '', 0, 0)"),
                 sqlite::Error);
}

TEST_F(TillTest, TakesAPaymentInOneCommit) {
    const CashSession session = open();
    const TakePayment request = cash_payment(session, pesos(1284, 60), pesos(1500));
    const auto taken = take_payment(office, request);
    ASSERT_TRUE(taken.ok()) << taken.refusal().message;
    EXPECT_EQ(taken->payment.folio.text(), "QRO-C03-004501");
    EXPECT_EQ(taken->change, pesos(215, 40));
    EXPECT_EQ(store.operations().pending_count(), 2U) << "the session's opening and the payment";
    const auto operation = store.operations().find(2);
    ASSERT_TRUE(operation.has_value());
    EXPECT_EQ(operation->type, "payments.payment.take");
    aquacis::payments::v1::TakePayment body;
    ASSERT_TRUE(body.ParseFromString(operation->body));
    EXPECT_EQ(body.payment_id(), request.payment.to_string());
    EXPECT_EQ(body.folio(), "QRO-C03-004501");
    std::int64_t tenders = 0;
    std::int64_t applied = 0;
    for (const auto& tender : body.tenders())
        tenders += tender.amount_centavos();
    for (const auto& part : body.applications())
        applied += part.amount_centavos();
    EXPECT_EQ(tenders, 128460);
    EXPECT_EQ(applied + body.advance_centavos(), 128460);
    const auto stored = store.payment(request.payment);
    ASSERT_TRUE(stored.has_value());
    EXPECT_EQ(stored->tenders.size(), 2U);
    EXPECT_EQ(store.last_payment()->print_state, "queued");
    EXPECT_EQ(store.unsent_payments(2), 1);
    EXPECT_EQ(store.unsent_payments(0), 0);
}

TEST_F(TillTest, ShowsThePaymentAtOnceAndDropsItWhenTheFeedHasSeenIt) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(700))).ok());
    auto account = account_of(office, "00412-7");
    ASSERT_EQ(account->debts.size(), 1U) << "September is paid";
    EXPECT_EQ(account->owed, pesos(584, 60));
    // The feed goes on about other things: nothing changes.
    feed(store.database(), target, std::array{account_row("01120-5", {})}, 1);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60));
    // The server's account with the payment in it, and its word that it has seen operation 2.
    feed(store.database(), target, std::array{account_row("00412-7", {{"2026-10", pesos(584, 60)}})}, 2);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60)) << "not taken off twice";
}

TEST_F(TillTest, AnAdvanceIsCreditAtOnce) {
    const CashSession session = open();
    TakePayment request{new_id(),
                        session.id,
                        ContractId(named("01120-5")),
                        {{}, Money::zero(), pesos(300), {{Method::cash, pesos(500), ""}}}};
    ASSERT_TRUE(take_payment(office, request).ok());
    EXPECT_EQ(account_of(office, "01120-5")->credit, pesos(300));
    EXPECT_EQ(store.expected_cash(session.id), pesos(800));
}

TEST_F(TillTest, TheSamePaymentIsTakenOnce) {
    const CashSession session = open();
    const TakePayment request = cash_payment(session, pesos(100), pesos(100));
    ASSERT_TRUE(take_payment(office, request).ok());
    const auto again = take_payment(office, request);
    EXPECT_EQ(code_of(again), "payments.already_taken");
    EXPECT_NE(again.refusal().message.find("QRO-C03-004501"), std::string::npos);
    EXPECT_EQ(store.ledger().payments, 1);
    EXPECT_EQ(store.operations().pending_count(), 2U);
    // … and the file itself keeps one row of that id.
    const auto stored = *store.payment(request.payment);
    sqlite::Transaction transaction(store.database());
    EXPECT_FALSE(store.insert_payment(stored, 99));
}

TEST_F(TillTest, ARefusedPaymentLeavesNothingBehind) {
    const CashSession session = open();
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(100), pesos(99)))),
              "payments.received_insufficient");
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(0), pesos(99)))),
              "payments.amount_not_positive");
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(5000), pesos(5000)))),
              "payments.amount_over_debt");
    TakePayment unknown = cash_payment(session, pesos(100), pesos(100));
    unknown.contract = ContractId(named("nowhere"));
    EXPECT_EQ(code_of(take_payment(office, unknown)), "payments.unknown_contract");
    TakePayment without_session = cash_payment(session, pesos(100), pesos(100));
    without_session.session = CashSessionId();
    EXPECT_EQ(code_of(take_payment(office, without_session)), "payments.no_open_session");
    EXPECT_EQ(code_of(account_of(office, "99999-9")), "payments.unknown_contract");
    EXPECT_EQ(store.ledger().payments, 0);
    EXPECT_EQ(store.operations().pending_count(), 1U);
    EXPECT_EQ(take_payment(office, cash_payment(session, pesos(100), pesos(100)))->payment.folio.number, 4501)
        << "no folio was spent";
}

TEST_F(TillTest, FoliosAreAskedForInTimeAndNeverUsedTwice) {
    const CashSession session = open();
    EXPECT_FALSE(target.ask(store.database()).has_value());
    for (int i = 0; i < 70; ++i)
        ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(1), pesos(1))).ok());
    EXPECT_FALSE(target.ask(store.database()).has_value()) << "30 of 100 are left";
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(1), pesos(1))).ok());
    const auto need = target.ask(store.database());
    ASSERT_TRUE(need.has_value());
    EXPECT_EQ(wanted_folios(*need).count(), 100);
    EXPECT_EQ(need->key, target.ask(store.database())->key);
    for (int i = 0; i < 29; ++i)
        ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(1), pesos(1))).ok());
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(1), pesos(1)))), "payments.no_folios");
    target.granted(store.database(), folios("QRO-C03", 4801, 4900));
    target.granted(store.database(), folios("QRO-C03", 4801, 4900));  // the same grant again
    EXPECT_NE(target.ask(store.database()).has_value(), true);
    EXPECT_EQ(take_payment(office, cash_payment(session, pesos(1), pesos(1)))->payment.folio.number, 4801);
    EXPECT_TRUE(store.folio_balance().holds());
    EXPECT_EQ(store.folio_balance().uses, 101);
}

TEST_F(TillTest, FoliosOfAnotherSeriesAreNeverUsedAndThePersonIsTold) {
    EXPECT_EQ(target.problem(), "");
    target.granted(store.database(), folios("QRO-C07", 1, 100));
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM folio_range WHERE series = 'QRO-C07'"), 0);
    EXPECT_NE(target.problem().find("QRO-C07"), std::string::npos);
    EXPECT_NE(target.problem().find("till.series"), std::string::npos) << "what to do";
    const CashSession session = open();
    EXPECT_EQ(take_payment(office, cash_payment(session, pesos(1), pesos(1)))->payment.folio.text(), "QRO-C03-004501");
    for (int i = 0; i < 99; ++i)
        ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(1), pesos(1))).ok());
    EXPECT_FALSE(target.ask(store.database()).has_value()) << "the same answer is not asked for without an end";
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(1), pesos(1)))), "payments.no_folios");
    target.granted(store.database(), folios("QRO-C03", 4801, 4900));
    EXPECT_EQ(target.problem(), "");
    EXPECT_EQ(take_payment(office, cash_payment(session, pesos(1), pesos(1)))->payment.folio.number, 4801);
}

TEST_F(TillTest, AChangedSeriesUsesNoFolioOfTheOneBefore) {
    const CashSession session = open();
    OfficeConfig changed = config;
    changed.series = "QRO-C04";
    Office other{changed, store, clock, seeded_random(8), uptime};
    const auto refused = take_payment(other, cash_payment(session, pesos(1), pesos(1)));
    EXPECT_EQ(code_of(refused), "payments.folios_of_another_series");
    EXPECT_NE(refused.refusal().message.find("QRO-C03"), std::string::npos) << refused.refusal().message;
    OfficeFeedTarget own({changed.series, changed.folio_batch});
    EXPECT_EQ(wanted_folios(own.ask(store.database()).value()).series(), "QRO-C04");
    own.granted(store.database(), folios("QRO-C04", 1, 100));
    EXPECT_EQ(take_payment(other, cash_payment(session, pesos(1), pesos(1)))->payment.folio.text(), "QRO-C04-000001");
}

TEST_F(TillTest, TheCloseIsBlindAndItsFirstCountStays) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(1000))).ok());
    TakePayment card = cash_payment(session, pesos(100), pesos(100));
    card.wish.received = {{Method::card, pesos(100), "AUT-1"}};
    ASSERT_TRUE(take_payment(office, card).ok());
    EXPECT_EQ(store.expected_cash(session.id), pesos(1200)) << "float 500 + 1000 − 300 of change; the card is not cash";

    CloseSession request{session.id, {{pesos(1000), 1}, {pesos(100), 1}, {pesos(50), 1}}};
    EXPECT_EQ(code_of(close_session(office, {session.id, {{pesos(3), 1}}})), "office.unknown_denomination");
    EXPECT_EQ(code_of(close_session(office, {session.id, {{pesos(5), 1}, {pesos(5), 1}}})),
              "office.unknown_denomination");
    EXPECT_EQ(code_of(close_session(office, {session.id, {{pesos(5), -1}}})), "office.count_out_of_range");
    const auto closed = close_session(office, request);
    ASSERT_TRUE(closed.ok());
    EXPECT_EQ(closed->difference, -pesos(50));
    EXPECT_EQ(closed->payments, 2);
    EXPECT_EQ(code_of(close_session(office, request)), "office.session_not_open");
    EXPECT_EQ(code_of(take_payment(office, cash_payment(session, pesos(1), pesos(1)))), "payments.no_open_session");
    EXPECT_THROW(store.database().execute("UPDATE cash_count SET count = 2"), sqlite::Error);
    EXPECT_THROW(store.database().execute("DELETE FROM cash_count"), sqlite::Error);
    EXPECT_EQ(open_session(office, {"marco", pesos(0)})->number, 2);
    aquacis::payments::v1::CloseCashSession body;
    ASSERT_TRUE(body.ParseFromString(store.operations().find(4)->body));
    EXPECT_EQ(body.expected_centavos(), 120000);
    EXPECT_EQ(body.counted_centavos(), 115000);
}

TEST_F(TillTest, CopiesAreCountedOnceTheyWereSentAndToldToTheServer) {
    const CashSession session = open();
    const auto taken = take_payment(office, cash_payment(session, pesos(100), pesos(100)));
    const StoredPayment payment = *payment_of_folio(office, "4501");
    settle_print(office, taken->print_job, PrintState::doubtful);
    EXPECT_EQ(store.operations().pending_count(), 2U) << "the first paper belongs to the payment";
    for (int i = 0; i < 3; ++i) {
        const Reprint copy = reprint(office, payment);
        EXPECT_EQ(copy.print_job.copy_number, 1) << "no copy has come out yet";
        settle_print(office, copy.print_job, PrintState::doubtful);
    }
    ASSERT_EQ(store.payments_in_doubt().size(), 1U);
    const Reprint first = reprint(office, payment);
    settle_print(office, first.print_job, PrintState::sent);
    EXPECT_TRUE(store.payments_in_doubt().empty());
    EXPECT_EQ(first.receipt.reprinted->by, "Lucía Hernández");
    EXPECT_EQ(first.receipt.contract.customer_name, "Ana María Pérez Rubio");
    EXPECT_EQ(reprint(office, payment).print_job.copy_number, 2);
    const auto operation = store.operations().find(3);
    ASSERT_TRUE(operation.has_value());
    EXPECT_EQ(operation->type, "payments.receipt.reprint");
    aquacis::payments::v1::ReprintReceipt body;
    ASSERT_TRUE(body.ParseFromString(operation->body));
    EXPECT_EQ(body.payment_id(), taken->payment.id.to_string());
    EXPECT_EQ(body.copy(), 1);
    EXPECT_EQ(store.unsent_payments(store.operations().pending_count()), 1);
    EXPECT_EQ(code_of(payment_of_folio(office, "QRO-C03-009999")), "payments.unknown_folio");
    EXPECT_EQ(code_of(payment_of_folio(office, "Morelos")), "payments.unknown_folio");
}

TEST_F(TillTest, PapersThatAnEndOfTheProgramInterruptedAreDoubtful) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(100), pesos(100))).ok());
    EXPECT_TRUE(store.payments_in_doubt().empty()) << "being printed";
    store.doubt_interrupted_papers();
    ASSERT_EQ(store.payments_in_doubt().size(), 1U);
    store.settle_papers(store.payments_in_doubt()[0].id);
    EXPECT_TRUE(store.payments_in_doubt().empty());
}

TEST_F(TillTest, TheLastPaymentIsTheLastOneAlsoAfterTheClockWentBack) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(100), pesos(100))).ok());
    clock.set(clock.now() - std::chrono::hours(72));
    const auto second = take_payment(office, cash_payment(session, pesos(200), pesos(200)));
    EXPECT_EQ(store.last_payment()->id, second->payment.id);
    EXPECT_EQ(store.payments_of(session.id).at(0).folio.number, 4502) << "newest first";
}

TEST_F(TillTest, ACardAuthorizationUsedBeforeIsSaidOnce) {
    const CashSession session = open();
    TakePayment card = cash_payment(session, pesos(100), pesos(100));
    card.wish.received = {{Method::card, pesos(100), "123456"}};
    ASSERT_TRUE(take_payment(office, card).ok());
    card.payment = new_id();
    const auto again = take_payment(office, card);
    EXPECT_EQ(code_of(again), "payments.card_reference_used");
    EXPECT_NE(again.refusal().message.find("QRO-C03-004501"), std::string::npos);
    card.known_card_reference = true;
    EXPECT_TRUE(take_payment(office, card).ok()) << "a warning, not a bar";
}

TEST_F(TillTest, TheDrawerOpensWithAReasonThatTheServerLearns) {
    EXPECT_EQ(code_of(open_drawer(office, "cambio")), "payments.no_open_session");
    open();
    EXPECT_EQ(code_of(open_drawer(office, "")), "office.drawer_reason");
    ASSERT_TRUE(open_drawer(office, "cambio de monedas").ok());
    aquacis::payments::v1::OpenDrawer body;
    ASSERT_EQ(store.operations().find(2)->type, "payments.drawer.open");
    ASSERT_TRUE(body.ParseFromString(store.operations().find(2)->body));
    EXPECT_EQ(body.reason(), "cambio de monedas");
    EXPECT_EQ(store.unsent_payments(2), 0);
}

TEST_F(TillTest, ASupervisorClosesAnAbsentPersonsSession) {
    const CashSession session = open();
    const auto elena = sign_in(office, {"elena", "905172"});
    ASSERT_TRUE(elena.ok()) << "a supervisor is not locked out by another's shift";
    EXPECT_FALSE(elena->session.has_value()) << "and does not take money in it";
    ASSERT_TRUE(elena->absent.has_value());
    EXPECT_EQ(elena->absent->id, session.id);
    EXPECT_EQ(code_of(close_session(office, {session.id, {{pesos(500), 1}}, "marco"})), "office.close_not_authorized");
    const auto closed = close_session(office, {session.id, {{pesos(500), 1}}, "elena"});
    ASSERT_TRUE(closed.ok());
    aquacis::payments::v1::CloseCashSession body;
    ASSERT_TRUE(body.ParseFromString(store.operations().find(2)->body));
    EXPECT_EQ(body.closed_by(), "elena");
    EXPECT_EQ(store.session(session.id)->closed_by, "elena");
    const auto slip = close_slip_of(office, 1);
    ASSERT_TRUE(slip.ok());
    EXPECT_EQ(slip->closed_by, "Elena Robles");
    EXPECT_EQ(slip->counted, pesos(500));
    EXPECT_EQ(slip->pieces.at(0).left, "1 × $500.00");
    EXPECT_EQ(code_of(close_slip_of(office, 7)), "office.unknown_close");
    EXPECT_TRUE(sign_in(office, {"marco", "773014"}).ok()) << "the drawer is free";
}

TEST_F(TillTest, MoreDebtsThanOnePaymentNamesAreTakenInTwoOldestFirst) {
    const CashSession session = open();
    feed(store.database(), target, std::array{account_row("00412-7", monthly_debts(365, pesos(10)))});
    const auto account = account_of(office, "00412-7");
    ASSERT_EQ(account->debts.size(), static_cast<std::size_t>(most_debts_of_a_payment));
    EXPECT_EQ(account->later_debts, 5);
    EXPECT_EQ(account->owed, pesos(3650)) << "what is owed is all of it";
    EXPECT_EQ(account->debts.back().period, "2019-12");

    const auto too_much = take_payment(office, cash_payment(session, pesos(3650), pesos(3650)));
    EXPECT_EQ(code_of(too_much), "payments.amount_over_debt");
    EXPECT_NE(too_much.refusal().message.find("quedan 5"), std::string::npos) << too_much.refusal().message;
    EXPECT_EQ(too_much.refusal().remedy.find("nticipo"), std::string::npos) << "not to be paid as an advance";
    TakePayment advance = cash_payment(session, pesos(3600), pesos(3650));
    advance.wish.advance = pesos(50);
    EXPECT_EQ(code_of(take_payment(office, advance)), "payments.advance_before_debts");
    EXPECT_EQ(store.ledger().payments, 0);

    const auto first = take_payment(office, cash_payment(session, pesos(3600), pesos(4000)));
    ASSERT_TRUE(first.ok()) << first.refusal().message;
    EXPECT_EQ(first->payment.applications.size(), static_cast<std::size_t>(most_debts_of_a_payment));
    EXPECT_EQ(first->payment.applications.front().period, "1990-01");
    EXPECT_EQ(store.payment(first->payment.id)->debts_left, 5) << "for the paper, also when it is printed again";
    aquacis::payments::v1::TakePayment body;
    ASSERT_TRUE(body.ParseFromString(store.operations().find(2)->body));
    EXPECT_EQ(body.applications_size(), most_debts_of_a_payment);
    std::string paper;
    for (const ReceiptLine& line : receipt_lines(receipt_of(office, first->payment, 0)))
        paper += line.left + "\n";
    EXPECT_NE(paper.find("Se cobraron los 360 adeudos más\nantiguos; quedan 5.\n"), std::string::npos) << paper;

    const auto rest = account_of(office, "00412-7");
    ASSERT_EQ(rest->debts.size(), 5U);
    EXPECT_EQ(rest->later_debts, 0);
    EXPECT_EQ(rest->debts.front().period, "2020-01");
    const auto second = take_payment(office, cash_payment(session, pesos(50), pesos(50)));
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(store.payment(second->payment.id)->debts_left, 0);
    EXPECT_EQ(account_of(office, "00412-7")->owed, Money::zero());
    EXPECT_EQ(store.ledger().applied, pesos(3650));
    EXPECT_EQ(store.ledger().tendered, pesos(3650));
    EXPECT_EQ(store.ledger().advanced, Money::zero());
}

TEST_F(TillTest, APartOfMoreDebtsThanOnePaymentNamesSaysHowManyAreLeft) {
    const CashSession session = open();
    feed(store.database(), target, std::array{account_row("00412-7", monthly_debts(362, pesos(10)))});
    const auto taken = take_payment(office, cash_payment(session, pesos(25), pesos(25)));
    ASSERT_TRUE(taken.ok());
    EXPECT_EQ(taken->payment.debts_left, 360) << "two whole ones are gone, the third is owed in part";
}

TEST_F(TillTest, AnotherDeviceMayNotUseThisFile) {
    const DeviceId other = *DeviceId::parse("01890a5d-ac96-774b-bcce-b302099a8058");
    test::expect_thrown<std::runtime_error>("this file belongs to device " + config.device.to_string(), [&] {
        const OfficeStore not_its_own(folder.file(), other, config.administration);
    });
}

}  // namespace
}  // namespace aquacis::office
