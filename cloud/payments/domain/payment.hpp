#pragma once
// A payment as it came in, and what became of it at once.

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/payments/domain/ledger.hpp"

namespace aquacis::payments {

struct Folio {
    std::string series;  // "QRO-C03"
    std::int64_t number = 0;
    std::string text;  // "QRO-C03-004512"
};

struct Tender {
    std::string method;  // cash | card | transfer | cheque
    Money amount;        // change is a negative cash tender
    std::string reference;
};

struct NewPayment {
    PaymentId id;
    std::string channel;             // till | portal | oxxo | spei | bank
    std::string external_reference;  // with the channel the idempotency key
    std::string fingerprint;         // of what was asked: the same key with another is another payment
    std::optional<ContractId> contract;
    std::string contract_number;
    Money amount;
    std::optional<Folio> folio;
    bool folio_stands = true;  // false: it is not this payment's, which stands under the server's
    std::string server_folio{};
    std::optional<CashSessionId> session;
    std::vector<Tender> tenders;
    Instant taken_at;
    std::optional<std::int64_t> taken_at_raw_us{};  // what a clock said that nobody can mean
    std::string taken_by{};                         // the cashier
};

struct PaymentView {
    PaymentId id;
    std::string contract_number;
    Money amount;
    std::vector<LedgerEntry> entries;  // of its first movement

    Money applied() const { return sum_of(entries, EntryKind::applied); }
    Money credited() const { return sum_of(entries, EntryKind::credited); }
    Money suspense() const { return sum_of(entries, EntryKind::suspense); }
};

}  // namespace aquacis::payments
