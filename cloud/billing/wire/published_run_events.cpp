#include "cloud/billing/wire/published_run_events.hpp"

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {

platform::Event run_started(const Run& run, const platform::Caller& caller, const Uuid& event_id, Instant now) {
    v1::BillingRunStarted message;
    message.set_run_id(run.id.to_string());
    message.set_zone_id(run.zone);
    message.set_period(run.period.to_string());
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "billing",
                                          .aggregate_type = "billing_run",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

platform::Event invoice_generated(const Bill& bill, const Run& run, const Uuid& event_id) {
    v1::InvoiceGenerated message;
    message.set_invoice_id(bill.id.to_string());
    *message.mutable_invoice() = to_proto(bill);
    message.set_issued_at_us(to_microseconds(bill.issued.at));
    message.set_run_id(run.id.to_string());
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "billing",
                                          .aggregate_type = "invoice",
                                          .timestamp = bill.issued.at,
                                          .administration = run.administration,
                                          .correlation_id = run.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::billing
