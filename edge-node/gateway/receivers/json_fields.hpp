#pragma once
// Fields of messages that others wrote. nlohmann's get<int> turns a number that does not fit into another one.

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/decimal.hpp"

namespace aquacis::edge {

struct WholeRange {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

// Nothing when it is absent, not a whole number or outside.
inline std::optional<std::int64_t> whole_field(const nlohmann::json& message, const char* field, WholeRange range) {
    const auto found = message.find(field);
    if (found == message.end() || !found->is_number_integer()) return std::nullopt;
    if (found->is_number_unsigned() &&
        found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    const auto value = found->get<std::int64_t>();
    return value >= range.least && value <= range.most ? std::optional(value) : std::nullopt;
}

// A decimal in quotes, or a plain JSON number as it was written (to 15 digits; one with an exponent is refused).
inline std::optional<Decimal> exact_field(const nlohmann::json& message, const char* field) {
    const auto found = message.find(field);
    if (found == message.end()) return std::nullopt;
    if (found->is_string()) return Decimal::parse(found->get<std::string>());
    return found->is_number() ? Decimal::parse(found->dump()) : std::nullopt;
}

}  // namespace aquacis::edge
