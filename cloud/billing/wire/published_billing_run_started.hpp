#pragma once
// billing.run.started: whose bills come now.

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/billing/domain/run.hpp"

namespace aquacis::billing {

v1::BillingRunStarted run_started(const Run& run);

}  // namespace aquacis::billing
