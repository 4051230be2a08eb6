#pragma once
// Accounts as they stand, told again by debt.status.changed. Who may sign in where is asked for, not told.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

std::vector<platform::Announcement> accounts_announced(const Context& context);

}  // namespace aquacis::payments
