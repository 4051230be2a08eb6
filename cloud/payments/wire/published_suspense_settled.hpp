#pragma once
// suspense.settled: money in suspense has its account, or was given back.

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/domain/money_request.hpp"

namespace aquacis::payments {

v1::SuspenseSettled suspense_settled(const MoneyRequest& request, const std::optional<ContractId>& contract,
                                     Instant now);

}  // namespace aquacis::payments
