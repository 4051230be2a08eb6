#pragma once
// The first of two persons: suspense money to a contract or back to the payer, or a payment cancelled. Nothing moves
// yet. The same thing asked again by the same person is the same request.

#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Result<MoneyRequest> ask_money_request(const Context& context, const platform::Caller& caller, const MoneyWish& wish);

}  // namespace aquacis::payments
