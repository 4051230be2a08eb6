#pragma once
// The bills that stand, told again by invoice.generated: who has a debt or a tax document of one takes no other.

#include "cloud/billing/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::billing {

platform::Announcement bills_announced(const Context& context);

}  // namespace aquacis::billing
