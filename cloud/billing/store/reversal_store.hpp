#pragma once
// What was asked about issued bills, and what a reversal writes.

#include <optional>
#include <vector>

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/reversal.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

bool insert_reversal(platform::Transaction& tx, const BillReversal& reversal);  // false: the bill has one already
std::optional<BillReversal> find_reversal_of(platform::Transaction& tx, InvoiceId invoice);  // not a declined one
std::optional<BillReversal> hold_reversal(platform::Transaction& tx, const Uuid& id);
std::vector<BillReversal> list_reversals(platform::Transaction& tx, int limit);  // not decided, oldest first
void decide_reversal(platform::Transaction& tx, const BillReversal& reversal, Instant now);

// The event, the invoice's state, the run's totals; and the contract may be billed for the period again.
void reverse_bill(platform::Transaction& tx, const Bill& bill, const BillReversed& reversed);

}  // namespace aquacis::billing
