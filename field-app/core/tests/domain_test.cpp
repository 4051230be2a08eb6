#include <gtest/gtest.h>

#include "base/printed_code.hpp"
#include "field-app/core/domain/contract_code.hpp"
#include "field-app/core/domain/money_words.hpp"
#include "field-app/core/domain/payment_plan.hpp"
#include "field-app/core/domain/pin.hpp"
#include "field-app/core/domain/receipt.hpp"
#include "field-app/core/domain/text.hpp"
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

TEST(Text, FoldsAccentsAndCutsWords) {
    EXPECT_EQ(fold("Ana María PÉREZ-Ñúñez, Nº 5"), "ana maria perez nunez n 5");
    EXPECT_EQ(words_of("  Cañada  Güera "), (std::vector<std::string>{"canada", "guera"}));
    EXPECT_EQ(digits_key("00412-7"), "4127");
    EXPECT_EQ(digits_key("000"), "");
}

TEST(Text, CountsTypingErrors) {
    EXPECT_EQ(damerau_distance("perez", "perez", 1), 0);
    EXPECT_EQ(damerau_distance("peerz", "perez", 1), 1) << "one transposition";
    EXPECT_EQ(damerau_distance("pere", "perez", 1), 1);
    EXPECT_EQ(damerau_distance("gonsales", "gonzalez", 2), 2);
    EXPECT_EQ(damerau_distance("gonsales", "gonzalez", 1), 2) << "beyond the limit is limit + 1";
    EXPECT_EQ(damerau_distance("abc", "xyz", 1), 2);
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

TEST(Pin, WaitsLongerAfterEachWrongOne) {
    const std::string hash = hash_pin("482193", "salt");
    const std::string here = pin_verifier(hash, "key of this device"), there = pin_verifier(hash, "another key");
    EXPECT_TRUE(pin_matches("482193", {"salt", here, "key of this device"}));
    EXPECT_FALSE(pin_matches("482194", {"salt", here, "key of this device"}));
    EXPECT_FALSE(pin_matches("482193", {"other", here, "key of this device"}));
    EXPECT_NE(here, there);
    EXPECT_FALSE(pin_matches("482193", {"salt", here, "another key"})) << "a stolen row says nothing without the key";
    EXPECT_FALSE(pin_matches("482193", {"salt", hash, "key of this device"})) << "and the server's hash is none";
    EXPECT_EQ(pin_wait(4).count(), 0);
    EXPECT_EQ(pin_wait(5).count(), 30);
    EXPECT_EQ(pin_wait(6).count(), 60);
    EXPECT_EQ(pin_wait(50).count(), 900);
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

TEST(ContractCode, IsReadFromWhatPeopleAndScannersWrite) {
    EXPECT_EQ(contract_code_in("00412-7")->number(), "00412-7");
    EXPECT_TRUE(contract_code_in("00412-7")->sure);
    EXPECT_TRUE(contract_code_in("00412-7")->check_digit_right());
    EXPECT_FALSE(contract_code_in("00412-6")->check_digit_right());
    EXPECT_FALSE(contract_code_in("00412-7")->from_nameless_paper) << "who writes a number read it";
    EXPECT_EQ(contract_code_in("QRO-2026-10-00488-7")->number(), "00488-7");
    EXPECT_EQ(contract_code_in("QRO-2026-10-00488-7-R2")->bill_prefix, "QRO");
    EXPECT_FALSE(contract_code_in("004127")->sure) << "also the end of a meter";
    for (const char* other : {"", "412", "C", "Carlos", "QRO-C03-004512", "2026-10-30", "64107712x", "-7", "1-22",
                              "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=00412-7"})
        EXPECT_FALSE(contract_code_in(other).has_value()) << other;
}

TEST(ContractCode, OfPaperNamesItsAdministrationOrThatItNamesNone) {
    const auto code = contract_code_in(printed_code(AdministrationId(11), "00412-7"));
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(code->number(), "00412-7");
    EXPECT_EQ(code->administration, AdministrationId(11));
    EXPECT_TRUE(code->intact);
    EXPECT_FALSE(code->from_nameless_paper);
    EXPECT_EQ(contract_code_in(" c11e'00412'7")->administration, AdministrationId(11)) << "another keyboard";
    EXPECT_FALSE(contract_code_in("C11F-00412-7")->intact);
    for (const char* older : {"C00412-7", "c004127"}) {
        EXPECT_EQ(contract_code_in(older)->number(), "00412-7") << older;
        EXPECT_EQ(contract_code_in(older)->administration, AdministrationId()) << older;
        EXPECT_TRUE(contract_code_in(older)->from_nameless_paper) << older;
    }
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
