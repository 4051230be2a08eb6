#pragma once
// One step of the oldest run that is not completed, in whatever administration: a page of its campaign becomes bills,
// events and parked accounts in one transaction, together with where the next page begins. So it may be killed at any
// point and goes on.

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

// True when there may be more to do at once.
bool advance_run(const Context& context);

}  // namespace aquacis::billing
