#pragma once
// Payments, their tenders and the ledger. All three only grow.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

// False when its id, its (channel, reference) or its folio is taken. Waits for a transaction that is taking it just
// now.
bool insert_payment(platform::Transaction& tx, const NewPayment& payment, Instant now);
// In one statement that goes with the next: the database refuses movements that do not balance.
void insert_movements(platform::Transaction& tx, std::span<const Movement> movements, Instant now);

std::optional<std::string> find_fingerprint(platform::Transaction& tx, PaymentId id);
std::optional<PaymentView> view_payment(platform::Transaction& tx, PaymentId id);

struct TakenMoney {
    std::string taken_by;
    std::optional<CashSessionId> session;
    std::string folio;  // that it stands under; empty outside a till
    Money amount;
    std::string contract_number;
};
std::optional<TakenMoney> find_taken_money(platform::Transaction& tx, PaymentId id);
// Where it is now: one entry for each kind, account and invoice. Stable while the payment's name and accounts are
// locked.
std::vector<LedgerEntry> find_placed_money(platform::Transaction& tx, PaymentId id);

struct Cancellation {
    PaymentId payment;
    std::string reason;
    std::string cancelled_by;
    std::string authorized_by;
    Instant cancelled_at;
};
bool is_cancelled(platform::Transaction& tx, PaymentId id);
bool is_cancelled_so(platform::Transaction& tx, const Cancellation& cancellation);  // by this very act
struct CancellationRecord {
    Uuid movement;
    Instant now;
};
void insert_cancellation(platform::Transaction& tx, const Cancellation& cancellation, const CancellationRecord& record);

}  // namespace aquacis::payments
