#include "cloud/billing/wire/published_invoice_generated.hpp"

#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {

v1::InvoiceGenerated invoice_generated(const Bill& bill, const BillingRunId& run) {
    v1::InvoiceGenerated message;
    message.set_invoice_id(bill.id.to_string());
    *message.mutable_invoice() = to_proto(bill);
    message.set_issued_at_us(to_microseconds(bill.issued.at));
    message.set_run_id(run.to_string());
    return message;
}

}  // namespace aquacis::billing
