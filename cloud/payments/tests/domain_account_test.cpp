#include "cloud/payments/domain/account.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aquacis::payments {
namespace {

template <class Id>
Id named(const std::string& name) {
    return Id(make_named_uuid(Uuid{}, name));
}
const ContractId ana = named<ContractId>("ana"), beto = named<ContractId>("beto");
const InvoiceId september = named<InvoiceId>("sep"), october = named<InvoiceId>("oct");

Account owing(std::vector<std::pair<InvoiceId, std::int64_t>> debts, std::int64_t credit = 0) {
    Account account{ana, "00001-8", {}, Money::centavos(credit), 7};
    for (const auto& [invoice, centavos] : debts) {
        Debt& debt = account.debts.emplace_back();
        debt.invoice = invoice;
        debt.contract = ana;
        debt.total = debt.remaining = Money::centavos(centavos);
    }
    return account;
}
LedgerEntry applied(InvoiceId invoice, std::int64_t centavos) {
    return {EntryKind::applied, ana, invoice, Money::centavos(centavos)};
}

TEST(WithEntries, ADebtThatIsPaidIsGoneAndOneInPartIsLess) {
    const std::vector entries{LedgerEntry{EntryKind::received, ana, {}, Money::centavos(150)}, applied(september, 100),
                              applied(october, 50)};
    const Account after = with_entries(owing({{september, 100}, {october, 200}}), entries);
    ASSERT_EQ(after.debts.size(), 1U);
    EXPECT_EQ(after.debts[0].invoice, october);
    EXPECT_EQ(after.debts[0].remaining.centavos(), 150);
    EXPECT_EQ(after.debts[0].total.centavos(), 200);
    EXPECT_TRUE(after.credit.is_zero());
    EXPECT_EQ(after.version, 7U);
}

TEST(WithEntries, CreditAddsUpAndOthersMoneyIsTheirs) {
    const std::vector entries{LedgerEntry{EntryKind::credited, ana, {}, Money::centavos(30)},
                              LedgerEntry{EntryKind::credited, beto, {}, Money::centavos(500)},
                              LedgerEntry{EntryKind::suspense, {}, {}, Money::centavos(40)}};
    const Account after = with_entries(owing({{october, 200}}, 5), entries);
    EXPECT_EQ(after.credit.centavos(), 35);
    EXPECT_EQ(after.owed().centavos(), 200);
}

}  // namespace
}  // namespace aquacis::payments
