#pragma once
// What the node does with every telegram that a receiver hands on, so that a fuzzer reaches it too.

#include "edge-node/decode/decoder.hpp"
#include "edge-node/gateway/identity.hpp"
#include "edge-node/gateway/receivers/meter_key.hpp"
#include "edge-node/gateway/thinning.hpp"

namespace aquacis::edge::fuzz {

inline void keep(const Telegram& telegram, Instant at) {
    const auto key = pack(telegram.address);
    if (!key) return;
    const std::uint64_t payload = payload_hash(telegram);
    identity_of(*key, telegram.counter.value_or(0), payload);
    litres_of(telegram);
    thin({}, {*key, -1, -1, 0}, at, telegram);
    to_body(telegram, {telegram.counter.value_or(0), payload}, TimeQuality::meter);
}

inline void decode_and_keep(std::span<const std::uint8_t> frame) {
    static const Drivers drivers = Drivers::built_in();
    static MemoryFormatStore formats;
    static Decoder decoder(drivers, formats);
    static const Key key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    const Decoded decoded = decoder.decode(frame, &key);
    if (decoded.outcome == Outcome::decoded) keep(decoded.telegram, Instant{});
}

}  // namespace aquacis::edge::fuzz
