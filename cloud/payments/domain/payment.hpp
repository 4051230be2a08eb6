#pragma once
// A payment and where its money went. Received = applied + credited + suspense, always.

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace aquacis::payments {

enum class EntryKind { received, applied, credited, suspense, credit_used };

struct LedgerEntry {
    EntryKind kind = EntryKind::received;
    std::optional<PaymentId> payment;
    std::optional<ContractId> contract;
    std::optional<InvoiceId> invoice;
    Money amount;
};

struct Tender {
    std::string method;  // cash | card | transfer | cheque
    Money amount;        // change is a negative cash tender
    std::string reference;
};

struct Application {
    InvoiceId invoice;
    ContractId contract;
    Money amount;
};

struct Payment {
    PaymentId id;
    std::string channel;             // till | portal | oxxo | spei | bank
    std::string external_reference;  // unique within the channel
    Uuid digest;                     // of what was asked for
    std::optional<ContractId> contract;
    std::string contract_number;
    Money amount;
    std::string folio;
    std::optional<CashSessionId> session;
    Instant taken_at;
    std::vector<LedgerEntry> entries;

    Money sum(EntryKind kind) const {
        Money total;
        for (const LedgerEntry& entry : entries)
            if (entry.kind == kind) total += entry.amount;
        return total;
    }
    bool conserves_money() const {
        return sum(EntryKind::received) == amount &&
               amount == sum(EntryKind::applied) + sum(EntryKind::credited) + sum(EntryKind::suspense);
    }
};

}  // namespace aquacis::payments
