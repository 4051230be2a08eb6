#pragma once
// The feed as a projection of the contexts' events.

#include <functional>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::synchub {

struct FeedCallbacks {
    std::function<void()> moved;  // rows are about to commit
    std::function<void(AdministrationId)> staff_changed;
};
std::vector<platform::Subscription> subscriptions(const FeedCallbacks& callbacks);

}  // namespace aquacis::synchub
