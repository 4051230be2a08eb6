#pragma once
// Payments, their tenders and the ledger. All three only grow.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

struct KnownPayment {
    PaymentId id;
    std::string fingerprint;
};

// False when its id, its (channel, reference) or its folio is taken. Waits for a transaction that is taking it just
// now.
bool insert_payment(platform::Transaction& tx, const NewPayment& payment, Instant now);
// In one statement: the database refuses movements that do not balance.
void insert_movements(platform::Transaction& tx, std::span<const Movement> movements, Instant now);

std::optional<KnownPayment> find_payment(platform::Transaction& tx, const std::string& channel,
                                         const std::string& external_reference);
std::optional<std::string> find_fingerprint(platform::Transaction& tx, PaymentId id);
std::optional<PaymentView> view_payment(platform::Transaction& tx, PaymentId id);
bool folio_is_taken(platform::Transaction& tx, const Folio& folio);

}  // namespace aquacis::payments
