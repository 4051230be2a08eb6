#pragma once
// From a heard telegram to an entry of the spool: decode, know it again, thin. One thread.

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "edge-node/decode/decoder.hpp"
#include "edge-node/gateway/identity.hpp"
#include "edge-node/gateway/key_store.hpp"
#include "edge-node/gateway/receivers/reception.hpp"
#include "edge-node/gateway/thinning.hpp"
#include "edge-node/spool/spool_thread.hpp"

namespace aquacis::edge {

struct IntakeCounts {
    std::int64_t telegrams = 0;
    std::int64_t invalid = 0;  // not a telegram, or one that says nothing
    std::int64_t duplicates = 0;
    std::int64_t replayed = 0;  // with an older counter than the meter's newest: somebody plays them again
    std::int64_t thinned = 0;
    std::int64_t readings = 0;  // given to the spool
    std::int64_t alarms = 0;
    std::int64_t without_key = 0;
    std::int64_t unsealed = 0;   // kept ones that a key opened
    std::int64_t strangers = 0;  // telegrams of meters beyond the most that are kept in mind
};

// What the local page shows of one meter.
struct MeterSight {
    MeterKey meter = 0;
    std::int64_t heard_uptime_us = 0;
    Moment last;
    std::optional<std::int64_t> litres;
    std::array<std::int8_t, 4> rssi_dbm{};  // by receiver, the first four
    bool sealed = false;
    bool alarm = false;
};

class Intake {
public:
    Intake(const Drivers& drivers, SpoolThread& spool, ThinningSettings thinning);
    ~Intake();

    void thin_by(std::chrono::minutes interval);
    void use_keys(std::shared_ptr<const KeyStore> keys);  // from any thread; before the next telegram
    void take(const Reception& reception);
    // The next telegram of the meter is a reading whatever the interval says. False: it was never heard. Without one:
    // of all.
    bool let_next_through(std::optional<std::string> meter);  // "KAM 64107712"; from any thread
    // Tries what is kept undecrypted with the keys of now. Returns how many were opened; nothing: the disk is full, try
    // again later.
    std::optional<std::int64_t> unseal();

    // From any thread.
    IntakeCounts counts() const;
    std::vector<MeterSight> sights() const;
    MemoryFormatStore formats() const;  // of compact frames, as heard so far
    std::size_t meters() const;
    std::optional<Key> key_of(std::span<const std::uint8_t> frame) const;

private:
    class SpoolFormats;
    struct Meter {
        MeterMark mark;
        std::int64_t sealed_slot = -1;
        MeterSight sight;
    };
    Meter* meter_of(MeterKey key);
    Decoded decode(const Reception& reception, const KeyStore& keys);
    static bool is_replayed(MeterMark& mark, const Telegram& telegram, Instant at);
    bool keep(const Telegram& telegram, const Reception& reception, MeterKey key);
    void keep_sealed(const Reception& reception, const std::optional<MeterAddress>& address);
    void saw(Meter& meter, const Reception& reception);
    std::int64_t next_row(RowClass row_class) { return next_row_[static_cast<std::size_t>(row_class) - 1]++; }
    std::shared_ptr<const KeyStore> keys() const;

    SpoolThread& spool_;
    ThinningSettings thinning_;
    std::unique_ptr<SpoolFormats> formats_;
    Decoder decoder_;
    RecentIdentities recent_;
    std::array<std::int64_t, 3> next_row_{};
    mutable std::mutex mutex_;  // for what other threads look at
    std::unordered_map<MeterKey, Meter> meters_;
    IntakeCounts counts_;
    std::shared_ptr<const KeyStore> keys_;
};

}  // namespace aquacis::edge
