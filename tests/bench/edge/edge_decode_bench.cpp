// Telegrams decoded per second on one core, for each security mode: what an edge node can keep up with.
// Each meter has its own key, as in the field, so that a change of key is part of the price.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

#include "edge-node/decode/decoder.hpp"
#include "edge-node/decode/encoder.hpp"
#include "tests/bench/edge/peer.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::edge;

constexpr unsigned meters = 2000;
constexpr unsigned runs = 5;
constexpr double run_for_s = 0.6;
constexpr unsigned peer_telegrams = 20'000;
constexpr unsigned peer_meters =
    10;  // wmbusmeters looks through all its meters for each telegram: few are to its advantage

struct Sample {
    Key key{};
    Bytes telegram;
};

Key key_of(unsigned meter) {
    Key key{};
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>((meter >> (i % 4 * 8)) + 37 * i);
    return key;
}

MeterReadout readout_of(unsigned meter) {
    MeterReadout readout;
    readout.address = {"KAM", std::to_string(10'000'000 + meter), 0x1B, 0x16};
    readout.volume_m3 = Decimal(1000 + meter, 3);
    readout.date_time = "2026-10-30T12:43";
    readout.target_volume_m3 = Decimal(meter, 3);
    readout.target_date = "2026-10-01";
    readout.access_number = static_cast<std::uint8_t>(meter);
    readout.session_counter = meter;
    return readout;
}

using Encode = std::function<Bytes(const MeterReadout&, const Key&)>;

std::vector<Sample> samples_of(const Encode& encode) {
    std::vector<Sample> samples;
    for (unsigned meter = 0; meter < meters; ++meter) {
        const Key key = key_of(meter);
        samples.push_back({key, add_format_a_crcs(encode(readout_of(meter), key))});
    }
    return samples;
}

// Processor time of this process: what else runs on the machine does not count.
double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double rate_of(const std::vector<Sample>& samples, Decoder& decoder) {
    std::size_t decoded = 0;
    const double begin = processor_seconds();
    double now = begin;
    while (now - begin < run_for_s) {
        for (const Sample& sample : samples) {
            if (decoder.decode(sample.telegram, &sample.key).outcome != Outcome::decoded) {
                std::fputs("a telegram was not decoded: the figure would be wrong\n", stderr);
                std::exit(1);
            }
        }
        decoded += samples.size();
        now = processor_seconds();
    }
    return static_cast<double>(decoded) / (now - begin);
}

void measure(const char* name, const Encode& encode, Decoder& decoder) {
    const auto samples = samples_of(encode);
    std::vector<double> rates;
    for (unsigned run = 0; run < runs; ++run)
        rates.push_back(rate_of(samples, decoder));
    std::sort(rates.begin(), rates.end());
    std::printf("%-8s %9.0f telegrams per second of one core (median of %u; %.0f to %.0f), %zu bytes each\n", name,
                rates[runs / 2], runs, rates.front(), rates.back(), samples.front().telegram.size());
}

// The same telegrams for both, of one key, none twice: the peer drops what it heard before.
void against_peer(const char* name, const Encode& encode, const std::optional<Key>& key, Decoder& decoder) {
    std::vector<Bytes> bare;
    std::vector<Sample> samples;
    for (unsigned n = 0; n < peer_telegrams; ++n) {
        MeterReadout readout = readout_of(n % peer_meters);
        readout.volume_m3 = Decimal(1000 + n, 3);
        readout.session_counter = n;
        bare.push_back(encode(readout, key.value_or(Key{})));
        samples.push_back({key.value_or(Key{}), add_format_a_crcs(bare.back())});
    }
    const auto peer = bench::peer_rate(bare, key);
    if (!peer) {
        std::printf("%-8s wmbusmeters is not here: install it, or name its program in AQUACIS_WMBUSMETERS\n", name);
        return;
    }
    const double ours = rate_of(samples, decoder);
    std::printf("%-8s %9.0f against wmbusmeters' %.0f: %.1f times\n", name, ours, *peer, ours / *peer);
}

}  // namespace

int main() {
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    Decoder decoder(drivers, formats);
    measure(
        "plain", [](const MeterReadout& r, const Key&) { return encode_plain(r); }, decoder);
    measure("mode5", encode_mode5, decoder);
    measure("mode7", encode_mode7, decoder);
    measure("ell-ctr", encode_ell_ctr, decoder);
    const Key key = key_of(1);
    against_peer(
        "plain", [](const MeterReadout& r, const Key&) { return encode_plain(r); }, std::nullopt, decoder);
    against_peer("mode5", encode_mode5, key, decoder);
    against_peer("ell-ctr", encode_ell_ctr, key, decoder);
}
