#pragma once
// billing.run.started and invoice.generated.

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/run.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::billing {

platform::Event run_started(const Run& run, const platform::Caller& caller, const Uuid& event_id, Instant now);
platform::Event invoice_generated(const Bill& bill, const Run& run, const Uuid& event_id);

}  // namespace aquacis::billing
