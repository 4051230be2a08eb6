#pragma once
// A contract's bills as its one row of the feed.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/sync/v1/feed.pb.h"

namespace aquacis::synchub {

// Keeps the newest bill whole, and of each month what was used; thirteen months at most. In whatever order bills come,
// the row is the same; of two bills of one month the later one to come counts.
void add_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill);

}  // namespace aquacis::synchub
