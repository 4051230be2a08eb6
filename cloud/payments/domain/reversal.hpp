#pragma once
// A payment's money taken back from every place where it is now. Pure.

#include <span>
#include <vector>

#include "cloud/payments/domain/ledger.hpp"

namespace aquacis::payments {

// `placed`: where the payment's money stands at present, one entry for each (kind, account, invoice), all positive.
// Also what its credit paid later is taken back: that money went out again, so those invoices are owed again.
std::vector<LedgerEntry> reverse(std::span<const LedgerEntry> placed);

// What a payment paid for a bill that was reversed is the contract's credit.
struct PaidPart {
    PaymentId payment;
    ContractId contract;
    InvoiceId invoice;
    Money amount;
};
std::vector<LedgerEntry> to_credit(const PaidPart& paid);

// Suspense money leaves `from`. It is received anew in `to`, where that is another account, so that each account
// balances.
struct SuspenseMove {
    std::optional<ContractId> from;
    std::optional<ContractId> to;
    Money amount;
};
std::vector<LedgerEntry> leave_suspense(const SuspenseMove& move);

}  // namespace aquacis::payments
