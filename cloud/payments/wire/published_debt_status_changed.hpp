#pragma once
// debt.status.changed: an account as it now stands.

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/domain/account.hpp"

namespace aquacis::payments {

v1::AccountChanged account_changed(const Account& account);

}  // namespace aquacis::payments
