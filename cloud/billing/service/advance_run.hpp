#pragma once
// One step of one run: the runs of each administration in turn. A page of its campaign, or afterwards of the register,
// becomes bills, events and accounts set aside in one transaction, together with where the next page begins. So it may
// be killed at any point and goes on; and whatever is wrong with one run stays with it.

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

// True when there may be more to do at once.
bool advance_run(const Context& context);

}  // namespace aquacis::billing
