#pragma once
// cashier.changed: who may take money at which office.

#include <span>
#include <vector>

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/domain/requests.hpp"

namespace aquacis::payments {

std::vector<v1::CashierChanged> cashiers_changed(std::span<const Cashier> cashiers);

}  // namespace aquacis::payments
