#pragma once
// How much money waits for a person, in each administration.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::Gauges suspense_gauges(const Context& context);

}  // namespace aquacis::payments
