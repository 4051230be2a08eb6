#pragma once
// The second of two persons: what was asked is done, as new entries of the ledger, or it is not.

#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Result<std::vector<MoneyRequest>> list_money_requests(const Context& context, const platform::Caller& caller);
Result<MoneyRequest> approve_money_request(const Context& context, const platform::Caller& caller,
                                           const std::string& request_id);
// Also by the person who asked: that is how it is taken back.
Result<MoneyRequest> decline_money_request(const Context& context, const platform::Caller& caller,
                                           const std::string& request_id);

}  // namespace aquacis::payments
