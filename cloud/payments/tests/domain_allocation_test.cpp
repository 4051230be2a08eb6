#include "cloud/payments/domain/allocation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "cloud/payments/domain/requests.hpp"

namespace aquacis::payments {
namespace {

template <class Id>
Id named(const std::string& name) {
    return Id(make_named_uuid(Uuid{}, name));
}
const ContractId ana = named<ContractId>("ana"), beto = named<ContractId>("beto");

OpenDebt debt(const std::string& name, ContractId contract, std::int64_t centavos) {
    return {named<InvoiceId>(name), contract, name, Money::centavos(centavos)};
}
Money pesos(std::int64_t amount) { return Money::centavos(amount * 100); }

TEST(PayInOrder, PaysTheOldestAndCreditsTheRest) {
    const std::vector debts{debt("sep", ana, 10'000), debt("oct", ana, 20'000)};
    const auto part = pay_in_order(ana, pesos(150), debts);
    EXPECT_EQ(sum_of(part, EntryKind::applied), pesos(150));
    EXPECT_EQ(part[1].amount, pesos(100));
    EXPECT_EQ(part[2].amount, pesos(50));
    const auto more = pay_in_order(ana, pesos(350), debts);
    EXPECT_EQ(sum_of(more, EntryKind::credited), pesos(50));
    EXPECT_TRUE(balanced(part) && balanced(more));
}

TEST(PayAsAsked, ADebtPaidMeanwhileBecomesCredit) {
    const std::vector debts{debt("oct", ana, 4'000)};
    const std::vector settled{debt("sep", ana, 0)};
    const AskedPayment asked{
        ana, {{debts[0].invoice, ana, pesos(100)}, {settled[0].invoice, ana, pesos(30)}}, pesos(5)};
    const Allocation allocation = pay_as_asked(asked, debts, settled);
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::applied), pesos(40));
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::credited), pesos(95));
    EXPECT_EQ(allocation.surplus, pesos(90));
    EXPECT_EQ(allocation.paid_debt, "oct");
    EXPECT_TRUE(allocation.unplaced.is_zero());
    EXPECT_TRUE(balanced(allocation.entries));
}

TEST(PayAsAsked, AnInvoiceNamedTwiceIsPaidOnce) {
    const std::vector debts{debt("oct", ana, 10'000)};
    const AskedPayment asked{ana, {{debts[0].invoice, ana, pesos(70)}, {debts[0].invoice, ana, pesos(70)}}, {}};
    const Allocation allocation = pay_as_asked(asked, debts, {});
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::applied), pesos(100));
    EXPECT_EQ(allocation.surplus, pesos(40));
}

TEST(PayAsAsked, WhatHasNoPlaceGoesToSuspense) {
    const std::vector debts{debt("oct", ana, 10'000)};
    AskedPayment asked{ana, {{named<InvoiceId>("nobody's"), ana, pesos(10)}, {debts[0].invoice, beto, pesos(20)}}, {}};
    EXPECT_EQ(pay_as_asked(asked, debts, {}).unplaced, pesos(30));
    asked = {std::nullopt, {{debts[0].invoice, ana, pesos(120)}}, pesos(5)};
    const Allocation allocation = pay_as_asked(asked, debts, {});
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::applied), pesos(100));
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::suspense), pesos(25));
    EXPECT_TRUE(balanced(allocation.entries));
}

TEST(PayAsAsked, ManyContractsInOnePayment) {
    const std::vector debts{debt("a", ana, 10'000), debt("b", beto, 20'000)};
    const Allocation allocation =
        pay_as_asked({ana, {{debts[0].invoice, ana, pesos(100)}, {debts[1].invoice, beto, pesos(200)}}, {}}, debts, {});
    EXPECT_TRUE(balanced(allocation.entries));  // in each account too
    EXPECT_EQ(sum_of(allocation.entries, EntryKind::received), pesos(300));
}

TEST(Balanced, SeesMoneyMadeOrLost) {
    EXPECT_FALSE(balanced({}));
    EXPECT_FALSE(balanced(std::vector<LedgerEntry>{{EntryKind::received, ana, {}, pesos(1)}}));
    EXPECT_FALSE(balanced(
        std::vector<LedgerEntry>{{EntryKind::received, ana, {}, pesos(1)}, {EntryKind::applied, beto, {}, pesos(1)}}));
    EXPECT_TRUE(balanced(
        std::vector<LedgerEntry>{{EntryKind::received, ana, {}, pesos(1)}, {EntryKind::applied, ana, {}, pesos(1)}}));
}

std::vector<OpenDebt> any_debts() {
    std::vector<OpenDebt> debts;
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i)
        debts.push_back(
            debt("d" + std::to_string(i), *rc::gen::arbitrary<bool>() ? ana : beto, *rc::gen::inRange(1, 50'000)));
    return debts;
}

RC_GTEST_PROP(AnyPayment, AsAskedConservesEachPeso, ()) {
    const auto debts = any_debts();
    AskedPayment asked{*rc::gen::arbitrary<bool>() ? std::optional(ana) : std::nullopt,
                       {},
                       Money::centavos(*rc::gen::inRange(0, 9'000))};
    const int parts = *rc::gen::inRange(0, 7);
    for (int i = 0; i < parts; ++i)
        asked.applications.push_back({named<InvoiceId>("d" + std::to_string(*rc::gen::inRange(0, 8))),
                                      *rc::gen::arbitrary<bool>() ? ana : beto,
                                      Money::centavos(*rc::gen::inRange(1, 60'000))});
    RC_PRE(asked.asked().is_positive());
    const Allocation allocation = pay_as_asked(asked, debts, {});
    RC_ASSERT(balanced(allocation.entries));
    RC_ASSERT(sum_of(allocation.entries, EntryKind::received) == asked.asked());
    std::map<InvoiceId, Money> applied;
    for (const auto& entry : allocation.entries) {
        RC_ASSERT(entry.amount.is_positive());
        if (entry.kind == EntryKind::applied) applied[*entry.invoice] += entry.amount;
    }
    for (const auto& open : debts)
        RC_ASSERT(applied[open.invoice] <= open.remaining);
}

RC_GTEST_PROP(AnyPayment, InOrderLeavesNoCreditWhileSomethingIsOwed, ()) {
    auto debts = any_debts();
    std::erase_if(debts, [](const OpenDebt& open) { return open.contract != ana; });
    Money owed;
    for (const auto& open : debts)
        owed += open.remaining;
    const Money amount = Money::centavos(*rc::gen::inRange(1, 200'000));
    const auto entries = pay_in_order(ana, amount, debts);
    RC_ASSERT(balanced(entries));
    RC_ASSERT(sum_of(entries, EntryKind::applied) == std::min(amount, owed));
    RC_ASSERT(sum_of(entries, EntryKind::received) == amount);
}

RC_GTEST_PROP(AnyCredit, IsSpentWithinItsContractAndItsAmount, ()) {
    const auto debts = any_debts();
    std::vector<Credit> credits;
    const int count = *rc::gen::inRange(0, 5);
    for (int i = 0; i < count; ++i)
        credits.push_back({named<PaymentId>("p" + std::to_string(i)), *rc::gen::arbitrary<bool>() ? ana : beto,
                           Money::centavos(*rc::gen::inRange(1, 40'000))});
    std::map<ContractId, Money> available, owed, spent;
    for (const auto& credit : credits)
        available[credit.contract] += credit.amount;
    for (const auto& open : debts)
        owed[open.contract] += open.remaining;
    for (const auto& use : spend_credits(credits, debts)) {
        RC_ASSERT(balanced(use.entries));
        for (const auto& entry : use.entries)
            if (entry.kind == EntryKind::applied) spent[*entry.contract] += entry.amount;
    }
    for (const ContractId& contract : {ana, beto})
        RC_ASSERT(spent[contract] == std::min(available[contract], owed[contract]));
}

TEST(Requests, NameTheFieldAndTheRemedy) {
    const Instant now = from_microseconds(1'790'000'000'000'000);
    const PaymentRequest good{"00412-7", 128'460, "portal", "R-1", "2026-11-22T10:15:00-06:00", {}};
    EXPECT_TRUE(check(good, now));
    const auto field_of = [&](auto change) {
        PaymentRequest bad = good;
        change(bad);
        const auto checked = check(bad, now);
        EXPECT_TRUE(checked || !checked.refusal().remedy.empty());
        return checked ? std::string() : checked.refusal().field;
    };
    EXPECT_EQ(field_of([](auto& r) { r.amount_centavos = 0; }), "amount_centavos");
    EXPECT_EQ(field_of([](auto& r) { r.amount_centavos = -5; }), "amount_centavos");
    EXPECT_EQ(field_of([](auto& r) { r.amount_centavos = INT64_MAX; }), "amount_centavos");
    EXPECT_EQ(field_of([](auto& r) { r.channel = "till"; }), "channel");
    EXPECT_EQ(field_of([](auto& r) { r.external_reference = ""; }), "external_reference");
    EXPECT_EQ(field_of([](auto& r) { r.external_reference = std::string(65, 'x'); }), "external_reference");
    EXPECT_EQ(field_of([](auto& r) { r.contract_number = ""; }), "contract_number");
    for (const char* never : {"ayer", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"})
        EXPECT_EQ(field_of([&](auto& r) { r.paid_at = never; }), "paid_at") << never;
    EXPECT_EQ(field_of([](auto& r) { r.invoice_ids = {"x"}; }), "invoice_ids");
    EXPECT_EQ(check(FolioRequest{"x", "QRO-C03", 10, "k"}).refusal().field, "device_id");
    const std::string device = Uuid{}.to_string();
    EXPECT_EQ(check(FolioRequest{device, "qro", 10, "k"}).refusal().field, "series");
    EXPECT_EQ(check(FolioRequest{device, "QRO-C03", 0, "k"}).refusal().field, "count");
    EXPECT_EQ(check(FolioRequest{device, "QRO-C03", 10'001, "k"}).refusal().field, "count");
    EXPECT_EQ(check(FolioRequest{device, "QRO-C03", 10, ""}).refusal().field, "request_key");
    EXPECT_EQ(check(Cashier{"c1", "Ana", std::string(16, 's'), "short", "cashier"}).refusal().field, "pin_hash");
    EXPECT_EQ(check(Cashier{"c1", "Ana", std::string(16, 's'), std::string(32, 'h'), "boss"}).refusal().field, "role");
}

}  // namespace
}  // namespace aquacis::payments
