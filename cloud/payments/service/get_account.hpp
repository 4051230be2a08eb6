#pragma once
// What a contract owes and has in its favour now, by its id or its number.

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

struct AccountQuestion {
    std::string contract_id, contract_number;
};

Result<Account> get_account(const Context& context, const platform::Caller& caller, const AccountQuestion& question);

}  // namespace aquacis::payments
