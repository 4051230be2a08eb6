#pragma once
// Payments with their tenders and ledger entries.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/platform/postgres.hpp"

namespace aquacis::payments {

// False when the id or the (channel, reference) is taken: nothing was written. Its entries are written with it.
bool insert_payment(platform::Transaction& tx, const Payment& payment, Instant received_at);
void insert_tenders(platform::Transaction& tx, PaymentId payment, std::span<const Tender> tenders);
void insert_entries(platform::Transaction& tx, std::span<const LedgerEntry> entries, Instant at);
std::optional<Payment> find_payment(platform::Transaction& tx, PaymentId id);
std::optional<PaymentId> find_payment_by_reference(platform::Transaction& tx, const std::string& channel, const std::string& reference);

}  // namespace aquacis::payments
