#pragma once
// What was paid for a bill.

#include <string>
#include <vector>

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

Result<std::vector<DebtPayment>> list_debt_payments(const Context& context, const platform::Caller& caller,
                                                    const std::string& invoice_id);

}  // namespace aquacis::payments
