#pragma once
// What a contract owes and has.

#include <string>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

struct AccountQuery {
    std::string contract_id;
    std::string contract_number;  // one of the two
};

Result<Account> get_account(const Context& context, const platform::Caller& caller, const AccountQuery& query);

}  // namespace aquacis::payments
