#pragma once
// What tills ask of this context over their link: the older bills of a contract, to explain them. It decides on no
// operation.

#include "cloud/billing/service/context.hpp"
#include "cloud/platform/operations/operations.hpp"

namespace aquacis::billing {

platform::Operations make_operations(const Context& context);

}  // namespace aquacis::billing
