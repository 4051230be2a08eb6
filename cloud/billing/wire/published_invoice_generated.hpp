#pragma once
// invoice.generated: the whole bill.

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/billing/domain/bill.hpp"

namespace aquacis::billing {

v1::InvoiceGenerated invoice_generated(const Bill& bill, const BillingRunId& run);

}  // namespace aquacis::billing
