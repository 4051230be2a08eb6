#include <random>
#include <thread>

#include "cloud/payments/service/get_account.hpp"
#include "cloud/payments/service/register_payment.hpp"
#include "cloud/payments/service/tills.hpp"
#include "cloud/payments/tests/fixture.hpp"

namespace aquacis::payments {
namespace {

class RegisterPaymentTest : public PaymentsTest {
protected:
    Debt debt = bill(ContractId(uuid()), 300);
    PaymentOrder order{account(debt.contract).number, 30000, "portal", "REF-1", "2026-11-23T10:15:00-06:00", {}};
    std::string code_of(const PaymentOrder& bad, const std::string& field) {
        const auto done = register_payment(context, caller, bad);
        if (done) return "";
        EXPECT_EQ(done.refusal().field, field);
        EXPECT_FALSE(done.refusal().remedy.empty());
        return done.refusal().code;
    }
};

TEST_F(RegisterPaymentTest, TheSameKeyIsTheSamePaymentAndAnotherBodyIsRefused) {
    const auto first = register_payment(context, caller, order);
    const auto again = register_payment(context, caller, order);
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(first->id, again->id);
    EXPECT_EQ(again->sum(EntryKind::applied), pesos(300));
    order.amount_centavos = 100;
    EXPECT_EQ(code_of(order, "external_reference"), "payments.reference_reused");
    EXPECT_EQ(count("payment"), 1);
    expect_conserved();
}

TEST_F(RegisterPaymentTest, EightAtOnceWithOneKeyAreOnePayment) {
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_TRUE(register_payment(context, caller, order)); });
    }
    EXPECT_EQ(count("payment"), 1);
    expect_conserved();
}

TEST_F(RegisterPaymentTest, NamesTheFieldAndTheRemedyOfWhatIsWrong) {
    PaymentOrder bad = order;
    bad.amount_centavos = 0;
    EXPECT_EQ(code_of(bad, "amount_centavos"), "payments.amount_not_positive");
    bad.amount_centavos = -1;
    EXPECT_EQ(code_of(bad, "amount_centavos"), "payments.amount_not_positive");
    bad = order;
    bad.channel = "paloma";
    EXPECT_EQ(code_of(bad, "channel"), "payments.unknown_channel");
    bad = order;
    bad.external_reference = "";
    EXPECT_EQ(code_of(bad, "external_reference"), "payments.bad_reference");
    bad = order;
    bad.contract_number = "99999-9";
    EXPECT_EQ(code_of(bad, "contract_number"), "payments.unknown_contract");
    bad = order;
    bad.paid_at = "ayer";
    EXPECT_EQ(code_of(bad, "paid_at"), "payments.bad_time");
    bad = order;
    bad.invoice_ids = {"uno"};
    EXPECT_EQ(code_of(bad, "invoice_ids"), "payments.bad_invoice");
    EXPECT_EQ(count("payment"), 0);
}

TEST_F(RegisterPaymentTest, ASurplusIsCredit) {
    order.amount_centavos = 45000;
    EXPECT_EQ(register_payment(context, caller, order)->sum(EntryKind::credited), pesos(150));
    const auto known = get_account(context, caller, {"", order.contract_number});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->credit, pesos(150));
    EXPECT_TRUE(known->debts.empty());
    EXPECT_FALSE(get_account(context, caller, {"", "nada"}));
}

TEST_F(PaymentsTest, FolioRangesNeverOverlapAndAKeyHasOneRange) {
    const DeviceId one(uuid()), two(uuid());
    const auto first = grant_folio_range(context, caller, {one, "QRO-C01", 500, "a"});
    const auto again = grant_folio_range(context, caller, {one, "QRO-C01", 500, "a"});
    const auto second = grant_folio_range(context, caller, {two, "QRO-C01", 500, "b"});
    ASSERT_TRUE(first && again && second);
    EXPECT_EQ(first->first, 1);
    EXPECT_EQ(again->last, first->last);
    EXPECT_EQ(second->first, first->last + 1);
    EXPECT_EQ(grant_folio_range(context, caller, {one, "QRO-C01", 0, "c"}).refusal().field, "count");
    EXPECT_EQ(grant_folio_range(context, caller, {one, "", 5, "c"}).refusal().field, "series");
}

TEST_F(PaymentsTest, CashiersAreCheckedOneByOne) {
    Cashier good{"C-1", "Lucía Hernández", "cashier", "sal", std::string(32, 'h')};
    Cashier bad = good;
    bad.role = "jefe";
    const std::vector<Cashier> both{good, bad};
    EXPECT_EQ(register_cashiers(context, caller, both).refusal().field, "cashiers[1].role");
    EXPECT_EQ(count("cashier"), 0);
    EXPECT_TRUE(register_cashiers(context, caller, {&good, 1}));
    EXPECT_EQ(count("outbox WHERE topic = 'cashier.changed'"), 1);
}

// Bills, payments from portals and tills, repeated and in any order: the ledger conserves every centavo.
TEST_F(PaymentsTest, AnySequenceConservesMoney) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 chance(seed);
    const auto pick = [&](int most) { return static_cast<int>(chance() % static_cast<std::uint64_t>(most)); };
    std::vector<Debt> bills;
    for (int i = 0; i < 4; ++i) bills.push_back(bill(ContractId(uuid()), pick(400) + 1));
    std::vector<sync::v1::Operation> sent;
    for (int step = 0; step < 60; ++step) {
        const Debt& debt = bills.at(static_cast<std::size_t>(pick(static_cast<int>(bills.size()))));
        switch (pick(4)) {
            case 0: bills.push_back(bill(debt.contract, pick(400) + 1, "2026-12")); break;
            case 1:
                sent.push_back(operation("payments.payment.take", payment_for(debt, pick(600) + 1)));
                apply(sent.back());
                break;
            case 2:
                if (!sent.empty()) apply(sent.at(static_cast<std::size_t>(pick(static_cast<int>(sent.size())))));
                break;
            default:
                EXPECT_TRUE(register_payment(context, caller, {account(debt.contract).number, pick(50000) + 1, "oxxo", "R" + std::to_string(step), "2026-11-23T10:15:00Z", {}}));
        }
    }
    expect_conserved();
}

}  // namespace
}  // namespace aquacis::payments
