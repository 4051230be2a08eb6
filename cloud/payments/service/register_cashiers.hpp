#pragma once
// The people who may sign in at a till. The same id again replaces.

#include <span>

#include "cloud/payments/domain/requests.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

inline constexpr std::size_t most_cashiers = 100;

Result<int> register_cashiers(const Context& context, const platform::Caller& caller,
                              std::span<const Cashier> cashiers);

}  // namespace aquacis::payments
