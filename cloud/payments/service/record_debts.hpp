#pragma once
// A bill becomes a debt; credit that waits for one pays it at once.

#include <span>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

void record_debts(const Context& context, platform::Transaction& tx, std::span<const Debt> debts);

}  // namespace aquacis::payments
