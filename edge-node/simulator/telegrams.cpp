#include "edge-node/simulator/telegrams.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "edge-node/decode/encoder.hpp"

namespace aquacis::edge {
namespace {

constexpr int day_begins_s = 6 * 3600;  // local: the first meter speaks
constexpr int day_lasts_s = 14 * 3600;
constexpr std::uint64_t unknown_seed = 0x6171756163697331;

struct Sent {
    int second;  // of the local day
    std::string line;
};

// SplitMix64: deterministic, the same on every machine.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

std::uint64_t seed_of(const MeterAddress& address) {
    std::uint64_t seed = address.version;
    for (const char c : address.manufacturer + address.id)
        seed = seed * 131 + static_cast<unsigned char>(c);
    return mix(seed);
}

int hash_to(std::uint64_t seed, int below) { return static_cast<int>(seed % static_cast<std::uint64_t>(below)); }

Bytes encode(const SimulatedMeter& meter, const MeterReadout& readout) {
    switch (meter.security) {
        case Security::mode5:
            return encode_mode5(readout, meter.key);
        case Security::mode7:
            return encode_mode7(readout, meter.key);
        case Security::ell_ctr:
            return encode_ell_ctr(readout, meter.key);
        default:
            return encode_plain(readout);
    }
}

// "2026-09-30 14:05:09.000", UTC, as the receiver prints it.
std::string line_time(Date day, int second) {
    std::string iso = to_iso(local_midnight(day) + std::chrono::seconds(second));
    iso.resize(23);  // milliseconds
    iso[10] = ' ';
    return iso;
}

class DayOfAir {
public:
    DayOfAir(const AirSettings& settings, Date date, int day) : settings_(settings), date_(date), day_(day) {}

    Sent send(const Bytes& frame, int second, int rssi) const {
        RadioLine radio;
        radio.received_at = line_time(date_, second);
        radio.rssi = rssi;
        std::string line = rtl_wmbus_line(frame, radio);
        if (settings_.mode_c) line.replace(0, 2, "C1");
        return {second, line + '\n'};
    }

    Sent meter(const SimulatedMeter& meter, int k) const {
        const std::uint64_t seed = seed_of(meter.address);
        const int slice = day_lasts_s / settings_.telegrams_a_day;
        const int second = day_begins_s + k * slice + hash_to(seed, slice);
        const int number = day_ * settings_.telegrams_a_day + k;
        MeterReadout readout;
        readout.address = meter.address;
        readout.volume_m3 = Decimal(meter.litres(day_), 3);
        readout.date_time = to_local_iso(local_midnight(date_) + std::chrono::seconds(second)).substr(0, 16);
        readout.access_number = static_cast<std::uint8_t>(hash_to(seed >> 8, 256) + number);
        readout.session_counter = static_cast<std::uint32_t>(hash_to(seed >> 16, 1 << 20) + number);
        return send(encode(meter, readout), second, 60 + hash_to(seed >> 24, 60));
    }

    Sent corrupt(std::vector<Sent>& sent, int n) const {
        Sent bad = sent[static_cast<std::size_t>(
            hash_to(mix(static_cast<std::uint64_t>(day_) * 7919 + static_cast<std::uint64_t>(n)),
                    static_cast<int>(sent.size())))];
        switch (n % 3) {
            case 0:
                bad.line.replace(3, 1, "0");
                break;  // the CRC flag
            case 1:
                bad.line.replace(5, 1, "0");
                break;  // the 3-out-of-6 flag
            default:
                bad.line.replace(bad.line.size() / 2, 1, "x");
                break;
        }
        return bad;
    }

    Sent unknown(int n) const {
        SimulatedMeter stranger;
        const std::uint64_t seed = mix(unknown_seed + static_cast<std::uint64_t>(n));
        const std::string digits = std::to_string(90'000'000 + n);
        stranger.address = {"SEN", digits, 0x68, 0x07};
        stranger.initial_litres = 1'000 + hash_to(seed, 1'000'000);
        if (n % 2 == 1) {
            stranger.security = Security::mode5;
            for (std::size_t i = 0; i < stranger.key.size(); ++i)
                stranger.key[i] = static_cast<std::uint8_t>(mix(seed + i));
        }
        return meter(stranger, 0);
    }

private:
    const AirSettings& settings_;
    const Date date_;
    const int day_;
};

}  // namespace

std::vector<std::string> lines_of_day(const MeterRegister& meters, const AirSettings& settings, int day,
                                      AirCounts& counts) {
    const DayOfAir air(settings, add_days(meters.start, day), day);
    std::vector<Sent> sent;
    for (const SimulatedMeter& meter : meters.meters)
        for (int k = 0; k < settings.telegrams_a_day; ++k)
            sent.push_back(air.meter(meter, k));
    counts.telegrams += static_cast<std::int64_t>(sent.size());
    if (!sent.empty())
        for (int n = 0; n < settings.corrupt; ++n, ++counts.corrupt)
            sent.push_back(air.corrupt(sent, n));
    for (int n = 0; n < settings.unknown; ++n, ++counts.unknown)
        sent.push_back(air.unknown(n));
    for (const std::string& hex : settings.mixed) {
        const auto frame = parse_hex(hex);
        if (!frame)
            throw std::runtime_error("a telegram to mix in, " + hex.substr(0, 40) +
                                     "…: " + describe(hex_fault(hex).value_or(HexFault{})));
        sent.push_back(
            air.send(*frame, day_begins_s + hash_to(mix(static_cast<std::uint64_t>(counts.mixed)), day_lasts_s), 80));
        ++counts.mixed;
    }
    std::stable_sort(sent.begin(), sent.end(), [](const Sent& a, const Sent& b) { return a.second < b.second; });
    std::vector<std::string> lines;
    lines.reserve(sent.size());
    for (Sent& one : sent)
        lines.push_back(std::move(one.line));
    return lines;
}

}  // namespace aquacis::edge
