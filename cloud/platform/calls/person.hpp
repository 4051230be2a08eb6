#pragma once
// For what needs a person to answer for it: who asks, and who approves.

#include "cloud/platform/calls/guard.hpp"

namespace aquacis::platform {

bool is_person(const Caller& caller);  // not another context that works by itself or for somebody

}  // namespace aquacis::platform
