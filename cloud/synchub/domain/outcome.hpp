#pragma once
// An operation's name on the wire, and what became of it.

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/uuid.hpp"

namespace aquacis::synchub {

struct OperationKey {
    Uuid device;
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    friend constexpr auto operator<=>(const OperationKey&, const OperationKey&) = default;
};

struct Outcome {
    int verdict = 0;  // as aquacis.sync.v1.Verdict; 0: not decided yet
    std::string code, field, reason, remedy;
    std::vector<std::string> effects{};  // "account/<id>": what it announced; known when it is decided
};

}  // namespace aquacis::synchub
