#include "edge-node/gateway/intake.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "edge-node/gateway/reading.hpp"

namespace aquacis::edge {
namespace {

constexpr int sealed_page = 100;
constexpr int max_sealed_pages = 10'000;
constexpr std::chrono::minutes receivers_lag{10};
constexpr std::chrono::hours counter_believed{24};

std::string as_text(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

// Kamstrup's compact frames need the full frame's headers: they are in the spool's file, and so survive a restart.
class Intake::SpoolFormats : public FormatStore {
public:
    explicit SpoolFormats(SpoolThread& spool) : spool_(spool) {
        spool_.call([&](Spool& file) {
            for (const auto& [signature, headers] : file.formats())
                known_.remember(signature, {reinterpret_cast<const std::uint8_t*>(headers.data()), headers.size()});
        });
    }
    void remember(std::uint16_t signature, std::span<const std::uint8_t> headers) override {
        {
            const std::lock_guard lock(mutex_);
            if (known_.find(signature)) return;
            known_.remember(signature, headers);
        }
        spool_.append(KeepFormat{signature, as_text(headers)});
    }
    std::optional<Bytes> find(std::uint16_t signature) const override {
        const std::lock_guard lock(mutex_);
        return known_.find(signature);
    }
    MemoryFormatStore copy() const {
        const std::lock_guard lock(mutex_);
        return known_;
    }

private:
    SpoolThread& spool_;
    mutable std::mutex mutex_;  // the page asks too
    MemoryFormatStore known_;
};

Intake::Intake(const Drivers& drivers, SpoolThread& spool, ThinningSettings thinning)
    : spool_(spool),
      thinning_(thinning),
      formats_(std::make_unique<SpoolFormats>(spool)),
      decoder_(drivers, *formats_),
      keys_(std::make_shared<const KeyStore>()) {
    spool_.call([&](Spool& file) {
        for (const RowClass row_class : row_classes)
            next_row_[static_cast<std::size_t>(row_class) - 1] = file.next_row(row_class);
        for (const MeterMark& mark : file.marks()) {
            Meter& meter = meters_[mark.meter];
            meter.mark = mark;
            meter.sight.meter = mark.meter;
        }
    });
}

Intake::~Intake() = default;

void Intake::thin_by(std::chrono::minutes interval) {
    const std::lock_guard lock(mutex_);
    thinning_.interval = interval;
}

void Intake::use_keys(std::shared_ptr<const KeyStore> keys) {
    const std::lock_guard lock(mutex_);
    keys_ = std::move(keys);
}

std::shared_ptr<const KeyStore> Intake::keys() const {
    const std::lock_guard lock(mutex_);
    return keys_;
}

IntakeCounts Intake::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::vector<MeterSight> Intake::sights() const {
    const std::lock_guard lock(mutex_);
    std::vector<MeterSight> found;
    found.reserve(meters_.size());
    for (const auto& [key, meter] : meters_)
        found.push_back(meter.sight);
    return found;
}

MemoryFormatStore Intake::formats() const { return formats_->copy(); }

std::size_t Intake::meters() const {
    const std::lock_guard lock(mutex_);
    return meters_.size();
}

std::optional<Key> Intake::key_of(std::span<const std::uint8_t> frame) const {
    const auto address = peek_address(frame);
    const auto name = address ? pack_name(address->manufacturer, address->id) : std::nullopt;
    const auto known = keys();
    const Key* key = name ? known->find(*name) : nullptr;
    return key != nullptr ? std::optional(*key) : std::nullopt;
}

bool Intake::let_next_through(std::optional<std::string> meter) {
    const auto name = meter && meter->size() > 4 ? pack_name(meter->substr(0, 3), meter->substr(4)) : std::nullopt;
    if (meter && !name) return false;
    bool found = false;
    const std::lock_guard lock(mutex_);
    for (auto& [key, one] : meters_) {
        if (name && name_of(key) != *name) continue;
        one.mark.slot = -1;
        found = true;
    }
    return found || !meter;
}

Intake::Meter* Intake::meter_of(MeterKey key) {
    const auto known = meters_.find(key);
    if (known != meters_.end()) return &known->second;
    if (meters_.size() >= static_cast<std::size_t>(Spool::max_meters)) return nullptr;
    Meter& meter = meters_[key];
    meter.mark = {key, -1, -1, 0};
    meter.sight.meter = key;
    return &meter;
}

Decoded Intake::decode(const Reception& reception, const KeyStore& keys) {
    if (reception.telegram) return {Outcome::decoded, *reception.telegram, std::nullopt};
    const auto address = peek_address(reception.frame);
    const auto name = address ? pack_name(address->manufacturer, address->id) : std::nullopt;
    return decoder_.decode(reception.frame, name ? keys.find(*name) : nullptr);
}

void Intake::take(const Reception& reception) {
    const Decoded decoded = decode(reception, *keys());
    {
        const std::lock_guard lock(mutex_);
        ++counts_.telegrams;
        if (decoded.outcome == Outcome::invalid) ++counts_.invalid;
    }
    if (decoded.outcome == Outcome::invalid) return;
    if (decoded.outcome == Outcome::needs_key) return keep_sealed(reception, decoded.telegram.address);
    if (const auto key = pack(decoded.telegram.address)) keep(decoded.telegram, reception, *key);
}

// A receiver that lags may bring an older telegram minutes later; a meter whose counter began anew is believed after a
// day. The mark is stored with each reading that is kept, so that a restart opens no door.
bool Intake::is_replayed(MeterMark& mark, const Telegram& telegram, Instant at) {
    if (!telegram.counter_rises || !telegram.counter) return false;
    const bool fell = mark.counter_at && *telegram.counter < mark.counter;
    if (fell && at > *mark.counter_at + receivers_lag && at < *mark.counter_at + counter_believed) return true;
    if (fell && at <= *mark.counter_at + receivers_lag) return false;
    mark.counter = *telegram.counter;
    mark.counter_at = std::chrono::floor<std::chrono::minutes>(at);
    return false;
}

// The entries go to the spool outside the lock: a full spool must not stop the page from being read.
bool Intake::keep(const Telegram& telegram, const Reception& reception, MeterKey key) {
    const std::uint64_t payload = payload_hash(telegram);
    const std::uint32_t counter = telegram.counter.value_or(0);
    const std::uint64_t identity = identity_of(key, counter, payload);
    // Without a wall clock the window is measured on the monotonic one.
    const bool clocked = reception.moment.quality != TimeQuality::unknown;
    const Instant at = clocked ? reception.moment.at : from_microseconds(reception.moment.uptime_us);
    std::optional<SpoolEntry> entry;
    {
        const std::lock_guard lock(mutex_);
        Meter* const meter = meter_of(key);
        if (meter != nullptr && is_replayed(meter->mark, telegram, at)) {
            ++counts_.replayed;
            return false;
        }
        if (meter != nullptr) {
            saw(*meter, reception);
            meter->sight.sealed = false;
            meter->sight.alarm = !telegram.status.empty();
            if (const auto litres = litres_of(telegram)) meter->sight.litres = litres;
        } else {
            ++counts_.strangers;
        }
        if (RecentIdentities::Seen* seen = recent_.find(identity, at)) {
            ++counts_.duplicates;
            if (reception.rssi_dbm == 0 || (seen->rssi_dbm != 0 && reception.rssi_dbm <= seen->rssi_dbm)) return false;
            seen->rssi_dbm = reception.rssi_dbm;
            if (seen->row != 0) entry = ImproveRssi{seen->row, reception.rssi_dbm};
        } else {
            const MeterMark before = meter != nullptr ? meter->mark : MeterMark{key, -1, -1, 0};
            const auto kept = thin(thinning_, before, at, telegram);
            std::int64_t row = 0;
            if (kept) {
                row = next_row(kept->row_class);
                entry = KeepReading{row,
                                    reception.moment,
                                    reception.rssi_dbm,
                                    to_body(telegram, {counter, payload}, reception.moment.quality),
                                    kept->mark,
                                    reception.telegram.has_value()};
                if (meter != nullptr) meter->mark = kept->mark;
                ++counts_.readings;
                if (kept->row_class == RowClass::alarm) ++counts_.alarms;
            } else {
                ++counts_.thinned;
            }
            recent_.remember(identity, {row, reception.rssi_dbm, at});
        }
    }
    if (!entry) return false;
    spool_.append(std::move(*entry));
    return true;
}

void Intake::saw(Meter& meter, const Reception& reception) {
    meter.sight.heard_uptime_us = reception.moment.uptime_us;
    meter.sight.last = reception.moment;
    if (reception.receiver < meter.sight.rssi_dbm.size())
        meter.sight.rssi_dbm[reception.receiver] = static_cast<std::int8_t>(std::clamp(reception.rssi_dbm, -128, 0));
}

// One an hour of each meter is kept, so that a missing key costs no more than the hours it is missing.
void Intake::keep_sealed(const Reception& reception, const std::optional<MeterAddress>& address) {
    const auto key = address ? pack(*address) : std::nullopt;
    if (!key) return;
    KeepSealed entry{*key, reception.moment, reception.rssi_dbm, as_text(reception.frame)};
    {
        const std::lock_guard lock(mutex_);
        ++counts_.without_key;
        Meter* const meter = meter_of(*key);
        if (meter == nullptr) {
            ++counts_.strangers;
            return;
        }
        saw(*meter, reception);
        meter->sight.sealed = true;
        const bool clocked = reception.moment.quality != TimeQuality::unknown;
        const Instant at = clocked ? reception.moment.at : from_microseconds(reception.moment.uptime_us);
        const std::int64_t slot = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch() / thinning_.interval;
        if (slot <= meter->sealed_slot) {
            ++counts_.thinned;
            return;
        }
        meter->sealed_slot = slot;
    }
    spool_.append(std::move(entry));
}

std::optional<std::int64_t> Intake::unseal() {
    const auto keys = this->keys();
    std::int64_t opened = 0;
    std::int64_t after = 0;
    for (int page = 0; page < max_sealed_pages; ++page) {
        std::vector<SealedRow> rows;
        if (!spool_.call_if_durable([&](Spool& file) { rows = file.sealed_after(after, sealed_page); }))
            return std::nullopt;
        if (rows.empty()) break;
        for (const SealedRow& row : rows) {
            after = row.row;
            if (keys->find(name_of(row.meter)) == nullptr) continue;
            Reception reception;
            reception.frame.assign(row.frame.begin(), row.frame.end());
            reception.moment = row.moment;
            reception.rssi_dbm = row.rssi_dbm;
            const Decoded decoded = decode(reception, *keys);
            if (decoded.outcome == Outcome::needs_key) continue;
            if (decoded.outcome == Outcome::decoded) {
                if (const auto key = pack(decoded.telegram.address)) keep(decoded.telegram, reception, *key);
                ++opened;
                const std::lock_guard lock(mutex_);
                ++counts_.unsealed;
            }
            spool_.append(RemoveSealed{row.row});
        }
    }
    return opened;
}

}  // namespace aquacis::edge
