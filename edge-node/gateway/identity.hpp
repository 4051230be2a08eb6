#pragma once
// The same telegram heard twice: by two receivers, through a repeater, or again from the spool of an earlier life.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "base/time.hpp"
#include "edge-node/gateway/receivers/meter_key.hpp"

namespace aquacis::edge {

// First eight bytes, as a number, of the SHA-256 of what the telegram says once decrypted: a repeater changes the
// frame, not this.
std::uint64_t payload_hash(const Telegram& telegram);
std::uint64_t hash_bytes(std::span<const std::uint8_t> bytes);

// Manufacturer, id, version, type, counter and payload, in 64 bits.
std::uint64_t identity_of(MeterKey meter, std::uint32_t counter, std::uint64_t payload);

// The identities of the last minutes. An access number is eight bits: a stopped meter repeats an identity honestly
// after an hour, so an identity is the same telegram only within the window.
class RecentIdentities {
public:
    static constexpr std::size_t most = 32'768;
    static constexpr std::chrono::minutes window{10};

    struct Seen {
        std::int64_t row = 0;  // where the spool keeps it; 0: thinned away
        int rssi_dbm = 0;      // the best so far
        Instant at;
    };
    Seen* find(std::uint64_t identity, Instant at);
    void remember(std::uint64_t identity, const Seen& seen);

private:
    std::unordered_map<std::uint64_t, Seen> seen_;
    std::deque<std::uint64_t> order_;
};

}  // namespace aquacis::edge
