#pragma once
// What was rejected is built anew with the data of now; what was set aside goes on where it stood. Who asked is noted.

#include <string>
#include <vector>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

// How many were; one that is neither rejected nor set aside is left alone.
Result<int> retry_cfdis(const Context& context, const platform::Caller& caller,
                        const std::vector<std::string>& invoice_ids);

}  // namespace aquacis::fiscal
