#include <gtest/gtest.h>

#include "field-app/core/domain/money_words.hpp"
#include "field-app/core/domain/payment_plan.hpp"
#include "field-app/core/domain/receipt.hpp"
#include "field-app/core/printing/escpos.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

Account two_debts() {
    Account account;
    account.contract.id = ContractId(named("c"));
    account.debts.push_back(
        {InvoiceId(named("sep")), "QRO-09", "2026-09", "2026-10-20", pesos(610, 16), pesos(610, 16), {}, 0, {}, {}});
    account.debts.push_back({InvoiceId(named("oct")),
                             "QRO-10",
                             "2026-10",
                             "2026-11-30",
                             pesos(674, 44),
                             pesos(674, 44),
                             pesos(100),
                             0,
                             {},
                             {}});
    account.owed = pesos(1184, 60);
    return account;
}

PaymentWish cash(Money amount, Money received) { return {{}, amount, Money::zero(), {{Method::cash, received, ""}}}; }

void expect_refused(const PaymentWish& wish, const std::string& code, const std::string& field) {
    const auto plan = plan_payment(two_debts(), wish);
    ASSERT_FALSE(plan.ok()) << code;
    EXPECT_EQ(plan.refusal().code, code);
    EXPECT_EQ(plan.refusal().field, field);
    EXPECT_FALSE(plan.refusal().message.empty());
    EXPECT_FALSE(plan.refusal().remedy.empty());
}

TEST(Plan, PaysOldestFirstAndGivesChangeAsNegativeCash) {
    const auto plan = plan_payment(two_debts(), cash(pesos(1184, 60), pesos(1500)));
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->change, pesos(315, 40));
    ASSERT_EQ(plan->tenders.size(), 2U);
    EXPECT_EQ(plan->tenders[1].amount, -pesos(315, 40));
    ASSERT_EQ(plan->applications.size(), 2U);
    EXPECT_EQ(plan->applications[0].amount, pesos(610, 16));
    EXPECT_EQ(plan->applications[1].amount, pesos(574, 44)) << "what this till took before is not owed again";
    Money tendered;
    for (const Tender& tender : plan->tenders)
        tendered += tender.amount;
    EXPECT_EQ(tendered, plan->amount);
}

TEST(Plan, PaysAnotherAmountInPart) {
    const auto plan = plan_payment(two_debts(), cash(pesos(700), pesos(700)));
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->applications[1].amount, pesos(89, 84));
    EXPECT_EQ(plan->tenders.size(), 1U) << "no change, no change line";
}

TEST(Plan, PaysOnlyTheChosenDebtAndAnAdvance) {
    PaymentWish wish{{InvoiceId(named("oct"))}, pesos(574, 44), pesos(100), {{Method::card, pesos(674, 44), "A-1"}}};
    const auto plan = plan_payment(two_debts(), wish);
    ASSERT_TRUE(plan.ok());
    ASSERT_EQ(plan->applications.size(), 1U);
    EXPECT_EQ(plan->applications[0].period, "2026-10");
    EXPECT_EQ(plan->advance, pesos(100));
    EXPECT_EQ(plan->amount, pesos(674, 44));
}

TEST(Plan, MixesTendersAndTakesChangeFromCashOnly) {
    PaymentWish wish{
        {}, pesos(1184, 60), Money::zero(), {{Method::cheque, pesos(1000), "00771"}, {Method::cash, pesos(200), ""}}};
    const auto plan = plan_payment(two_debts(), wish);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->change, pesos(15, 40));
    wish.received = {{Method::card, pesos(1300), "A"}, {Method::cash, pesos(10), ""}};
    expect_refused(wish, "payments.change_without_cash", "received_centavos");
}

TEST(Plan, RefusesEachWrongInputByItsField) {
    expect_refused(cash(Money::zero(), pesos(1)), "payments.amount_not_positive", "amount_centavos");
    expect_refused(cash(-pesos(5), pesos(1)), "payments.amount_not_positive", "amount_centavos");
    expect_refused(cash(pesos(100), Money::zero()), "payments.received_not_positive", "received_centavos");
    expect_refused(cash(pesos(100), -pesos(100)), "payments.received_not_positive", "received_centavos");
    expect_refused(cash(pesos(100), pesos(99, 99)), "payments.received_insufficient", "received_centavos");
    expect_refused(cash(pesos(1184, 61), pesos(2000)), "payments.amount_over_debt", "amount_centavos");
    expect_refused(cash(pesos(100), pesos(10'000'001)), "payments.received_too_large", "received_centavos");
    expect_refused({{}, pesos(100), Money::zero(), {{Method::card, pesos(100), ""}}}, "payments.reference_missing",
                   "reference");
    expect_refused({{}, pesos(100), -pesos(1), {{Method::cash, pesos(100), ""}}}, "payments.advance_negative",
                   "advance_centavos");
    expect_refused({{InvoiceId(named("nov"))}, pesos(100), Money::zero(), {{Method::cash, pesos(100), ""}}},
                   "payments.invoice_not_owed", "invoice_ids");
    expect_refused({{}, pesos(100), Money::zero(), {}}, "payments.tenders", "received_centavos");
}

TEST(Plan, OffersTheNotesAPersonWouldHandOver) {
    EXPECT_EQ(likely_notes(pesos(1284, 60)), (std::vector<Money>{pesos(1300), pesos(1500), pesos(2000)}));
    EXPECT_EQ(likely_notes(pesos(100)), (std::vector<Money>{pesos(500), pesos(1000)}));
}

TEST(Receipt, SaysWhatWasPaidAndPrintsInTheCodePage) {
    Receipt receipt;
    receipt.utility = "Comisión Estatal de Aguas";
    receipt.folio = "QRO-C03-004512";
    receipt.taken_at = *parse_iso("2026-11-22T18:47:00Z");
    receipt.contract.customer_name = "Ana María Pérez";
    receipt.amount = pesos(610, 16);
    receipt.applications = {{InvoiceId(), ContractId(), "QRO-09", "2026-09", pesos(610, 16)}};
    receipt.tenders = {{Method::cash, pesos(700), ""}, {Method::cash, -pesos(89, 84), ""}};
    receipt.copy_number = 2;
    EXPECT_EQ(receipt.change(), pesos(89, 84));
    const std::string bytes = escpos(receipt_lines(receipt), {.columns = 42, .open_drawer = true});
    EXPECT_EQ(bytes.substr(0, 5), std::string("\x1B\x40\x1B\x74\x02", 5));
    EXPECT_EQ(bytes.substr(5, 5), std::string("\x1B\x70\x00\x32\xFA", 5));
    EXPECT_NE(bytes.find("Comisi\xA2n"), std::string::npos);
    EXPECT_NE(bytes.find("REIMPRESI\xE0N 2"), std::string::npos);
    EXPECT_NE(bytes.find("22 nov 2026 12:47"), std::string::npos);
    EXPECT_NE(bytes.find("Cambio                              $89.84"), std::string::npos) << "right edge at column 42";
    EXPECT_EQ(bytes.find('?'), std::string::npos) << "every letter is in the code page";
}

TEST(MoneyWords, AreWhatOneReadsAloud) {
    EXPECT_EQ(said(Money::zero()), "cero pesos 00/100");
    EXPECT_EQ(said(pesos(1)), "un peso 00/100");
    EXPECT_EQ(said(pesos(1284, 60)), "mil doscientos ochenta y cuatro pesos 60/100");
    EXPECT_EQ(said(pesos(21, 5)), "veintiún pesos 05/100");
    EXPECT_EQ(said(pesos(100)), "cien pesos 00/100");
    EXPECT_EQ(said(pesos(12'340, 50)), "doce mil trescientos cuarenta pesos 50/100");
    EXPECT_EQ(said(pesos(1'000'000)), "un millón de pesos 00/100");
    EXPECT_EQ(said(pesos(2'000'515)), "dos millones quinientos quince pesos 00/100");
    EXPECT_EQ(said(-pesos(3)), "menos tres pesos 00/100");
}

TEST(Plan, ForgetsNothingOfTheDebtItPays) {
    const auto plan = plan_payment(two_debts(), cash(pesos(1184, 60), pesos(1500)));
    EXPECT_EQ(plan->applications[0].due_date, "2026-10-20");
    EXPECT_EQ(plan->applications[0].total, pesos(610, 16));
}

}  // namespace
}  // namespace aquacis::office
