// A bill was reversed: its debt is withdrawn, and no peso that was paid for it is lost, whichever came first.

#include <algorithm>
#include <functional>

#include "cloud/payments/events/consumed_invoice_reversed.hpp"
#include "cloud/payments/service/list_debt_payments.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

class Withdrawing : public PaymentsTest {
protected:
    // invoice.reversed, as the consumer hands it over.
    void reverse(int contract, const std::string& period, AdministrationId administration = queretaro) {
        billing::v1::InvoiceReversed reversed;
        fill(*reversed.mutable_invoice(), contract, period, 10'000);
        reversed.set_invoice_id(reversed.invoice().invoice_id());
        reversed.set_reason("wrong_reading");
        test::take(database.pool(), administration, invoice_reversed_subscription(context),
                   {test::logged(reversed, administration)});
    }
    std::vector<DebtPayment> paid(int contract, const std::string& period,
                                  AdministrationId administration = queretaro) {
        return *list_debt_payments(context, caller(administration), invoice_id(contract, period).to_string());
    }
};

TEST_F(Withdrawing, ADebtIsOwedNoMoreAndTheAccountSaysSo) {
    invoice(1, "2026-10", 10'000);
    invoice(1, "2026-11", 4'000);
    reverse(1, "2026-10");
    EXPECT_EQ(account(1).owed().centavos(), 4'000);
    EXPECT_EQ(told(1).back().account().owed_centavos(), 4'000);
    const auto version = account(1).version;
    reverse(1, "2026-10");
    EXPECT_EQ(account(1).version, version) << "told again, nothing changes";
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Withdrawing, AReversalThatComesBeforeItsBillIsRemembered) {
    reverse(1, "2026-10");
    invoice(1, "2026-10", 10'000);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    invoice(1, "2026-11", 4'000);
    EXPECT_EQ(account(1).owed().centavos(), 4'000);
}

// A till was offline: it took the money after the bill had been reversed.
TEST_F(Withdrawing, MoneyThatATillTookForAReversedBillIsTheContractsCredit) {
    open_session();
    invoice(1, "2026-10", 10'000);
    reverse(1, "2026-10");
    const Outcome outcome = take(taking("a", 1, {{"2026-10", 10'000}}));
    EXPECT_EQ(outcome.verdict, Verdict::merged);
    EXPECT_EQ(outcome.code, "payments.bill_reversed");
    EXPECT_NE(outcome.reason.find("saldo a favor"), std::string::npos) << outcome.reason;
    EXPECT_EQ(account(1).credit.centavos(), 10'000);
    EXPECT_EQ(account(1).owed().centavos(), 0);
    invoice(1, "2026-12", 7'000);
    EXPECT_EQ(account(1).owed().centavos(), 0) << "the bill that takes its place is paid from it";
    EXPECT_EQ(account(1).credit.centavos(), 3'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Withdrawing, MoneyThatCameBetweenTheCheckAndTheReversalIsCreditAndPaysWhatElseIsOwed) {
    open_session();
    invoice(1, "2026-10", 10'000);
    invoice(1, "2026-11", 4'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    reverse(1, "2026-10");
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(account(1).credit.centavos(), 6'000);
    EXPECT_TRUE(imbalances().empty());
    register_supervisor("lupe");
    EXPECT_EQ(apply(operation("payment.cancel", cancelling("a"))).verdict, Verdict::accepted);
    EXPECT_EQ(account(1).owed().centavos(), 4'000) << "a cancelled payment goes back from wherever it is";
    EXPECT_EQ(account(1).credit.centavos(), 0);
    EXPECT_EQ(totals().returned.centavos(), 10'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Withdrawing, APortalsPaymentForAReversedBillIsNotRefused) {
    invoice(1, "2026-10", 10'000);
    reverse(1, "2026-10");
    const auto payment = register_payment(context, caller(),
                                          {contract_number(1),
                                           10'000,
                                           "portal",
                                           "ref-1",
                                           "2026-11-22T10:00:00-06:00",
                                           {invoice_id(1, "2026-10").to_string()}});
    ASSERT_TRUE(payment) << payment.refusal().message;
    EXPECT_EQ(payment->credited().centavos(), 10'000);
}

TEST_F(Withdrawing, AnotherAdministrationsReversalIsNotOurs) {
    invoice(1, "2026-10", 10'000);
    reverse(1, "2026-10", amealco);
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
    EXPECT_THROW(count("WITH done AS (DELETE FROM debt_withdrawal RETURNING 1) SELECT count(*) FROM done", amealco),
                 std::exception);
}

// Every order in which the bill, its reversal, a payment, its cancellation and the bill that follows can come.
TEST_F(Withdrawing, EveryOrderEndsTheSame) {
    open_session();
    register_supervisor("lupe");
    std::vector<int> order{0, 1, 2, 3};
    int contract = 0;
    do {
        ++contract;
        const std::string name = "payment" + std::to_string(contract);
        const std::vector<std::function<void()>> steps{[&] { invoice(contract, "2026-10", 10'000); },
                                                       [&] { reverse(contract, "2026-10"); },
                                                       [&] {
                                                           take(taking(name, contract, {{"2026-10", 10'000}}));
                                                       },
                                                       [&] { invoice(contract, "2026-11", 8'000); }};
        for (const int step : order)
            steps[static_cast<std::size_t>(step)]();
        const bool is_known_at_payment = std::ranges::find(order, 2) > std::ranges::find(order, 0);
        if (!is_known_at_payment) continue;  // a till cannot pay a bill that payments has not told of
        EXPECT_EQ((account(contract).credit - account(contract).owed()).centavos(), 2'000) << contract;
    } while (std::ranges::next_permutation(order).found);
    EXPECT_TRUE(imbalances().empty());
    EXPECT_EQ(totals().received.centavos(), 24 * 10'000) << "no peso was lost";
}

TEST_F(Withdrawing, WhatWasPaidForABillIsListedByFolioWithoutWhatCreditPaid) {
    open_session();
    register_supervisor("lupe");
    invoice(1, "2026-10", 10'000);
    EXPECT_TRUE(paid(1, "2026-10").empty());
    take(taking("a", 1, {{"2026-10", 3'000}}));
    ASSERT_EQ(paid(1, "2026-10").size(), 1U);
    EXPECT_EQ(paid(1, "2026-10")[0].reference, "QRO-C03-4512");
    EXPECT_EQ(paid(1, "2026-10")[0].amount.centavos(), 3'000);
    EXPECT_TRUE(paid(1, "2026-10", amealco).empty());
    apply(operation("payment.cancel", cancelling("a")));
    EXPECT_TRUE(paid(1, "2026-10").empty()) << "cancelled";
    invoice(2, "2026-09", 1'000);
    take(taking("b", 2, {{"2026-09", 1'000}}, 5'000));
    invoice(2, "2026-10", 4'000);
    EXPECT_EQ(account(2).owed().centavos(), 0);
    EXPECT_TRUE(paid(2, "2026-10").empty()) << "its credit paid it, and would be credit again";
    reverse(2, "2026-10");
    EXPECT_EQ(account(2).credit.centavos(), 5'000);
    apply(operation("payment.cancel", cancelling("b")));
    EXPECT_TRUE(paid(2, "2026-09").empty()) << "cancelled, with the advance that came with it";
    EXPECT_EQ(list_debt_payments(context, caller(), "x").refusal().field, "invoice_id");
}

}  // namespace
}  // namespace aquacis::payments
