#include "cloud/payments/domain/reversal.hpp"

#include <map>

namespace aquacis::payments {

std::vector<LedgerEntry> reverse(std::span<const LedgerEntry> placed) {
    std::vector<LedgerEntry> entries;
    std::map<std::optional<ContractId>, Money> out;
    for (const LedgerEntry& entry : placed) {
        if (entry.kind == EntryKind::received || entry.kind == EntryKind::returned) continue;
        entries.push_back({entry.kind, entry.contract, entry.invoice, -entry.amount});
        out[entry.contract] += entry.amount;
    }
    for (const auto& [contract, amount] : out)
        if (!amount.is_zero()) entries.push_back({EntryKind::returned, contract, std::nullopt, amount});
    return entries;
}

std::vector<LedgerEntry> to_credit(const PaidPart& paid) {
    return {{EntryKind::applied, paid.contract, paid.invoice, -paid.amount},
            {EntryKind::credited, paid.contract, std::nullopt, paid.amount}};
}

std::vector<LedgerEntry> leave_suspense(const SuspenseMove& move) {
    std::vector<LedgerEntry> entries{{EntryKind::suspense, move.from, std::nullopt, -move.amount}};
    if (move.from == move.to) return entries;
    entries.push_back({EntryKind::received, move.from, std::nullopt, -move.amount});
    entries.push_back({EntryKind::received, move.to, std::nullopt, move.amount});
    return entries;
}

}  // namespace aquacis::payments
