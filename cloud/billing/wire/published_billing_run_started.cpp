#include "cloud/billing/wire/published_billing_run_started.hpp"

namespace aquacis::billing {

v1::BillingRunStarted run_started(const Run& run) {
    v1::BillingRunStarted message;
    message.set_run_id(run.id.to_string());
    message.set_zone_id(run.zone);
    message.set_period(run.period.to_string());
    return message;
}

}  // namespace aquacis::billing
