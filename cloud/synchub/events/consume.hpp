#pragma once
// The feed as a projection of the contexts' events.

#include <functional>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::synchub {

// `moved` is called when rows are about to commit.
std::vector<platform::Subscription> subscriptions(std::function<void()> moved);

}  // namespace aquacis::synchub
