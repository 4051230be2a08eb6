#pragma once
// UUIDs (RFC 9562), version 7: time-ordered, made where the thing is made, also offline.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace aquacis {

class Uuid {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    constexpr Uuid() = default;
    explicit constexpr Uuid(const Bytes& bytes) : bytes_(bytes) {}
    static std::optional<Uuid> parse(std::string_view text);        // 8-4-4-4-12 hexadecimal digits
    static std::optional<Uuid> from_bytes(std::string_view bytes);  // exactly 16 bytes

    std::string to_string() const;
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
    const Bytes& bytes() const { return bytes_; }
    bool is_nil() const { return *this == Uuid{}; }
    friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;

private:
    Bytes bytes_{};
};

// 64 random bits a call. The operating system's in a program, seeded in tests and the register's seed.
using RandomBits = std::function<std::uint64_t()>;
RandomBits system_random();
RandomBits seeded_random(std::uint64_t seed);

Uuid make_uuid_v7(Instant now, const RandomBits& random);
// Deterministic (version 8): the same name in the same space is the same id, so a repeated step finds its own work.
Uuid make_named_uuid(const Uuid& space, std::string_view name);

}  // namespace aquacis

template <>
struct std::hash<aquacis::Uuid> {
    std::size_t operator()(const aquacis::Uuid& id) const noexcept { return std::hash<std::string_view>{}(id.view()); }
};
