#pragma once
// One person asks that a bill be reversed, another one decides. A bill whose debt carries a payment is not reversed; a
// payment that comes meanwhile becomes the contract's credit where the debt is withdrawn.

#include <string>
#include <vector>

#include "cloud/billing/domain/reversal.hpp"
#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

Result<BillReversal> reverse_bill(const Context& context, const platform::Caller& caller,
                                  const ReversalRequest& request);
Result<std::vector<BillReversal>> list_reversals(const Context& context, const platform::Caller& caller);
Result<BillReversal> approve_reversal(const Context& context, const platform::Caller& caller, const std::string& id);
Result<BillReversal> decline_reversal(const Context& context, const platform::Caller& caller, const std::string& id);

}  // namespace aquacis::billing
