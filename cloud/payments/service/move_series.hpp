#pragma once
// A till's series goes to the machine that replaces it. What the old one still sends is taken under the old grants.

#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

struct SeriesMoveRequest {
    std::string series, device_id;
};
Result<bool> move_series(const Context& context, const platform::Caller& caller, const SeriesMoveRequest& request);

}  // namespace aquacis::payments
