#pragma once
// Accounts and cashiers as they stand, told again by debt.status.changed and cashier.changed.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

std::vector<platform::Announcement> accounts_and_cashiers_announced(const Context& context);

}  // namespace aquacis::payments
