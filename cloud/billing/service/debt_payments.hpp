#pragma once
// What was paid for a bill, asked of payments.

#include "cloud/billing/service/context.hpp"

namespace aquacis::platform {
class Channels;
}

namespace aquacis::billing {

PaymentsOf debt_payments(const platform::Channels& channels);

}  // namespace aquacis::billing
