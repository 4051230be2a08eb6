#include <thread>

#include "cloud/payments/tests/fixture.hpp"
#include "cloud/platform/migrate.hpp"

namespace aquacis::payments {
namespace {

using sync::v1::VERDICT_ACCEPTED;
using sync::v1::VERDICT_MERGED;
using sync::v1::VERDICT_PARKED;
using sync::v1::VERDICT_REJECTED;

TEST_F(PaymentsTest, APaymentPaysItsBillOnceHoweverOftenItIsSent) {
    const Debt debt = bill(ContractId(uuid()), 300);
    const auto sent = operation("payments.payment.take", payment_for(debt, 300));
    const auto first = apply(sent);
    EXPECT_EQ(first.verdict(), VERDICT_ACCEPTED) << first.reason();
    EXPECT_EQ(apply(sent).SerializeAsString(), first.SerializeAsString());
    EXPECT_EQ(account(debt.contract).owed(), Money::zero());
    EXPECT_EQ(count("payment"), 1);
    EXPECT_EQ(count("outbox WHERE topic = 'payment.received'"), 1);
    expect_conserved();
}

TEST_F(PaymentsTest, TheSameOperationFromEightThreadsTakesEffectOnce) {
    const Debt debt = bill(ContractId(uuid()), 300);
    const auto sent = operation("payments.payment.take", payment_for(debt, 300));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(apply(sent).verdict(), VERDICT_ACCEPTED); });
    }
    EXPECT_EQ(count("payment"), 1);
    expect_conserved();
}

TEST_F(PaymentsTest, ABillPaidAtTwoTillsBecomesCreditAndPaysTheNextBill) {
    const Debt debt = bill(ContractId(uuid()), 300);
    apply(operation("payments.payment.take", payment_for(debt, 300)));
    const auto second = apply(operation("payments.payment.take", payment_for(debt, 300)));
    EXPECT_EQ(second.verdict(), VERDICT_MERGED);
    EXPECT_EQ(second.code(), "payments.debt_already_paid");
    EXPECT_NE(second.reason().find("$300.00"), std::string::npos);
    EXPECT_FALSE(second.remedy().empty());
    EXPECT_EQ(account(debt.contract).credit, pesos(300));
    bill(debt.contract, 500, "2026-11");
    EXPECT_EQ(account(debt.contract).owed(), pesos(200));
    EXPECT_EQ(account(debt.contract).credit, Money::zero());
    expect_conserved();
}

TEST_F(PaymentsTest, ManyTillsPayingOneBillAtOnceNeverOverpayIt) {
    const Debt debt = bill(ContractId(uuid()), 300);
    std::vector<sync::v1::Operation> sent;
    for (int i = 0; i < 8; ++i) sent.push_back(operation("payments.payment.take", payment_for(debt, 100)));
    {
        std::vector<std::jthread> threads;
        for (const auto& one : sent) threads.emplace_back([&] { apply(one); });
    }
    EXPECT_EQ(account(debt.contract).owed(), Money::zero());
    EXPECT_EQ(account(debt.contract).credit, pesos(500));
    expect_conserved();
}

TEST_F(PaymentsTest, MoneyForAnUnknownContractGoesToSuspense) {
    Debt nobody;
    nobody.invoice = InvoiceId(uuid());
    nobody.contract = ContractId(uuid());
    const auto outcome = apply(operation("payments.payment.take", payment_for(nobody, 120)));
    EXPECT_EQ(outcome.verdict(), VERDICT_MERGED);
    EXPECT_EQ(outcome.code(), "payments.unknown_contract");
    EXPECT_EQ(ledger().suspense, pesos(120));
    expect_conserved();
}

TEST_F(PaymentsTest, TendersThatDoNotMatchAreKeptWhole) {
    const Debt debt = bill(ContractId(uuid()), 300);
    auto body = payment_for(debt, 300);
    body.mutable_tenders(0)->set_amount_centavos(35000);
    EXPECT_EQ(apply(operation("payments.payment.take", body)).code(), "payments.tenders_do_not_match");
    EXPECT_EQ(ledger().suspense, pesos(350));
    EXPECT_EQ(account(debt.contract).owed(), pesos(300));
    expect_conserved();
}

TEST_F(PaymentsTest, NothingIsRecordedForZeroOrLess) {
    const Debt debt = bill(ContractId(uuid()), 300);
    for (const std::int64_t amount : {0, -5}) {
        const auto outcome = apply(operation("payments.payment.take", payment_for(debt, amount)));
        EXPECT_EQ(outcome.verdict(), VERDICT_REJECTED);
        EXPECT_EQ(outcome.code(), "payments.amount_not_positive");
        EXPECT_EQ(outcome.field(), "tenders");
    }
    EXPECT_EQ(count("payment"), 0);
}

TEST_F(PaymentsTest, AFolioOfTwoPaymentsIsSaidAndBothCount) {
    const Debt debt = bill(ContractId(uuid()), 300);
    auto one = payment_for(debt, 100);
    auto two = payment_for(debt, 100);
    two.set_folio_number(one.folio_number());
    apply(operation("payments.payment.take", one));
    EXPECT_EQ(apply(operation("payments.payment.take", two)).code(), "payments.folio_reused");
    EXPECT_EQ(ledger().received, pesos(200));
    expect_conserved();
}

TEST_F(PaymentsTest, APaymentSentAgainAfterARestoreIsKnown) {
    const Debt debt = bill(ContractId(uuid()), 300);
    const auto body = payment_for(debt, 300);
    apply(operation("payments.payment.take", body));
    EXPECT_EQ(apply(operation("payments.payment.take", body)).code(), "payments.already_recorded");
    auto other = body;
    other.mutable_tenders(0)->set_amount_centavos(40000);
    EXPECT_EQ(apply(operation("payments.payment.take", other)).code(), "payments.payment_id_reused");
    EXPECT_EQ(ledger().received, pesos(700));
    EXPECT_EQ(ledger().suspense, pesos(400));
    expect_conserved();
}

TEST_F(PaymentsTest, WhatCannotBeReadIsKeptForAPerson) {
    auto broken = operation("payments.payment.take", v1::TakePayment());
    broken.set_body("\xff\xff\xff");
    EXPECT_EQ(apply(broken).verdict(), VERDICT_PARKED);
    EXPECT_EQ(apply(operation("payments.refund.give", v1::TakePayment())).code(), "payments.unknown_operation");
    EXPECT_EQ(count("device_operation WHERE body IS NOT NULL"), 2);
}

TEST_F(PaymentsTest, ASessionIsOpenedAndItsCashIsCountedAgain) {
    const Debt debt = bill(ContractId(uuid()), 300);
    v1::OpenCashSession open;
    open.set_session_id(uuid().to_string());
    open.set_business_date("2026-11-23");
    open.set_till("Caja 01");
    open.set_float_centavos(50000);
    EXPECT_EQ(apply(operation("payments.cash_session.open", open)).verdict(), VERDICT_ACCEPTED);
    auto body = payment_for(debt, 300);
    body.set_session_id(open.session_id());
    body.mutable_tenders(0)->set_amount_centavos(50000);
    auto* change = body.add_tenders();
    change->set_method("cash");
    change->set_amount_centavos(-20000);
    EXPECT_EQ(apply(operation("payments.payment.take", body)).verdict(), VERDICT_ACCEPTED);

    v1::CloseCashSession close;
    close.set_session_id(open.session_id());
    close.set_counted_centavos(80000);
    close.set_expected_centavos(79000);
    const auto differs = apply(operation("payments.cash_session.close", close));
    EXPECT_EQ(differs.code(), "payments.expected_differs");
    EXPECT_NE(differs.reason().find("$800.00"), std::string::npos);
    EXPECT_EQ(apply(operation("payments.cash_session.close", close)).code(), "payments.already_recorded");
    close.set_session_id(uuid().to_string());
    EXPECT_EQ(apply(operation("payments.cash_session.close", close)).verdict(), VERDICT_PARKED);
}

TEST_F(PaymentsTest, AnotherAdministrationSeesNothing) {
    const Debt debt = bill(ContractId(uuid()), 300);
    apply(operation("payments.payment.take", payment_for(debt, 300)));
    for (const char* table : {"account", "debt", "payment", "ledger_entry", "tender", "device_operation", "folio"})
        database.pool().run(AdministrationId(1), [&](platform::Transaction& tx) {
            EXPECT_EQ(tx.pq().exec(std::string("SELECT count(*) FROM ") + table)[0][0].as<int>(), 0) << table;
        });
}

TEST_F(PaymentsTest, TheLedgerCannotBeChangedOrShortened) {
    const Debt debt = bill(ContractId(uuid()), 300);
    apply(operation("payments.payment.take", payment_for(debt, 300)));
    database.pool().run(queretaro, [](platform::Transaction& tx) {
        tx.pq().exec("UPDATE ledger_entry SET amount_centavos = 1");
        tx.pq().exec("DELETE FROM ledger_entry");
    });
    EXPECT_EQ(ledger().received, pesos(300));
}

TEST_F(PaymentsTest, TheSchemaWalksDownAndUpAgain) {
    platform::migrate_down(database.owner_connection(), migrations, 0);
    platform::migrate_up(database.owner_connection(), "postgres", migrations);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), static_cast<int>(migrations.size()));
}

}  // namespace
}  // namespace aquacis::payments
