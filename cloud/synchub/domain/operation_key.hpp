#pragma once
// An operation's name on the wire.

#include <compare>
#include <cstdint>

#include "base/uuid.hpp"

namespace aquacis::synchub {

struct OperationKey {
    Uuid device;
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    friend constexpr auto operator<=>(const OperationKey&, const OperationKey&) = default;
};

}  // namespace aquacis::synchub
