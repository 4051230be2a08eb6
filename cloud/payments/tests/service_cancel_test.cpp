#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

class Cancelling : public PaymentsTest {
protected:
    Cancelling() { register_supervisor("lupe"); }
    Outcome cancel(const std::string& name, const std::string& authorized_by = "lupe") {
        return apply(operation("payment.cancel", cancelling(name, authorized_by)));
    }
};

TEST_F(Cancelling, PutsBackEachPesoAndKeepsTheFolio) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}, 500));
    const auto body = operation("payment.cancel", cancelling("a"));
    const Outcome outcome = apply(body);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << outcome.reason;
    EXPECT_EQ(outcome.effects, std::vector{effect(1)});
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
    EXPECT_EQ(account(1).credit.centavos(), 0);
    EXPECT_EQ(totals().returned.centavos(), 10'500);
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE folio_stands AND folio_number = 4512"), 1);
    EXPECT_TRUE(imbalances().empty());
    const auto event = last<v1::PaymentReversed>().message;
    EXPECT_EQ(event.folio(), "QRO-C03-4512");
    EXPECT_EQ(event.amount_centavos(), 10'500);
    EXPECT_EQ(event.authorized_by(), "lupe");
    EXPECT_EQ(last<v1::AccountChanged>().event.caused_by->seq, body.key.seq);
    EXPECT_EQ(told(1).back().account().owed_centavos(), 10'000);
}

TEST_F(Cancelling, IsDoneOnceHoweverOftenItIsAsked) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    NodeOperation asked = operation("payment.cancel", cancelling("a"));
    EXPECT_EQ(apply(asked).verdict, Verdict::accepted);
    EXPECT_EQ(apply(asked).verdict, Verdict::accepted);
    asked.key.epoch = 2;
    EXPECT_EQ(apply(asked).verdict, Verdict::accepted) << "the same act under another name";
    clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(cancel("a").code, "payments.already_cancelled") << "another act";
    EXPECT_EQ(totals().returned.centavos(), 10'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Cancelling, TheCashOfTheSessionIsWithoutIt) {
    open_session(50'000);
    invoice(1, "2026-10", 30'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    take(taking("b", 1, {{"2026-10", 20'000}}));
    cancel("a");
    const Outcome closed = apply(operation("cash_session.close", closing(70'000, 1)));
    EXPECT_EQ(closed.verdict, Verdict::accepted) << closed.reason;
}

// Its credit had paid a later bill. The money is back with the customer, so that bill is owed again.
TEST_F(Cancelling, WhatItsCreditPaidIsOwedAgain) {
    open_session();
    invoice(1, "2026-10", 1'000);
    take(taking("a", 1, {{"2026-10", 1'000}}, 9'000));
    invoice(1, "2026-11", 6'000);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(account(1).credit.centavos(), 3'000);
    EXPECT_EQ(cancel("a").verdict, Verdict::accepted);
    EXPECT_EQ(account(1).owed().centavos(), 7'000);
    EXPECT_EQ(account(1).credit.centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Cancelling, AnothersWaitingCreditPaysWhatIsOwedAgain) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    EXPECT_EQ(take(taking("b", 1, {{"2026-10", 10'000}})).code, "payments.debt_already_paid");
    EXPECT_EQ(cancel("a").verdict, Verdict::accepted);
    EXPECT_EQ(account(1).owed().centavos(), 0) << "the second payment pays it now";
    EXPECT_EQ(account(1).credit.centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Cancelling, NeedsASecondPersonWhoIsAnActiveSupervisor) {
    open_session();
    take(taking("a", 1, {}, 9'000));
    register_supervisor("maria");
    register_supervisor("beto", true);
    for (const char* nobody : {"maria", "beto", "nadie", ""}) {
        const Outcome outcome = cancel("a", nobody);
        EXPECT_EQ(outcome.code, "payments.cancel_not_authorized") << nobody;
        EXPECT_EQ(outcome.verdict, Verdict::parked) << "the cash may be out of the drawer: a person looks at it";
    }
    EXPECT_EQ(totals().returned.centavos(), 0);
}

TEST_F(Cancelling, IsWithinTheSessionAndOfAPaymentThatIsHere) {
    open_session();
    EXPECT_EQ(cancel("nothing").code, "payments.cancel_of_unknown_payment");
    take(taking("a", 1, {}, 9'000));
    auto other = cancelling("a");
    other.set_session_id(named<CashSessionId>("other").to_string());
    EXPECT_EQ(apply(operation("payment.cancel", other)).code, "payments.cancel_of_other_session");
    apply(operation("cash_session.close", closing(59'000, 1)));
    EXPECT_EQ(cancel("a").code, "payments.cancel_after_close");
    EXPECT_EQ(totals().returned.centavos(), 0);
    other.set_reason("");
    EXPECT_EQ(apply(operation("payment.cancel", other)).code, "payments.unreadable");
}

TEST_F(Cancelling, ByCallItIsAskedByOneAndApprovedByAnother) {
    invoice(1, "2026-10", 10'000);
    const auto paid = register_payment(context, caller(), {contract_number(1), 10'000, "oxxo", "r1", "", {}});
    ASSERT_TRUE(paid);
    const MoneyWish wish{MoneyRequestKind::cancel, paid->id.to_string(), "", 0, "OXXO la devolvió"};
    EXPECT_EQ(ask_money_request(context, {"context:gateway", queretaro, {}, ""}, wish).refusal().code,
              "payments.person_needed");
    const auto asked = ask_money_request(context, person("ana"), wish);
    ASSERT_TRUE(asked) << asked.refusal().message;
    EXPECT_EQ(ask_money_request(context, person("ana"), wish)->id, asked->id);
    EXPECT_EQ(account(1).owed().centavos(), 0) << "nothing moves yet";
    const std::string id = asked->id.to_string();
    EXPECT_EQ(approve_money_request(context, person("ana"), id).refusal().code, "payments.second_person_needed");
    EXPECT_EQ(approve_money_request(context, person("luis"), id)->decided_by, "luis");
    EXPECT_EQ(approve_money_request(context, person("luis"), id)->decided_by, "luis") << "asked again";
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
    EXPECT_EQ(totals().returned.centavos(), 10'000);
    EXPECT_EQ(ask_money_request(context, person("ana"), wish).refusal().code, "payments.already_cancelled");
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Cancelling, ByCallTheOneWhoTookItCannotApproveAndTheClosedSessionStays) {
    open_session();
    take(taking("a", 1, {}, 9'000));
    const MoneyWish wish{MoneyRequestKind::cancel, named<PaymentId>("a").to_string(), "", 0, "duplicado"};
    const auto asked = ask_money_request(context, person("ana"), wish);
    ASSERT_TRUE(asked);
    EXPECT_EQ(approve_money_request(context, person("maria"), asked->id.to_string()).refusal().code,
              "payments.second_person_needed");
    apply(operation("cash_session.close", closing(59'000, 1)));
    EXPECT_EQ(approve_money_request(context, person("luis"), asked->id.to_string()).refusal().code,
              "payments.session_closed");
}

TEST_F(Cancelling, ReprintsAndDrawerOpeningsAreKeptOnce) {
    open_session();
    take(taking("a", 1, {}, 9'000));
    v1::ReprintReceipt reprint;
    reprint.set_payment_id(named<PaymentId>("a").to_string());
    reprint.set_session_id(named<CashSessionId>("session").to_string());
    reprint.set_copy(1);
    reprint.set_printed_at_us(to_microseconds(clock.now()));
    v1::OpenDrawer drawer;
    drawer.set_session_id(reprint.session_id());
    drawer.set_reason("cambio");
    drawer.set_opened_at_us(to_microseconds(clock.now()));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(apply(operation("receipt.reprint", reprint)).verdict, Verdict::accepted);
        EXPECT_EQ(apply(operation("drawer.open", drawer)).verdict, Verdict::accepted);
    }
    EXPECT_EQ(count("SELECT count(*) FROM receipt_reprint WHERE printed_by = 'maria' AND copy = 1"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM drawer_opening WHERE opened_by = 'maria' AND reason = 'cambio'"), 1);
    reprint.set_copy(0);
    EXPECT_EQ(apply(operation("receipt.reprint", reprint)).code, "payments.unreadable");
    drawer.set_reason("");
    EXPECT_EQ(apply(operation("drawer.open", drawer)).code, "payments.unreadable");
}

TEST_F(Cancelling, AnAbsentPersonsSessionIsClosedByAnActiveSupervisorAlone) {
    open_session(50'000);
    auto body = closing(50'000, 0);
    body.set_closed_by("pedro");
    EXPECT_EQ(apply(operation("cash_session.close", body)).code, "payments.close_not_authorized");
    EXPECT_EQ(count("SELECT count(*) FROM cash_close"), 0);
    body.set_closed_by("lupe");
    EXPECT_EQ(apply(operation("cash_session.close", body)).verdict, Verdict::accepted);
    EXPECT_EQ(count("SELECT count(*) FROM cash_close WHERE closed_by = 'lupe'"), 1);
}

}  // namespace
}  // namespace aquacis::payments
