#include "cloud/payments/wire/published_cashier_changed.hpp"

#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {

std::vector<v1::CashierChanged> cashiers_changed(std::span<const Cashier> cashiers) {
    std::vector<v1::CashierChanged> changed;
    for (const Cashier& cashier : cashiers) {
        v1::CashierChanged& message = changed.emplace_back();
        message.set_cashier_id(cashier.id);
        *message.mutable_cashier() = to_proto(cashier);
    }
    return changed;
}

}  // namespace aquacis::payments
