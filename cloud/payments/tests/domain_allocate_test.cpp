#include "cloud/payments/domain/allocate.hpp"

#include <gtest/gtest.h>

#include <random>

#include "cloud/payments/domain/till.hpp"

namespace aquacis::payments {
namespace {

template <class T>
T id(int number) {
    Uuid::Bytes bytes{};
    bytes[15] = static_cast<std::uint8_t>(number);
    return T(Uuid(bytes));
}

Money pesos(std::int64_t amount) { return Money::centavos(amount * 100); }

Account account(int contract, std::vector<std::pair<int, std::int64_t>> debts, Money credit = {}) {
    Account made{id<ContractId>(contract), std::to_string(contract), 1, {}, credit};
    for (const auto& [invoice, owed] : debts) {
        Debt debt;
        debt.invoice = id<InvoiceId>(invoice);
        debt.contract = made.contract;
        debt.total = debt.remaining = pesos(owed);
        made.debts.push_back(debt);
    }
    return made;
}

Money sum(const Allocation& allocation, EntryKind kind) {
    Payment payment;
    payment.entries = allocation.entries;
    return payment.sum(kind);
}

const PaymentId payment = id<PaymentId>(99);

TEST(Allocate, PaysTheOldestDebtFirstAndKeepsTheRestAsCredit) {
    const auto done = allocate(payment, pesos(250), account(1, {{1, 100}, {2, 120}}), {});
    ASSERT_EQ(done.entries.size(), 4U);
    EXPECT_EQ(done.entries[1].invoice, id<InvoiceId>(1));
    EXPECT_EQ(done.entries[2].amount, pesos(120));
    EXPECT_EQ(sum(done, EntryKind::credited), pesos(30));
}

TEST(Allocate, PaysTheNamedDebtFirst) {
    const std::vector<InvoiceId> named{id<InvoiceId>(2)};
    const auto done = allocate(payment, pesos(130), account(1, {{1, 100}, {2, 120}}), named);
    EXPECT_EQ(done.entries[1].invoice, id<InvoiceId>(2));
    EXPECT_EQ(done.entries[2].amount, pesos(10));
}

TEST(Allocate, ABillPaidAtTwoTillsLeavesCredit) {
    const Wish wish{id<ContractId>(1), {{id<InvoiceId>(1), id<ContractId>(1), pesos(100)}}, {}};
    const std::vector<Account> paid{account(1, {})};
    const auto done = allocate(payment, pesos(100), wish, paid);
    EXPECT_EQ(sum(done, EntryKind::credited), pesos(100));
    EXPECT_EQ(done.surplus, pesos(100));
}

TEST(Allocate, MoneyForNobodyKnownGoesToSuspense) {
    const Wish wish{id<ContractId>(7), {{id<InvoiceId>(1), id<ContractId>(7), pesos(60)}}, pesos(40)};
    const auto done = allocate(payment, pesos(100), wish, {});
    EXPECT_EQ(sum(done, EntryKind::suspense), pesos(100));
}

TEST(Allocate, NeverAppliesADebtTwiceWithinOnePayment) {
    const Application same{id<InvoiceId>(1), id<ContractId>(1), pesos(100)};
    const std::vector<Account> accounts{account(1, {{1, 100}})};
    const auto done = allocate(payment, pesos(200), {id<ContractId>(1), {same, same}, {}}, accounts);
    EXPECT_EQ(sum(done, EntryKind::applied), pesos(100));
    EXPECT_EQ(sum(done, EntryKind::credited), pesos(100));
}

TEST(UseCredit, PaysDebtsWithEarlierMoney) {
    const auto entries = use_credit(account(1, {{1, 100}, {2, 120}}, pesos(150)));
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].amount, pesos(50));
    EXPECT_TRUE(use_credit(account(1, {{1, 100}})).empty());
}

TEST(TillPayment, AddsUpOnlyWhenTendersAreWhatIsApplied) {
    TillPayment till;
    till.tenders = {{"cash", pesos(150), ""}, {"cash", -pesos(50), ""}};
    till.wish = {id<ContractId>(1), {{id<InvoiceId>(1), id<ContractId>(1), pesos(100)}}, {}};
    EXPECT_TRUE(till.adds_up());
    till.wish.advance = pesos(1);
    EXPECT_FALSE(till.adds_up());
    till.wish.advance = -pesos(1);
    till.wish.applications[0].amount = pesos(101);
    EXPECT_FALSE(till.adds_up());
}

// Whatever is wished for, no centavo is made or lost, and no debt is paid beyond what it owes.
TEST(Allocate, ConservesMoneyForAnyWish) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        std::mt19937_64 chance(seed);
        const auto pick = [&](int most) { return static_cast<int>(chance() % static_cast<std::uint64_t>(most)); };
        std::vector<Account> accounts;
        for (int contract = 0; contract < 3; ++contract)
            accounts.push_back(account(contract, {{contract * 10 + 1, pick(200) + 1}, {contract * 10 + 2, pick(200) + 1}}));
        Wish wish{id<ContractId>(pick(5)), {}, pesos(pick(3) * 50)};
        Money amount = wish.advance;
        for (int i = pick(5); i >= 0; --i) {
            const int contract = pick(4);
            wish.applications.push_back({id<InvoiceId>(contract * 10 + 1 + pick(3)), id<ContractId>(contract), pesos(pick(300) + 1)});
            amount += wish.applications.back().amount;
        }
        Payment made;
        made.amount = amount;
        made.entries = allocate(payment, amount, wish, accounts).entries;
        EXPECT_TRUE(made.conserves_money()) << "seed " << seed;
        for (const Account& owner : accounts)
            for (const Debt& debt : owner.debts) {
                Money paid;
                for (const LedgerEntry& entry : made.entries)
                    if (entry.invoice == debt.invoice) paid += entry.amount;
                EXPECT_LE(paid, debt.remaining) << "seed " << seed;
            }
    }
}

}  // namespace
}  // namespace aquacis::payments
