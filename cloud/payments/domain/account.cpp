#include "cloud/payments/domain/account.hpp"

namespace aquacis::payments {

Account with_entries(Account account, std::span<const LedgerEntry> entries) {
    for (const LedgerEntry& entry : entries) {
        if (entry.contract != account.contract) continue;
        if (entry.kind == EntryKind::credited) account.credit += entry.amount;
        for (Debt& debt : account.debts)
            if (entry.kind == EntryKind::applied && entry.invoice == debt.invoice) debt.remaining -= entry.amount;
    }
    std::erase_if(account.debts, [](const Debt& debt) { return !debt.remaining.is_positive(); });
    return account;
}

}  // namespace aquacis::payments
