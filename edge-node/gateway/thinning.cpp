#include "edge-node/gateway/thinning.hpp"

namespace aquacis::edge {
namespace {

// FNV-1a: only to notice a change, and the same after a restart.
std::uint32_t hash_words(const std::vector<std::string>& words) {
    std::uint32_t hash = 2166136261u;
    for (const std::string& word : words)
        for (const char c : word + ' ')
            hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return words.empty() ? 0 : hash;
}

}  // namespace

std::optional<Kept> thin(const ThinningSettings& settings, const MeterMark& before, Instant at,
                         const Telegram& telegram) {
    const auto local = at + settings.utc_offset;
    MeterMark after = before;
    after.slot = std::chrono::floor<std::chrono::minutes>(local).time_since_epoch() / settings.interval;
    after.day = static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(local).time_since_epoch().count());
    after.words = hash_words(telegram.status);
    if (after.words != 0 && after.words != before.words) return Kept{RowClass::alarm, after};
    // Equal, not "not later": one moment of a wrong clock in the future must not silence a meter for years.
    if (after.slot == before.slot) return std::nullopt;
    const RowClass row_class = after.day != before.day && telegram.volume_m3 ? RowClass::billing : RowClass::interval;
    return Kept{row_class, after};
}

}  // namespace aquacis::edge
