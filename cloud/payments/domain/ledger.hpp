#pragma once
// Where each peso of a payment is. A movement's entries balance: received = applied + credited + suspense + returned.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"

namespace aquacis::payments {

enum class EntryKind {
    received,  // came in
    applied,   // pays an invoice
    credited,  // in the customer's favour; negative when it is used
    suspense,  // for a person to look at
    returned,  // went back out
};
std::string_view to_text(EntryKind kind);
std::optional<EntryKind> parse_entry_kind(std::string_view text);

struct LedgerEntry {
    EntryKind kind = EntryKind::received;
    std::optional<ContractId> contract;  // the account; none when no contract could be found
    std::optional<InvoiceId> invoice;    // of an applied entry
    Money amount;
    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// All entries that one payment makes at one moment. The first movement of a payment has the payment's own id.
struct Movement {
    Uuid id;
    PaymentId payment;
    std::vector<LedgerEntry> entries;
};

// Balanced in all and in each account, with something in it.
bool balanced(std::span<const LedgerEntry> entries);
Money sum_of(std::span<const LedgerEntry> entries, EntryKind kind);

}  // namespace aquacis::payments
