#include <thread>

#include "base/payment_limits.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

using Apply = PaymentsTest;

TEST_F(Apply, TakesAPaymentAsTheTillDid) {
    EXPECT_EQ(open_session().verdict, Verdict::accepted);
    invoice(1, "2026-09", 10'000);
    invoice(1, "2026-10", 20'000);
    const auto done = operation("payment.take", taking("a", 1, {{"2026-09", 10'000}, {"2026-10", 5'000}}, 300));
    const Outcome outcome = apply(done);
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_EQ(outcome.code, "");
    EXPECT_EQ(account(1).owed().centavos(), 15'000);
    EXPECT_EQ(account(1).credit.centavos(), 300);
    const auto event = last<v1::AccountChanged>().event;
    ASSERT_TRUE(event.caused_by);
    EXPECT_EQ(event.caused_by->device, device);
    EXPECT_EQ(event.caused_by->seq, done.key.seq);
    EXPECT_EQ(last<v1::PaymentReceived>().event.caused_by->seq, done.key.seq);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, GivesTheSameAnswerWhenAskedAgain) {
    open_session();
    invoice(1, "2026-10", 10'000);
    const auto paid = operation("payment.take", taking("a", 1, {{"2026-10", 10'000}}));
    const auto over = operation("payment.take", taking("b", 1, {{"2026-10", 10'000}}));
    const Outcome accepted = apply(paid), merged = apply(over);
    EXPECT_EQ(merged.code, "payments.debt_already_paid");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(apply(paid).verdict, accepted.verdict);
        const Outcome again = apply(over);
        EXPECT_EQ(again.code, merged.code);
        EXPECT_EQ(again.reason, merged.reason);
        EXPECT_EQ(again.remedy, merged.remedy);
    }
    EXPECT_EQ(totals().received.centavos(), 20'000);
}

// Its answers are kept for a year and a month; a till may come with an older file.
TEST_F(Apply, WhatWasAcceptedIsKnownByItsOwnNumberWhenItsAnswerWent) {
    register_supervisor("lupe");
    v1::OpenCashSession open;
    open.set_session_id(named<CashSessionId>("session").to_string());
    open.set_cashier_id("maria");
    open.set_till("Caja 03");
    open.set_business_date("2026-11-30");
    open.set_float_centavos(50'000);
    open.set_opened_at_us(to_microseconds(clock.now()));
    invoice(1, "2026-10", 30'000);
    std::vector<NodeOperation> sent{
        operation("cash_session.open", open), operation("payment.take", taking("a", 1, {{"2026-10", 10'000}})),
        operation("payment.take", taking("b", 1, {{"2026-10", 20'000}})), operation("payment.cancel", cancelling("a"))};
    v1::CloseCashSession close = closing(70'000, 1);
    close.set_closed_by("lupe");
    sent.push_back(operation("cash_session.close", close));
    for (const NodeOperation& one : sent)
        EXPECT_EQ(apply(one).verdict, Verdict::accepted) << one.type << ": " << apply(one).reason;
    register_supervisor("lupe", true);
    const auto before = totals();
    for (const std::uint32_t epoch : {1U, 7U}) {
        pqxx::connection session(database.admin_connection());
        pqxx::nontransaction(session).exec("DELETE FROM operation_outcome");
        for (NodeOperation again : sent) {
            again.key.epoch = epoch;
            EXPECT_EQ(apply(again).verdict, Verdict::accepted) << again.type << ": " << apply(again).reason;
        }
    }
    EXPECT_EQ(totals().received.centavos(), before.received.centavos());
    EXPECT_EQ(totals().returned.centavos(), before.returned.centavos());
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, ManyAtOnceOfOneOperationAreOne) {
    open_session();
    invoice(1, "2026-10", 10'000);
    const auto paid = operation("payment.take", taking("a", 1, {{"2026-10", 10'000}}));
    std::vector<std::thread> senders;
    for (int i = 0; i < 8; ++i)
        senders.emplace_back([&, i] {
            const RandomBits bits = seeded_random(static_cast<std::uint64_t>(i) + 70);
            const Context own{context.database, context.clock, bits};
            EXPECT_EQ(make_operations(own).apply(caller(), paid)->verdict, Verdict::accepted);
        });
    for (auto& sender : senders)
        sender.join();
    EXPECT_EQ(totals().received.centavos(), 10'000);
    EXPECT_EQ(count("SELECT count(*) FROM operation_outcome WHERE type = 'payments.payment.take'"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE topic = 'payment.received'"), 1);
}

TEST_F(Apply, ADebtPaidAtTwoTillsMakesCredit) {
    open_session();
    invoice(1, "2026-10", 10'000);
    EXPECT_EQ(take(taking("a", 1, {{"2026-10", 10'000}})).verdict, Verdict::accepted);
    const Outcome second = take(taking("b", 1, {{"2026-10", 10'000}}));
    EXPECT_EQ(second.verdict, Verdict::merged);
    EXPECT_EQ(second.code, "payments.debt_already_paid");
    EXPECT_NE(second.reason.find("QRO-2026-10-10001-7"), std::string::npos);
    EXPECT_NE(second.reason.find("$100.00"), std::string::npos);
    EXPECT_FALSE(second.remedy.empty());
    EXPECT_EQ(account(1).credit.centavos(), 10'000);
    invoice(1, "2026-11", 4'000);
    EXPECT_EQ(account(1).credit.centavos(), 6'000);
    EXPECT_TRUE(account(1).debts.empty());
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, AFolioOfTwoPaymentsStaysTheFirstOnesAndTheMoneyOfBothGoesWhereItWasMeant) {
    open_session();
    invoice(1, "2026-10", 10'000);
    invoice(2, "2026-10", 10'000);
    auto first = taking("a", 1, {{"2026-10", 10'000}}), second = taking("b", 2, {{"2026-10", 7'000}});
    second.set_folio(first.folio());
    second.set_folio_number(first.folio_number());
    take(first);
    const Outcome outcome = take(second);
    EXPECT_EQ(outcome.verdict, Verdict::merged);
    EXPECT_EQ(outcome.code, "payments.folio_taken");
    EXPECT_NE(outcome.reason.find("QRO-C03-R-000001"), std::string::npos) << outcome.reason;
    EXPECT_EQ(totals().suspense.centavos(), 0);
    EXPECT_EQ(account(2).owed().centavos(), 3'000);
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE folio_stands AND folio_number = 4512"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 1);
    EXPECT_EQ(told(2).back().account().owed_centavos(), 3'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, AFolioThatTheDeviceWasNotGrantedIsRefusedAndItsOwnerKeepsIt) {
    open_session();
    invoice(1, "2026-10", 20'000);
    auto stolen = taking("a", 1, {{"2026-10", 10'000}});
    NodeOperation foreign = operation("payment.take", stolen);
    foreign.key.device = make_named_uuid(Uuid{}, "another device");
    EXPECT_EQ(apply(foreign).code, "payments.folio_not_granted");
    auto owners = taking("b", 1, {{"2026-10", 10'000}});
    owners.set_folio_number(stolen.folio_number());
    owners.set_folio(stolen.folio());
    EXPECT_EQ(take(owners).verdict, Verdict::accepted);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE server_folio = 'QRO-C03-R-000001'"), 1);
}

TEST_F(Apply, AnOutcomeNamesTheAccountsThatItAnnounced) {
    open_session();
    invoice(1, "2026-10", 10'000);
    const auto paid = operation("payment.take", taking("a", 1, {{"2026-10", 10'000}}));
    EXPECT_EQ(apply(paid).effects, std::vector{effect(1)});
    EXPECT_EQ(apply(paid).effects, std::vector{effect(1)}) << "asked again";
    EXPECT_TRUE(take(taking("b", 77, {}, 900)).effects.empty()) << "nobody will tell of a contract unknown here";
}

TEST_F(Apply, TheCashierReachesThePayment) {
    open_session();
    take(taking("a", 1, {}, 900));
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE taken_by = 'maria'"), 1);
}

TEST_F(Apply, TendersThatDoNotAddUpGoToSuspenseWhole) {
    open_session();
    invoice(1, "2026-10", 10'000);
    auto body = taking("a", 1, {{"2026-10", 10'000}});
    body.mutable_tenders(0)->set_amount_centavos(9'900);
    EXPECT_EQ(take(body).code, "payments.sum_differs");
    body = taking("b", 1, {{"2026-10", 10'000}});
    body.mutable_applications(0)->set_invoice_id("x");
    EXPECT_EQ(take(body).code, "payments.sum_differs");
    body = taking("c", 1, {{"2026-10", 10'000}}, -500);
    EXPECT_EQ(take(body).code, "payments.sum_differs");
    body = taking("d", 1, {{"2026-10", 10'000}});
    body.set_folio_number(0);
    EXPECT_EQ(take(body).code, "payments.folio_missing");
    EXPECT_EQ(totals().suspense.centavos(), 9'900 + 10'000 + 9'500);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, ChangeIsANegativeCashTender) {
    open_session();
    invoice(1, "2026-10", 61'341);
    auto body = taking("a", 1, {{"2026-10", 61'341}});
    body.mutable_tenders(0)->set_amount_centavos(100'000);
    auto* change = body.add_tenders();
    change->set_method("cash");
    change->set_amount_centavos(-38'659);
    EXPECT_EQ(take(body).verdict, Verdict::accepted);
    EXPECT_EQ(totals().received.centavos(), 61'341);
    const Outcome closed = apply(operation("cash_session.close", closing(111'341, 1)));
    EXPECT_EQ(closed.verdict, Verdict::accepted) << closed.reason;
}

TEST_F(Apply, WhatHasNoInvoiceOrContractIsKeptInSuspense) {
    open_session();
    invoice(1, "2026-10", 10'000);
    const Outcome unknown = take(taking("a", 1, {{"2026-10", 10'000}, {"1999-01", 500}}));
    EXPECT_EQ(unknown.code, "payments.unplaced_money");
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(take(taking("b", 77, {}, 900)).code, "payments.unplaced_money");
    EXPECT_EQ(totals().suspense.centavos(), 1'400);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, ARestoredDeviceSendsItsPaymentsAgainAndNothingDoubles) {
    open_session();
    invoice(1, "2026-10", 10'000);
    const auto body = taking("a", 1, {{"2026-10", 10'000}});
    take(body);
    NodeOperation again = operation("payment.take", body);
    again.key.epoch = 2;
    EXPECT_EQ(apply(again).verdict, Verdict::accepted);
    EXPECT_EQ(totals().received.centavos(), 10'000);
    EXPECT_EQ(last<v1::AccountChanged>().event.caused_by->epoch, 2U);
}

TEST_F(Apply, TheAnswerIsTheSameUnderANewEpoch) {
    open_session();
    invoice(1, "2026-10", 10'000);
    auto body = taking("a", 1, {{"2026-10", 10'000}});
    body.mutable_tenders(0)->set_amount_centavos(9'900);
    const Outcome first = take(body);
    EXPECT_EQ(first.code, "payments.sum_differs");
    NodeOperation again = operation("payment.take", body);
    again.key.epoch = 2;
    const Outcome second = apply(again);
    EXPECT_EQ(second.code, first.code);
    EXPECT_EQ(second.reason, first.reason);
    EXPECT_EQ(second.effects, first.effects);
    EXPECT_EQ(last<v1::AccountChanged>().event.caused_by->epoch, 2U) << "what is awaited under the new name comes";
    EXPECT_EQ(totals().received.centavos(), 9'900);
}

TEST_F(Apply, APaymentIdOfTwoPaymentsLosesNeither) {
    open_session();
    invoice(1, "2026-10", 30'000);
    auto first = taking("a", 1, {{"2026-10", 10'000}}), second = taking("a", 1, {{"2026-10", 12'000}});
    take(first);
    EXPECT_EQ(take(second).code, "payments.payment_id_reused");
    NodeOperation again = operation("payment.take", second);
    again.key.epoch = 2;
    EXPECT_EQ(apply(again).code, "payments.payment_id_reused");
    EXPECT_EQ(totals().received.centavos(), 22'000);
    EXPECT_EQ(totals().suspense.centavos(), 12'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, AKeyOfTwoOperationsLosesNoMoney) {
    open_session();
    invoice(1, "2026-10", 30'000);
    NodeOperation first = operation("payment.take", taking("a", 1, {{"2026-10", 10'000}}));
    NodeOperation second = operation("payment.take", taking("b", 1, {{"2026-10", 12'000}}));
    second.key = first.key;
    apply(first);
    const Outcome forked = apply(second);
    EXPECT_EQ(forked.code, "payments.operation_key_reused");
    EXPECT_EQ(apply(second).code, forked.code);
    EXPECT_EQ(apply(first).verdict, Verdict::accepted);
    EXPECT_EQ(totals().received.centavos(), 22'000);
    EXPECT_EQ(totals().suspense.centavos(), 12'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, KeepsWhatItCannotRead) {
    for (const std::string& body : {std::string("\xff\xff\xff"), std::string(), std::string(1'000, 'x')}) {
        const Outcome outcome = apply({{device, 1, ++last_seq}, "payments.payment.take", 1, body, "maria"});
        EXPECT_EQ(outcome.verdict, Verdict::parked);
        EXPECT_EQ(outcome.code, "payments.unreadable");
    }
    EXPECT_EQ(apply({{device, 1, ++last_seq}, "payments.other", 1, "", "maria"}).code, "sync.unknown_type");
    auto body = taking("a", 1, {{"2026-10", 10'000}});
    body.mutable_tenders(0)->set_amount_centavos(INT64_MAX);
    EXPECT_EQ(take(body).code, "payments.unreadable");
    EXPECT_EQ(take(taking("c", 1, {})).code, "payments.no_money");
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 5);
    EXPECT_EQ(totals().received.centavos(), 0);
}

TEST_F(Apply, MoneyThatIsOnlyPartlyReadIsInSuspenseWithItsAmount) {
    open_session();
    auto body = taking("a", 1, {{"2026-10", 10'000}});
    body.set_folio(std::string("a\0b", 3));
    EXPECT_EQ(take(body).code, "payments.partly_unreadable");
    body = taking("b", 1, {{"2026-10", 10'000}});
    body.mutable_applications(0)->set_amount_centavos(INT64_MIN);
    EXPECT_EQ(take(body).code, "payments.partly_unreadable");
    body = taking("c", 1, {{"2026-10", 10'000}});
    body.set_payment_id("not an id");
    EXPECT_EQ(take(body).code, "payments.partly_unreadable");
    // A reference that was cut within a letter is no UTF-8: the message as a whole cannot be read any more.
    body = taking("d", 1, {{"2026-10", 10'000}});
    body.mutable_tenders(0)->set_reference("REFERENCIA");
    std::string bytes = body.SerializeAsString();
    bytes[bytes.find("REFERENCIA")] = '\xc3';
    const NodeOperation cut{{device, 1, ++last_seq}, "payments.payment.take", 1, bytes, "maria"};
    EXPECT_EQ(apply(cut).code, "payments.partly_unreadable");
    EXPECT_EQ(apply(cut).code, "payments.partly_unreadable");
    EXPECT_EQ(totals().suspense.centavos(), 40'000);
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 4);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, AClockOfAnotherCenturyChangesNoMoneyAndIsKept) {
    open_session();
    invoice(1, "2026-10", 30'000);
    for (const char* said : {"1999-03-01T10:00:00Z", "2126-01-01T00:00:00Z", "1926-01-01T00:00:00Z"}) {
        auto body = taking(said, 1, {{"2026-10", 10'000}});
        body.set_taken_at_us(to_microseconds(parse_iso(said).value()));
        EXPECT_EQ(take(body).verdict, Verdict::accepted) << said;
    }
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE taken_at = recorded_at AND taken_at_raw_us IS NOT NULL"), 3);
    EXPECT_EQ(count("SELECT taken_at_raw_us FROM payment WHERE taken_at_raw_us > 0 ORDER BY taken_at_raw_us LIMIT 1"),
              to_microseconds(parse_iso("1999-03-01T10:00:00Z").value()));
}

TEST_F(Apply, ADayAtATillWhoseClockIsOfAnotherCenturyAddsUp) {
    register_supervisor("lupe");
    int month = 0;
    for (const std::string said : {"1999-03-01T10:00:00Z", "2126-01-01T00:00:00Z", "1926-01-01T00:00:00Z"}) {
        const auto then = to_microseconds(parse_iso(said).value());
        const std::string period = "2026-0" + std::to_string(++month);
        const auto session = named<CashSessionId>(said).to_string();
        invoice(1, period, 30'000);
        const auto accepted = [&](const std::string& type, const google::protobuf::Message& body) {
            const Outcome outcome = apply(operation(type, body));
            EXPECT_EQ(outcome.verdict, Verdict::accepted) << type << " in " << said << ": " << outcome.reason;
            EXPECT_EQ(outcome.code, "") << type << " in " << said;
        };
        v1::OpenCashSession opened;
        opened.set_session_id(session);
        opened.set_cashier_id("maria");
        opened.set_till("Caja 03");
        opened.set_business_date(said.substr(0, 10));
        opened.set_float_centavos(50'000);
        opened.set_opened_at_us(then);
        accepted("cash_session.open", opened);
        for (const char* which : {"stays", "goes"}) {
            auto body = taking(said + which, 1, {{period, 10'000}});
            body.set_session_id(session);
            body.set_taken_at_us(then);
            accepted("payment.take", body);
        }
        v1::ReprintReceipt copy;
        copy.set_payment_id(named<PaymentId>(said + "stays").to_string());
        copy.set_session_id(session);
        copy.set_copy(1);
        copy.set_printed_at_us(then);
        accepted("receipt.reprint", copy);
        auto undo = cancelling(said + "goes");
        undo.set_session_id(session);
        undo.set_cancelled_at_us(then);
        accepted("payment.cancel", undo);
        auto close = closing(60'000, 1);
        close.set_session_id(session);
        close.set_closed_at_us(then);
        accepted("cash_session.close", close);
    }
    EXPECT_EQ(
        count("SELECT count(*) FROM cash_close WHERE server_expected_centavos = 60000 AND counted_centavos = 60000"),
        3);
    EXPECT_EQ(totals().applied.centavos(), 30'000);
    EXPECT_EQ(totals().suspense.centavos(), 0);
    EXPECT_EQ(totals().returned.centavos(), 30'000);
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, ANewerBodyWaitsForANewerServer) {
    open_session();
    const auto body = taking("a", 1, {}, 10'000).SerializeAsString();
    const NodeOperation newer{{device, 1, ++last_seq}, "payments.payment.take", 2, body, "maria"};
    const NodeOperation unheard{{device, 1, ++last_seq}, "payments.payment.refund", 1, body, "maria"};
    for (const NodeOperation& ahead : {newer, unheard}) {
        const auto answer = operations.apply(caller(), ahead);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.refusal().kind, RefusalKind::unavailable) << "synchub asks again, it does not park";
        EXPECT_FALSE(answer.refusal().remedy.empty());
    }
    EXPECT_EQ(count("SELECT count(*) FROM operation_quarantine"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM operation_outcome WHERE seq = " + std::to_string(newer.key.seq)), 0)
        << "nothing is answered for good";
}

TEST_F(Apply, AsManyDebtsAsATillOffersArePaidAtOnce) {
    open_session();
    std::vector<std::pair<std::string, std::int64_t>> parts;
    for (int i = 0; i < most_debts_of_a_payment; ++i) {
        const std::string month = std::to_string(1 + i % 12);
        parts.emplace_back(std::to_string(1990 + i / 12) + (month.size() == 1 ? "-0" : "-") + month, 100 + i);
        invoice(1, parts.back().first, parts.back().second);
    }
    EXPECT_EQ(take(taking("a", 1, parts)).verdict, Verdict::accepted);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Apply, APaymentOutsideItsSessionIsTakenAndSaid) {
    invoice(1, "2026-10", 30'000);
    EXPECT_EQ(take(taking("a", 1, {{"2026-10", 10'000}})).code, "payments.session_unknown");
    open_session();
    apply(operation("cash_session.close", closing(60'000, 1)));
    EXPECT_EQ(take(taking("b", 1, {{"2026-10", 10'000}})).code, "payments.session_closed");
    EXPECT_EQ(totals().applied.centavos(), 20'000);
}

TEST_F(Apply, TheCloseIsRecomputedHere) {
    open_session(50'000);
    invoice(1, "2026-10", 30'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    auto by_card = taking("b", 1, {{"2026-10", 10'000}});
    by_card.mutable_tenders(0)->set_method("card");
    take(by_card);
    const Outcome outcome = apply(operation("cash_session.close", closing(60'000, 2)));
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << outcome.reason;
    EXPECT_EQ(count("SELECT server_expected_centavos FROM cash_close"), 60'000);
    EXPECT_EQ(apply(operation("cash_session.close", closing(61'000, 2))).code, "payments.session_already_closed");
    EXPECT_EQ(count("SELECT counted_centavos FROM cash_close"), 60'000);  // the first count stays
}

TEST_F(Apply, ACloseThatDiffersSaysByHowMuch) {
    open_session(50'000);
    invoice(1, "2026-10", 30'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    const Outcome outcome = apply(operation("cash_session.close", closing(75'000, 2)));
    EXPECT_EQ(outcome.verdict, Verdict::merged);
    EXPECT_EQ(outcome.code, "payments.cash_differs");
    EXPECT_NE(outcome.reason.find("-$150.00"), std::string::npos) << outcome.reason;
}

TEST_F(Apply, ACountThatIsNotItsDenominationsIsSaid) {
    open_session(50'000);
    auto body = closing(50'000, 0);
    body.set_counted_centavos(49'900);
    EXPECT_EQ(apply(operation("cash_session.close", body)).code, "payments.count_differs");
}

TEST_F(Apply, SessionsOpenOnceAndOneADrawer) {
    EXPECT_EQ(open_session().verdict, Verdict::accepted);
    EXPECT_EQ(open_session().verdict, Verdict::accepted);  // the same body under another key
    EXPECT_EQ(open_session(1).code, "payments.session_reused");
    v1::OpenCashSession other;
    other.set_session_id(named<CashSessionId>("other").to_string());
    other.set_till("Caja 03");
    other.set_business_date("2026-11-22");
    other.set_opened_at_us(to_microseconds(clock.now()));
    EXPECT_EQ(apply(operation("cash_session.open", other)).code, "payments.till_already_open");
    other.set_session_id(named<CashSessionId>("third").to_string());
    other.set_float_centavos(-1);
    EXPECT_EQ(apply(operation("cash_session.open", other)).code, "payments.float_impossible");
    v1::CloseCashSession close = closing(100, 0);
    close.set_session_id(named<CashSessionId>("nobody").to_string());
    EXPECT_EQ(apply(operation("cash_session.close", close)).verdict, Verdict::parked);
}

}  // namespace
}  // namespace aquacis::payments
