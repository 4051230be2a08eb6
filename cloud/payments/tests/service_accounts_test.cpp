#include <chrono>
#include <cstdio>
#include <thread>

#include "aquacis/contracts/v1/contracts.pb.h"
#include "base/printed_code.hpp"
#include "cloud/payments/events/consumed_contract_created.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"
#include "cloud/payments/wire/convert.hpp"

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
    const auto logged = test::logged(created, queretaro);
    test::take(database.pool(), queretaro, contract_created_subscription(), {logged, logged});
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
    const auto event = last<v1::PaymentReceived>().message;
    EXPECT_EQ(event.payment().applied_centavos(), 15'000);
    EXPECT_EQ(event.payment().applications_size(), 2);
    EXPECT_EQ(event.channel(), "portal");
}

// What is told of an account after a payment is reckoned from what was read before it.
TEST_F(Accounts, APaymentTellsTheAccountAsTheLedgerHasIt) {
    invoice(1, "2026-09", 10'000);
    invoice(1, "2026-10", 20'000);
    for (const int centavos : {4'000, 6'000, 17'000, 9'000, 100}) {
        ASSERT_TRUE(
            register_payment(context, caller(), paying(contract_number(1), centavos, std::to_string(centavos))));
        const v1::AccountChanged changed = told(1).back();
        EXPECT_EQ(changed.account().SerializeAsString(), to_proto(account(1)).SerializeAsString()) << centavos;
        EXPECT_EQ(changed.version(), static_cast<std::uint64_t>(count("SELECT version FROM account")));
    }
    EXPECT_EQ(account(1).credit.centavos(), 6'100);
    const auto versions = count("SELECT version FROM account");
    ASSERT_TRUE(register_payment(context, caller(), paying(contract_number(1), 100, "100")));
    EXPECT_EQ(count("SELECT version FROM account"), versions) << "a repeat changes nothing";
}

// A round trip costs more than most statements: what must be known goes in one message, what is written in the second.
TEST_F(Accounts, APaymentIsTwoMessages) {
    invoice(1, "2026-10", 10'000);
    pqxx::connection owner(database.owner_connection());
    pqxx::nontransaction work(owner);
    work.exec(
        "CREATE TABLE seen (at bigint GENERATED ALWAYS AS IDENTITY, what text, message text);"
        "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
        "    INSERT INTO seen (what, message) VALUES (TG_TABLE_NAME, current_query()); RETURN NULL; END $$;"
        "CREATE TRIGGER see AFTER INSERT OR UPDATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION see();"
        "CREATE TRIGGER see AFTER INSERT OR UPDATE ON account FOR EACH STATEMENT EXECUTE FUNCTION see();"
        "CREATE TRIGGER see AFTER INSERT ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION see();"
        "CREATE TRIGGER see AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION see()");
    ASSERT_TRUE(register_payment(context, caller(), paying(contract_number(1), 4'000, "r1")));
    const auto seen = work.exec(
        "SELECT string_agg(what, ' ' ORDER BY at), bool_or(message LIKE '%BEGIN%'), bool_or(message LIKE '%COMMIT%') "
        "FROM seen GROUP BY message ORDER BY min(at)");
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_STREQ(seen[0][0].c_str(), "payment account");
    EXPECT_TRUE(seen[0][1].as<bool>()) << "it begins the transaction";
    EXPECT_STREQ(seen[1][0].c_str(), "ledger_entry outbox outbox");
    EXPECT_TRUE(seen[1][2].as<bool>()) << "it ends the transaction";
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

TEST_F(Accounts, ABillsCodePaysItsOwnAdministrationsContractAndNobodyElses) {
    invoice(1, "2026-10", 10'000);
    const std::string own = printed_code(queretaro, contract_number(1));
    const std::string foreign = printed_code(AdministrationId(1), contract_number(1));
    EXPECT_EQ(get_account(context, caller(), {"", own})->owed().centavos(), 10'000);
    EXPECT_EQ(get_account(context, caller(), {"", foreign}).refusal().code, "payments.contract_not_found");
    const auto paid = register_payment(context, caller(), paying(own, 10'000, "r1"));
    ASSERT_TRUE(paid);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    invoice(1, "2026-11", 10'000);
    EXPECT_FALSE(register_payment(context, caller(), paying(foreign, 10'000, "r2")));
    const auto kept = register_payment(context, caller(), paying(foreign, 10'000, "r3", "spei"));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->suspense().centavos(), 10'000) << "a person finds out whose it is";
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
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
        batches[static_cast<std::size_t>(i) / 500].push_back(test::logged(generated, queretaro));
    }
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& batch : batches)
        test::take(database.pool(), queretaro, invoice_generated_subscription(context), batch);
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
    const auto event = last<v1::CashierChanged>().message;
    EXPECT_EQ(event.cashier().role(), "supervisor");
    const std::string payload = last<v1::CashierChanged>().event.payload;
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
