#include "cloud/payments/wire/published_debt_status_changed.hpp"

#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {

v1::AccountChanged account_changed(const Account& account) {
    v1::AccountChanged message;
    message.set_contract_id(account.contract.to_string());
    *message.mutable_account() = to_proto(account);
    message.set_version(account.version);
    return message;
}

}  // namespace aquacis::payments
