// Messages from brokers: ChirpStack's uplinks down to the payload's decoder, a meter's telemetry, and what the cloud
// sends (twin, commands, acknowledgements). The first byte chooses.

#include <cstdlib>

#include "base/log/log.hpp"
#include "edge-node/fuzz/as_kept.hpp"
#include "edge-node/gateway/commands.hpp"
#include "edge-node/gateway/key_store.hpp"
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

std::optional<std::string> fault_of(const TwinState& state) {
    try {
        if (!state.keys.empty()) KeyStore::from_text(state.keys, "keys");
        for (const Config& table : Config::from_text(state.receivers, "receivers").tables("receiver"))
            make_receiver(table, {});
        return std::nullopt;
    } catch (const std::exception& fault) {
        return fault.what();
    }
}

void twin(const std::string& bytes) {
    TwinState settings;
    settings.server = "ssl://cloud:8883";
    Twin twin("/nonexistent/twin", settings, {},
              {fault_of, [](const TwinState&) {}, [](const std::string&) {}, [] { return std::size_t{0}; }});
    const auto now = std::chrono::steady_clock::now();
    twin.on_desired(bytes, now);
    twin.tick(false, now + std::chrono::hours(1));
    const TwinState state = twin.in_use();
    if (state.interval.count() < 1 || state.interval.count() > 1'440) std::abort();
}

Commands::Ways ways() {
    Commands::Ways made;
    made.reload_keys = made.send_again = [] {};
    made.state = made.logs = [] { return std::string("{}"); };
    made.read_now = [](const std::optional<std::string>& meter) { return !meter || meter->size() == 12; };
    made.restart = [](const std::string& id) { return !id.empty(); };
    made.valve = [](const ValveWish& wish, const ValveAnswer& answer) {
        answer({wish.position == ValveWish::Position::open, ""});
        return true;
    };
    made.answer = [](const std::string& answer) {
        if (answer.empty()) std::abort();
    };
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool quiet = (log::start("json_fuzz", log::Level::error), true);
    if (size == 0 || !quiet) return 0;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    static Commands commands(ways(), std::nullopt);
    switch (data[0] % 5) {
        case 0:
            chirpstack(text);
            break;
        case 1:
            if (const auto message = parse_nbiot(text, "AQU"); message && message->telegram)
                fuzz::keep(*message->telegram, message->at.value_or(Instant{}));
            break;
        case 2:
            twin(text);
            break;
        case 3:
            commands.handle(text, Instant{});
            break;
        default:
            read_ack(text);
    }
    return 0;
}
