// Messages from brokers: ChirpStack's uplinks down to the payload's decoder, a meter's telemetry, and what the cloud sends (twin,
// commands, acknowledgements). The first byte chooses.

#include <cstdlib>

#include "base/log/log.hpp"
#include "edge-node/fuzz/as_kept.hpp"
#include "edge-node/gateway/commands.hpp"
#include "edge-node/gateway/receivers/chirpstack_receiver.hpp"
#include "edge-node/gateway/receivers/nbiot_receiver.hpp"
#include "edge-node/gateway/twin.hpp"
#include "edge-node/uplink/batch.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::edge;

void chirpstack(const std::string& text) {
    static const Drivers drivers = Drivers::built_in();
    static MemoryFormatStore formats;
    static LorawanDecoder decoder(drivers, formats);
    static const std::vector<std::string> models = decoder.models();
    const auto uplink = parse_chirpstack(text);
    if (!uplink) return;
    const std::string& name = models[uplink->frame_counter % models.size()];
    const std::size_t slash = name.find('/');
    Decoded decoded = decoder.decode({name.substr(0, slash), name.substr(slash + 1), uplink->port, uplink->payload});
    if (decoded.outcome != Outcome::decoded) return;
    if (!pack(decoded.telegram.address)) decoded.telegram.address = {"KAM", "00000001", 0, 7};
    fuzz::keep(decoded.telegram, uplink->at.value_or(Instant{}));
}

void twin(const std::string& bytes) {
    Twin twin("/nonexistent/twin", {0, std::chrono::minutes(60), std::chrono::milliseconds(1'000), "ssl://cloud:8883"}, {},
              {[](const TwinState&) {}, [](const std::string&) {}});
    const auto now = std::chrono::steady_clock::now();
    twin.on_desired(bytes, now);
    twin.tick(false, now + std::chrono::hours(1));
    const TwinState state = twin.in_use();
    if (state.interval.count() < 1 || state.interval.count() > 1'440) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool quiet = (log::start("json_fuzz", log::Level::error), true);
    if (size == 0 || !quiet) return 0;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    static Commands commands({[] {}, [] {}, [] { return std::string("{}"); }});
    switch (data[0] % 5) {
        case 0: chirpstack(text); break;
        case 1:
            if (const auto message = parse_nbiot(text, "AQU"); message && message->telegram)
                fuzz::keep(*message->telegram, message->at.value_or(Instant{}));
            break;
        case 2: twin(text); break;
        case 3: commands.handle(text, Instant{}); break;
        default: read_ack(text);
    }
    return 0;
}
