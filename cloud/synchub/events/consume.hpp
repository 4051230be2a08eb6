#pragma once
// The feed as a projection of the contexts' events.

#include <functional>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::synchub {

// `moved` is called when rows are about to commit.
std::vector<platform::Subscription> subscriptions(const Clock& clock, std::function<void()> moved);

}  // namespace aquacis::synchub
