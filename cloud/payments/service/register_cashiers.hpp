#pragma once
// The people who may sign in at a till. The same id again replaces.

#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/requests.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

inline constexpr std::size_t most_cashiers = 100;

// With what the PIN will be checked by; without a PIN it stays as it was. Refused: fewer than six digits, or in a row.
Result<Cashier> with_pin(Cashier cashier, const std::string& pin, const RandomBits& random);

Result<int> register_cashiers(const Context& context, const platform::Caller& caller,
                              std::span<const Cashier> cashiers);

Result<> deactivate_cashier(const Context& context, const platform::Caller& caller, const std::string& cashier_id);
std::vector<Cashier> cashiers_of_office(const Context& context, const platform::Caller& caller,
                                        const std::string& office);

}  // namespace aquacis::payments
