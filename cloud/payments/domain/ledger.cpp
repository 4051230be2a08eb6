#include "cloud/payments/domain/ledger.hpp"

#include <array>
#include <map>
#include <utility>

namespace aquacis::payments {
namespace {

constexpr std::array<std::pair<EntryKind, std::string_view>, 5> kinds{{{EntryKind::received, "received"},
                                                                       {EntryKind::applied, "applied"},
                                                                       {EntryKind::credited, "credited"},
                                                                       {EntryKind::suspense, "suspense"},
                                                                       {EntryKind::returned, "returned"}}};

}  // namespace

std::string_view to_text(EntryKind kind) {
    for (const auto& [known, name] : kinds)
        if (known == kind) return name;
    return {};
}

std::optional<EntryKind> parse_entry_kind(std::string_view text) {
    for (const auto& [known, name] : kinds)
        if (name == text) return known;
    return std::nullopt;
}

bool balanced(std::span<const LedgerEntry> entries) {
    std::map<std::optional<ContractId>, Money> open;
    for (const LedgerEntry& entry : entries) {
        if (entry.amount.is_zero()) return false;
        open[entry.contract] += entry.kind == EntryKind::received ? entry.amount : -entry.amount;
    }
    for (const auto& [contract, left] : open)
        if (!left.is_zero()) return false;
    return !entries.empty();
}

Money sum_of(std::span<const LedgerEntry> entries, EntryKind kind) {
    Money sum;
    for (const LedgerEntry& entry : entries)
        if (entry.kind == kind) sum += entry.amount;
    return sum;
}

}  // namespace aquacis::payments
