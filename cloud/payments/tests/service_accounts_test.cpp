#include <chrono>
#include <cstdio>
#include <thread>

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

using Accounts = PaymentsTest;

PaymentRequest paying(const std::string& contract, std::int64_t centavos, const std::string& reference,
                      const std::string& channel = "portal") {
    return {contract, centavos, channel, reference, "2026-11-22T10:00:00-06:00", {}};
}

TEST_F(Accounts, AnInvoiceIsADebtOnceAndIsTold) {
    invoice(1, "2026-10", 61'341);
    invoice(1, "2026-10", 61'341);
    invoice(1, "2026-09", 10'000);
    const Account owed = account(1);
    ASSERT_EQ(owed.debts.size(), 2U);
    EXPECT_EQ(owed.debts[0].period.to_string(), "2026-09");  // oldest first
    EXPECT_EQ(owed.owed().centavos(), 71'341);
    const auto events = told(1);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_LT(events[0].version(), events[1].version());
    EXPECT_EQ(events[1].account().owed_centavos(), 71'341);
    EXPECT_EQ(events[1].account().debts(1).issued_centavos(), 61'341);
    EXPECT_EQ(events[1].account().debts(1).consumed_litres(), 21'000);
}

// Who listens never takes an older version for a newer one: a restored database would be silent for as many changes as
// it lost.
TEST_F(Accounts, WhatARestoredDatabaseTellsIsNewerThanAllThatItToldBefore) {
    for (const char* period : {"2026-07", "2026-08", "2026-09"})
        invoice(1, period, 10'000);
    const auto before = told(1).back().version();
    pqxx::connection owner(database.owner_connection());
    pqxx::work work(owner);
    work.exec("SELECT set_config('aquacis.administration_id', '11', false)");
    work.exec("UPDATE account SET version = 1");  // put back to what it was before those three
    work.commit();
    clock.advance(std::chrono::minutes(10));
    invoice(1, "2026-10", 10'000);
    EXPECT_GT(told(1).back().version(), before);
}

TEST_F(Accounts, AContractHasAnAccountBeforeItsFirstBill) {
    contracts::v1::ContractCreated created;
    created.mutable_contract()->set_contract_id(contract_id(1).to_string());
    created.mutable_contract()->set_number(contract_number(1));
    std::vector<platform::LoggedEvent> batch(2);
    batch[0].event.payload = batch[1].event.payload = created.SerializeAsString();
    database.pool().run(queretaro,
                        [&](platform::Transaction& tx) { contract_created_subscription().handle(tx, batch); });
    const auto paid = register_payment(context, caller(), paying(contract_number(1), 5'000, "r1"));
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->credited().centavos(), 5'000);
    EXPECT_EQ(get_account(context, caller(), {"", contract_number(1)})->credit.centavos(), 5'000);
}

TEST_F(Accounts, CreditPaysTheNextInvoiceByItself) {
    invoice(1, "2026-09", 10'000);
    ASSERT_TRUE(register_payment(context, caller(), paying(contract_number(1), 13'000, "r1")));
    ASSERT_TRUE(register_payment(context, caller(), paying(contract_number(1), 4'000, "r2")));
    EXPECT_EQ(account(1).credit.centavos(), 7'000);
    invoice(1, "2026-10", 20'000);
    EXPECT_EQ(account(1).credit.centavos(), 0);
    EXPECT_EQ(account(1).owed().centavos(), 13'000);
    EXPECT_EQ(told(1).back().account().owed_centavos(), 13'000);
    EXPECT_EQ(told(1).back().account().credit_centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
    EXPECT_EQ(totals().applied.centavos(), 17'000);
}

TEST_F(Accounts, APaymentGoesToTheOldestDebtAndIsTold) {
    invoice(1, "2026-09", 10'000);
    invoice(1, "2026-10", 20'000);
    const auto paid = register_payment(context, caller(), paying(contract_number(1), 15'000, "r1"));
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->applied().centavos(), 15'000);
    ASSERT_EQ(account(1).debts.size(), 1U);
    EXPECT_EQ(account(1).debts[0].remaining.centavos(), 15'000);
    v1::PaymentReceived event;
    ASSERT_TRUE(event.ParseFromString(last_event("payment.received").payload));
    EXPECT_EQ(event.payment().applied_centavos(), 15'000);
    EXPECT_EQ(event.payment().applications_size(), 2);
    EXPECT_EQ(event.channel(), "portal");
}

TEST_F(Accounts, ThePayerMayChooseTheInvoice) {
    invoice(1, "2026-09", 10'000);
    invoice(1, "2026-10", 20'000);
    invoice(2, "2026-10", 20'000);
    PaymentRequest request = paying(contract_number(1), 25'000, "r1");
    request.invoice_ids = {invoice_id(1, "2026-10").to_string()};
    ASSERT_TRUE(register_payment(context, caller(), request));
    EXPECT_EQ(account(1).debts[0].remaining.centavos(), 5'000);  // the chosen one first, the rest to the oldest
    request.external_reference = "r2";
    request.invoice_ids = {invoice_id(2, "2026-10").to_string()};
    EXPECT_EQ(register_payment(context, caller(), request).refusal().field, "invoice_ids");
    request.channel = "bank";  // there the money is already in: never refused
    EXPECT_TRUE(register_payment(context, caller(), request));
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Accounts, TheSameReferenceIsTheSamePayment) {
    invoice(1, "2026-10", 10'000);
    const auto first = register_payment(context, caller(), paying(contract_number(1), 4'000, "r1"));
    ASSERT_TRUE(register_payment(context, caller(), paying(contract_number(1), 1'000, "r2")));
    const auto again = register_payment(context, caller(), paying(contract_number(1), 4'000, "r1"));
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->applied(), first->applied());
    EXPECT_EQ(register_payment(context, caller(), paying(contract_number(1), 4'001, "r1")).refusal().code,
              "payments.reference_reused");
    EXPECT_TRUE(register_payment(context, caller(),
                                 paying(contract_number(1), 4'000, "r1", "bank")));  // another channel, another key
    EXPECT_EQ(totals().received.centavos(), 9'000);
}

TEST_F(Accounts, RefusesBeforeAnythingIsKept) {
    invoice(1, "2026-10", 10'000);
    EXPECT_EQ(register_payment(context, caller(), paying(contract_number(1), 0, "r1")).refusal().field,
              "amount_centavos");
    EXPECT_EQ(register_payment(context, caller(), paying(contract_number(1), -5, "r1")).refusal().field,
              "amount_centavos");
    const auto unknown = register_payment(context, caller(), paying("99999-9", 100, "r1"));
    EXPECT_EQ(unknown.refusal().field, "contract_number");
    EXPECT_FALSE(unknown.refusal().remedy.empty());
    EXPECT_EQ(count("SELECT count(*) FROM payment"), 0);
    EXPECT_TRUE(
        register_payment(context, caller(), paying(contract_number(1), 100, "r1")));  // the reference is still free
}

TEST_F(Accounts, MoneyFromABankForAnUnknownContractIsKept) {
    const auto kept = register_payment(context, caller(), paying("99999-9", 700, "r1", "spei"));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->suspense().centavos(), 700);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Accounts, ManyAtOnceUnderOneReferenceAreOnePayment) {
    invoice(1, "2026-10", 10'000);
    std::vector<std::thread> payers;
    for (int i = 0; i < 8; ++i)
        payers.emplace_back([&, i] {
            const RandomBits bits = seeded_random(static_cast<std::uint64_t>(i) + 900);
            const Context own{context.database, context.clock, bits};
            EXPECT_TRUE(register_payment(own, caller(), paying(contract_number(1), 6'000, "same")));
            EXPECT_TRUE(register_payment(own, caller(), paying(contract_number(1), 1'000, "own" + std::to_string(i))));
        });
    for (auto& payer : payers)
        payer.join();
    EXPECT_EQ(totals().received.centavos(), 14'000);
    EXPECT_EQ(totals().applied.centavos(), 10'000);
    EXPECT_EQ(account(1).credit.centavos(), 4'000);
    EXPECT_EQ(told(1).size(), 10U);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Accounts, FiveThousandInvoicesBecomeDebts) {
    std::vector<std::vector<platform::LoggedEvent>> batches(10);
    for (int i = 0; i < 5'000; ++i) {
        billing::v1::InvoiceGenerated generated;
        fill(*generated.mutable_invoice(), i, "2026-10", 61'341);
        batches[static_cast<std::size_t>(i) / 500].emplace_back().event.payload = generated.SerializeAsString();
    }
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& batch : batches)
        database.pool().run(
            queretaro, [&](platform::Transaction& tx) { invoice_generated_subscription(context).handle(tx, batch); });
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    std::printf("5,000 debts in %lld ms\n", static_cast<long long>(took.count()));
    EXPECT_EQ(count("SELECT count(*) FROM debt"), 5'000);
    EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE topic = 'debt.status.changed'"), 5'000);
}

TEST_F(Accounts, AskForTheAccountByOneOfTwoNames) {
    EXPECT_EQ(get_account(context, caller(), {"", ""}).refusal().field, "contract_number");
    EXPECT_EQ(get_account(context, caller(), {"x", ""}).refusal().field, "contract_id");
    EXPECT_EQ(get_account(context, caller(), {"", "99999-9"}).refusal().kind, RefusalKind::not_found);
}

TEST_F(Accounts, CashiersAreReplacedByTheirId) {
    std::vector<Cashier> people{{"maria", "María", std::string(16, 's'), std::string(32, 'h'), "cashier"}};
    EXPECT_EQ(*register_cashiers(context, caller(), people), 1);
    people[0].role = "supervisor";
    EXPECT_EQ(*register_cashiers(context, caller(), people), 1);
    EXPECT_EQ(count("SELECT count(*) FROM cashier WHERE role = 'supervisor'"), 1);
    v1::CashierChanged event;
    ASSERT_TRUE(event.ParseFromString(last_event("cashier.changed").payload));
    EXPECT_EQ(event.cashier().role(), "supervisor");
    const std::string payload = last_event("cashier.changed").payload;
    EXPECT_EQ(payload.find(std::string(16, 's')), std::string::npos) << "no PIN's salt or hash in a log";
    EXPECT_EQ(payload.find(std::string(32, 'h')), std::string::npos);
    people.push_back(people[0]);
    EXPECT_EQ(register_cashiers(context, caller(), people).refusal().field, "cashiers[1].cashier_id");
    people[1].role = "x";
    EXPECT_EQ(register_cashiers(context, caller(), people).refusal().field, "cashiers[1].role");
    EXPECT_EQ(register_cashiers(context, caller(), {}).refusal().field, "cashiers");
}

}  // namespace
}  // namespace aquacis::payments
