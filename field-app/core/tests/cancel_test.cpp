// A payment undone: what is owed, the drawer, the folio, the operation, before and after the server has seen each.

#include "aquacis/payments/v1/payments.pb.h"
#include "field-app/core/search/searcher.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

class CancelTest : public TillTest {
protected:
    TakenPayment pay(const CashSession& session, Money amount, Money received) {
        return take_payment(office, cash_payment(session, amount, received)).value();
    }
    CancelPayment undo(const TakenPayment& taken) const {
        return {taken.payment.id, "Contrato equivocado", "elena", "905172"};
    }
    std::string refused(const CancelPayment& request) {
        const auto cancelled = cancel_payment(office, request);
        if (cancelled.ok()) return "accepted";
        EXPECT_FALSE(cancelled.refusal().remedy.empty());
        return cancelled.refusal().code;
    }
    void expect_owed_as_before() {
        const auto account = account_of(office, "00412-7");
        ASSERT_EQ(account->debts.size(), 2U);
        EXPECT_EQ(account->owed, pesos(1284, 60));
        EXPECT_EQ(account->debts[0].period, "2026-09");
        EXPECT_EQ(account->debts[0].payable(), pesos(610, 16));
        EXPECT_EQ(account->debts[0].due_date, "2026-10-20");
        EXPECT_EQ(account->debts[1].payable(), pesos(674, 44));
        EXPECT_EQ(Searcher(folder.file()).find("00412-7").hits.at(0).owed, pesos(1284, 60));
        EXPECT_EQ(Searcher(folder.file()).find("00412-7").hits.at(0).debts, 2);
    }
};

TEST_F(CancelTest, TheDebtIsOwedAgainAtOnceAndTheFolioStays) {
    const CashSession session = open();
    const TakenPayment taken = pay(session, pesos(1284, 60), pesos(1500));
    EXPECT_EQ(store.expected_cash(session.id), pesos(1784, 60));
    const auto receipt = cancel_payment(office, undo(taken));
    ASSERT_TRUE(receipt.ok()) << receipt.refusal().message;
    EXPECT_EQ(receipt->cancelled->by, "Elena Robles");
    expect_owed_as_before();
    EXPECT_EQ(store.expected_cash(session.id), pesos(500)) << "the cash went back";
    EXPECT_EQ(store.session_payments(session.id), 0);
    EXPECT_TRUE(store.session_totals(session.id).empty());
    EXPECT_EQ(store.session_folios(session.id).used, 1);
    EXPECT_EQ(store.session_folios(session.id).cancelled_sum, pesos(1284, 60));
    EXPECT_TRUE(store.folio_balance().holds());
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM folio_use WHERE state = 'cancelled'"), 1);
    EXPECT_TRUE(store.payments_of(session.id).at(0).cancelled);

    const auto operation = store.operations().find(3);
    ASSERT_TRUE(operation.has_value());
    EXPECT_EQ(operation->type, "payments.payment.cancel");
    aquacis::payments::v1::CancelPayment body;
    ASSERT_TRUE(body.ParseFromString(operation->body));
    EXPECT_EQ(body.payment_id(), taken.payment.id.to_string());
    EXPECT_EQ(body.session_id(), session.id.to_string());
    EXPECT_EQ(body.reason(), "Contrato equivocado");
    EXPECT_EQ(body.authorized_by(), "elena");
    EXPECT_EQ(store.unsent_payments(2), 1) << "the payment and its cancellation";
    EXPECT_EQ(store.unsent_payments(1), 0);
}

// The feed may bring the payment's effect before the cancellation's: the paid bills are then gone from the account.
TEST_F(CancelTest, WhatIsOwedIsRightAtEachStepOfTheFeed) {
    const CashSession session = open();
    const TakenPayment taken = pay(session, pesos(1284, 60), pesos(1500));
    ASSERT_TRUE(cancel_payment(office, undo(taken)).ok());
    feed(store.database(), target, std::array{account_row("00412-7", {})}, 2);
    expect_owed_as_before();
    const auto both = account_row("00412-7", {{"2026-09", pesos(610, 16)}, {"2026-10", pesos(674, 44)}});
    feed(store.database(), target, std::array{both}, 3);
    expect_owed_as_before();
}

TEST_F(CancelTest, APaymentThatTheServerHasSeenIsCancelledTheSameWay) {
    const CashSession session = open();
    const TakenPayment taken = pay(session, pesos(700), pesos(700));  // September, and a part of October
    feed(store.database(), target, std::array{account_row("00412-7", {{"2026-10", pesos(584, 60)}})}, 2);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60));
    ASSERT_TRUE(cancel_payment(office, undo(taken)).ok());
    expect_owed_as_before();
    // Paid again before the server has spoken: as owed, once.
    const TakenPayment again = pay(session, pesos(1284, 60), pesos(1284, 60));
    EXPECT_TRUE(account_of(office, "00412-7")->debts.empty());
    EXPECT_EQ(again.payment.folio.number, 4502);
    EXPECT_EQ(store.expected_cash(session.id), pesos(1784, 60));
}

TEST_F(CancelTest, AnAdvanceLeavesTheCreditAgain) {
    const CashSession session = open();
    const ContractId jose(named("01120-5"));
    const auto advance = take_payment(
        office, {new_id(), session.id, jose, {{}, Money::zero(), pesos(300), {{Method::cash, pesos(300), ""}}}});
    ASSERT_TRUE(advance.ok());
    ASSERT_TRUE(cancel_payment(office, undo(*advance)).ok());
    EXPECT_EQ(account_of(office, "01120-5")->credit, Money::zero());
    feed(store.database(), target, std::array{account_row("01120-5", {}, pesos(300))}, 2);
    EXPECT_EQ(account_of(office, "01120-5")->credit, Money::zero()) << "the server knows the payment alone";
    feed(store.database(), target, std::array{account_row("01120-5", {})}, 3);
    EXPECT_EQ(account_of(office, "01120-5")->credit, Money::zero());
}

TEST_F(CancelTest, NobodyCancelsAloneTwiceOrAfterTheClose) {
    const CashSession session = open();
    const TakenPayment taken = pay(session, pesos(100), pesos(100));
    CancelPayment request = undo(taken);
    request.reason = "";
    EXPECT_EQ(refused(request), "payments.reason");
    request.reason = std::string(201, 'x');
    EXPECT_EQ(refused(request), "payments.reason");
    request = undo(taken);
    request.pin = "000000";
    EXPECT_EQ(refused(request), "office.wrong_pin");
    EXPECT_EQ(store.wrong_pins("elena").failures, 1) << "counted, as at the sign-in";
    request = {taken.payment.id, "x", "marco", "773014"};
    EXPECT_EQ(refused(request), "payments.not_a_supervisor");
    request = {taken.payment.id, "x", "lucia", "482193"};
    EXPECT_EQ(refused(request), "payments.not_a_supervisor");
    auto people = the_people();
    people[0].role = "supervisor";
    feed_people(store, people);
    EXPECT_EQ(refused(request), "payments.second_person")
        << "a supervisor who takes the money is not the second person";
    EXPECT_EQ(second_persons(office).size(), 1U);
    request = undo(taken);
    request.payment = new_id();
    EXPECT_EQ(refused(request), "payments.unknown_payment");
    EXPECT_EQ(store.ledger().cancelled, 0) << "a refusal leaves nothing behind";

    EXPECT_EQ(refused(undo(taken)), "accepted");
    EXPECT_EQ(refused(undo(taken)), "payments.already_cancelled");
    EXPECT_EQ(store.ledger().cancelled, 1);
    const TakenPayment second = pay(session, pesos(50), pesos(50));
    ASSERT_TRUE(close_session(office, {session.id, {{pesos(50), 11}}}).ok());
    const auto late = cancel_payment(office, undo(second));
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.refusal().code, "payments.session_closed");
    EXPECT_NE(late.refusal().remedy.find("devolución"), std::string::npos);
    const auto slip = close_slip_of(office, 1);
    EXPECT_EQ(slip->payments, 1);
    EXPECT_EQ(slip->cancelled, 1);
    EXPECT_EQ(slip->counted, slip->expected);
    EXPECT_EQ(slip->first_folio, "QRO-C03-004501");
    EXPECT_EQ(slip->last_folio, "QRO-C03-004502");
}

TEST_F(CancelTest, ThePaperSaysCancelledAndWhatGoesBack) {
    const CashSession session = open();
    TakePayment mixed = cash_payment(session, pesos(1284, 60), pesos(0));
    mixed.wish.received = {{Method::card, pesos(1000), "123456"}, {Method::cash, pesos(300), ""}};
    const auto taken = take_payment(office, mixed);
    ASSERT_TRUE(taken.ok());
    const auto receipt = cancel_payment(office, undo(*taken));
    std::string text;
    for (const ReceiptLine& line : cancellation_lines(*receipt, "CLIENTE"))
        text += line.left + " " + line.right + "\n";
    for (const char* part : {"CANCELADO", "Copia para CLIENTE", "QRO-C03-004501", "Por devolver en Tarjeta $1,000.00",
                             "DEVUELTO EN EFECTIVO $284.60", "Contrato equivocado", "Elena Robles"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    text.clear();
    for (const ReceiptLine& line : receipt_lines(receipt_of(office, *store.payment(taken->payment.id), 1)))
        text += line.left + "\n";
    EXPECT_NE(text.find("CANCELADO"), std::string::npos) << "a later copy of the receipt says it too";
}

}  // namespace
}  // namespace aquacis::office
