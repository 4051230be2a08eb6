#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

TEST_F(PaymentsTest, WhatWaitsInSuspenseIsToldOfEachAdministration) {
    const auto waiting = [&] {
        std::map<std::string, std::int64_t> told;
        for (const auto& measure : suspense_gauges(context).ask())
            told[measure.name + "/" + measure.labels.at(0).second] = measure.value;
        return told;
    };
    EXPECT_TRUE(waiting().empty());
    ASSERT_TRUE(register_payment(context, caller(), {"99999-9", 700, "spei", "r1", "", {}}));
    clock.advance(std::chrono::hours(2));
    ASSERT_TRUE(register_payment(context, caller(), {"99999-9", 50, "spei", "r2", "", {}}));
    ASSERT_TRUE(register_payment(context, caller(amealco), {"99999-9", 9, "spei", "r1", "", {}}));
    const std::map<std::string, std::int64_t> expected{
        {"aquacis_suspense_payments/11", 2},          {"aquacis_suspense_centavos/11", 750},
        {"aquacis_suspense_oldest_seconds/11", 7200}, {"aquacis_suspense_payments/1", 1},
        {"aquacis_suspense_centavos/1", 9},           {"aquacis_suspense_oldest_seconds/1", 0}};
    EXPECT_EQ(waiting(), expected);
    const std::string first = list_suspense(context, caller(), {10, ""})->held.at(0).payment.to_string();
    const auto asked = ask_money_request(context, person("ana"), {MoneyRequestKind::give_back, first, "", 0, "x"});
    ASSERT_TRUE(approve_money_request(context, person("lupe"), asked->id.to_string()));
    EXPECT_EQ(waiting()["aquacis_suspense_payments/11"], 1);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(PaymentsTest, OfMuchThatWaitsInSuspenseNothingIsLeftOut) {
    pqxx::connection admin(database.admin_connection());
    pqxx::nontransaction(admin).exec(
        "INSERT INTO suspense_held SELECT 1, gen_random_uuid(), 5, now() FROM generate_series(1, 100001)");
    ASSERT_TRUE(register_payment(context, caller(), {"99999-9", 700, "spei", "r1", "", {}}));
    std::map<std::string, std::int64_t> told;
    for (const auto& measure : suspense_gauges(context).ask())
        told[measure.name + "/" + measure.labels.at(0).second] = measure.value;
    EXPECT_EQ(told["aquacis_suspense_payments/1"], 100'001);
    EXPECT_EQ(told["aquacis_suspense_centavos/1"], 500'005);
    EXPECT_EQ(told["aquacis_suspense_centavos/11"], 700);
}

class Suspense : public PaymentsTest {
protected:
    // Money of a bank for a contract that is not known.
    std::string held(const std::string& reference, std::int64_t centavos) {
        const auto paid = register_payment(context, caller(), {"99999-9", centavos, "spei", reference, "", {}});
        EXPECT_TRUE(paid);
        return paid->id.to_string();
    }
    static MoneyWish assigning(const std::string& payment, int contract, std::int64_t centavos = 0) {
        return {MoneyRequestKind::assign, payment, contract_number(contract), centavos, "el cliente trajo su recibo"};
    }
    Result<MoneyRequest> ask(const MoneyWish& wish) { return ask_money_request(context, person("ana"), wish); }
    Result<MoneyRequest> approve(const MoneyRequest& request, const std::string& who = "luis") {
        return approve_money_request(context, person(who), request.id.to_string());
    }
};

TEST_F(Suspense, IsListedInPagesUntilItIsEmpty) {
    for (int i = 0; i < 5; ++i)
        held("r" + std::to_string(i), 100 + i);
    SuspenseQuestion question{2, ""};
    std::int64_t sum = 0;
    int pages = 0;
    do {
        const auto page = list_suspense(context, caller(), question);
        ASSERT_TRUE(page);
        for (const HeldMoney& money : page->held)
            sum += money.amount.centavos();
        question.page_token = page->next_page_token;
    } while (!question.page_token.empty() && ++pages < 10);
    EXPECT_EQ(sum, 510);
    EXPECT_EQ(list_suspense(context, caller(), {0, "x"}).refusal().field, "page_token");
}

TEST_F(Suspense, IsAssignedByTwoPersonsAndPaysTheOldestDebt) {
    invoice(1, "2026-09", 10'000);
    invoice(1, "2026-10", 20'000);
    const std::string payment = held("r1", 35'000);
    const auto asked = ask(assigning(payment, 1));
    ASSERT_TRUE(asked) << asked.refusal().message;
    EXPECT_EQ(asked->amount.centavos(), 35'000);
    EXPECT_EQ(account(1).owed().centavos(), 30'000) << "nothing moves yet";
    EXPECT_EQ(approve(*asked, "ana").refusal().code, "payments.second_person_needed");
    ASSERT_TRUE(approve(*asked));
    EXPECT_EQ(account(1).owed().centavos(), 0);
    EXPECT_EQ(account(1).credit.centavos(), 5'000);
    EXPECT_EQ(totals().suspense.centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
    EXPECT_EQ(told(1).back().account().credit_centavos(), 5'000);
    const auto event = last<v1::SuspenseSettled>().message;
    EXPECT_EQ(event.contract_id(), contract_id(1).to_string());
    EXPECT_EQ(event.asked_by(), "ana");
    EXPECT_EQ(event.approved_by(), "luis");
    EXPECT_TRUE(approve(*asked)) << "the same answer again";
    EXPECT_EQ(totals().received.centavos(), 35'000);
    EXPECT_TRUE(list_suspense(context, caller(), {})->held.empty());
}

TEST_F(Suspense, IsGivenBackInParts) {
    const std::string payment = held("r1", 10'000);
    const auto part = ask({MoneyRequestKind::give_back, payment, "", 4'000, "depósito equivocado"});
    ASSERT_TRUE(part);
    ASSERT_TRUE(approve(*part));
    EXPECT_EQ(totals().returned.centavos(), 4'000);
    EXPECT_EQ(totals().suspense.centavos(), 6'000);
    EXPECT_EQ(ask({MoneyRequestKind::give_back, payment, "", 6'001, "x"}).refusal().code,
              "payments.more_than_suspense");
    const auto rest = ask({MoneyRequestKind::give_back, payment, "", 0, "el resto"});
    ASSERT_TRUE(approve(*rest));
    EXPECT_EQ(ask({MoneyRequestKind::give_back, payment, "", 0, "otra vez"}).refusal().code,
              "payments.nothing_in_suspense");
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Suspense, OneThingIsAskedAtATimeAndMayBeTakenBack) {
    invoice(1, "2026-10", 10'000);
    invoice(2, "2026-10", 10'000);
    const std::string payment = held("r1", 10'000);
    const auto asked = ask(assigning(payment, 1));
    EXPECT_EQ(ask(assigning(payment, 1))->id, asked->id);
    EXPECT_EQ(ask(assigning(payment, 2)).refusal().code, "payments.already_asked");
    EXPECT_EQ(list_money_requests(context, person("luis"))->size(), 1U);
    ASSERT_TRUE(decline_money_request(context, person("ana"), asked->id.to_string()));
    EXPECT_EQ(approve(*asked).refusal().code, "payments.request_decided");
    EXPECT_TRUE(ask(assigning(payment, 2)));
    EXPECT_EQ(totals().suspense.centavos(), 10'000);
}

TEST_F(Suspense, WhatWasResolvedMeanwhileIsNotMovedTwice) {
    invoice(1, "2026-10", 10'000);
    const std::string payment = held("r1", 10'000);
    const auto assign = ask(assigning(payment, 1));
    const auto give_back = ask({MoneyRequestKind::give_back, payment, "", 0, "lo quiere de vuelta"});
    ASSERT_TRUE(give_back);
    ASSERT_TRUE(approve(*assign));
    EXPECT_EQ(approve(*give_back).refusal().code, "payments.more_than_suspense");
    EXPECT_EQ(totals().returned.centavos(), 0);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Suspense, AnAssignedPaymentThatIsCancelledLeavesEveryPlace) {
    invoice(1, "2026-10", 10'000);
    const std::string payment = held("r1", 12'000);
    ASSERT_TRUE(approve(*ask(assigning(payment, 1, 9'000))));
    ASSERT_TRUE(approve(*ask({MoneyRequestKind::cancel, payment, "", 0, "el banco lo devolvió"})));
    EXPECT_EQ(account(1).owed().centavos(), 10'000);
    EXPECT_EQ(totals().suspense.centavos(), 0);
    EXPECT_EQ(totals().returned.centavos(), 12'000);
    EXPECT_TRUE(imbalances().empty());
}

TEST_F(Suspense, AnotherAdministrationSeesNothing) {
    const std::string payment = held("r1", 10'000);
    EXPECT_TRUE(list_suspense(context, caller(amealco), {})->held.empty());
    EXPECT_EQ(ask_money_request(context, {"ana", amealco, {}, ""}, assigning(payment, 1)).refusal().code,
              "payments.payment_not_found");
    EXPECT_EQ(ask({MoneyRequestKind::give_back, payment, "", 0, ""}).refusal().field, "reason");
    EXPECT_EQ(ask(assigning(payment, 99)).refusal().code, "payments.contract_not_found");
}

}  // namespace
}  // namespace aquacis::payments
