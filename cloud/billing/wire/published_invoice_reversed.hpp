#pragma once
// invoice.reversed: the bill as it was issued, and that it is void.

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/billing/domain/bill.hpp"

namespace aquacis::billing {

v1::InvoiceReversed invoice_reversed(const Bill& bill, const BillReversed& reversed);

}  // namespace aquacis::billing
