#pragma once
// A contract's bills as its one row of the feed.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/sync/v1/feed.pb.h"

namespace aquacis::synchub {

// Keeps the newest bill whole, and of each month what was used; thirteen months at most. In whatever order bills come,
// the row is the same; of a month's bills the newest revision counts, and of equal ones the later one to come. What was
// reversed does not come back.
void add_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill);

// Takes a void bill out: its explanation when it is the one shown, and its month unless another revision says it.
void remove_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill);

}  // namespace aquacis::synchub
