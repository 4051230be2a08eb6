#include "base/parse_number.hpp"
#include "edge-node/gateway/receivers/chirpstack_receiver.hpp"
#include "edge-node/gateway/receivers/line_receiver.hpp"
#include "edge-node/gateway/receivers/mbus_receiver.hpp"
#include "edge-node/gateway/receivers/modbus_receiver.hpp"
#include "edge-node/gateway/receivers/nbiot_receiver.hpp"
#include "edge-node/gateway/receivers/serial_receiver.hpp"

namespace aquacis::edge {
namespace {

void set_host_port(const std::string& text, const std::string& field, ByteSourceSettings& source) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : parse_number<std::uint16_t>(std::string_view(text).substr(colon + 1));
    if (!port) throw ConfigError("receiver '" + source.name + "': " + field + " must be \"host:port\"");
    source.host = text.substr(0, colon);
    source.port = *port;
}

ByteSourceSettings read_source(const Config& settings) {
    using Kind = ByteSourceSettings::Kind;
    ByteSourceSettings source;
    source.name = settings.text("name");
    if (settings.has("connect")) {
        source.kind = Kind::connect;
        set_host_port(settings.text("connect"), "connect", source);
    } else if (settings.has("listen")) {
        source.kind = Kind::listen;
        set_host_port(settings.text("listen"), "listen", source);
    } else if (settings.has("serial")) {
        source.kind = Kind::serial;
        source.device = settings.text("serial");
        source.baud = static_cast<int>(settings.integer("baud", 57'600, 2'400, 115'200));
    } else if (!settings.flag("stdin", false)) {
        throw ConfigError("receiver '" + source.name + "': say where it is: connect, listen, serial or stdin = true");
    }
    return source;
}

std::unique_ptr<Receiver> make_line_receiver(const Config& settings, LineFormat format, Receiver::Place place) {
    LineReceiverSettings made;
    made.format = format;
    made.trust_line_time = settings.flag("trust_line_time", false);
    made.level_offset = static_cast<int>(settings.integer("level_offset", -150, -300, 0));
    made.source = read_source(settings);
    return std::make_unique<LineReceiver>(std::move(made), place);
}

std::unique_ptr<Receiver> make_mbus_receiver(const Config& settings, Receiver::Place place) {
    MbusSettings made;
    made.source = read_source(settings);
    if (!settings.has("baud")) made.source.baud = 2'400;
    made.every = std::chrono::seconds(settings.integer("every_s", 3'600, 1, 86'400));
    made.answer_within = std::chrono::milliseconds(settings.integer("answer_within_ms", 1'000, 50, 10'000));
    for (const std::string& text : settings.list("addresses")) {
        const auto address = parse_mbus_address(text);
        if (!address)
            throw ConfigError("receiver '" + made.source.name + "': '" + text +
                              "' is no primary (1 to 250) or secondary (8 digits) address");
        made.meters.push_back(*address);
    }
    if (made.meters.empty() || made.meters.size() > MbusReceiver::max_meters)
        throw ConfigError("receiver '" + made.source.name + "': addresses must name 1 to 250 meters");
    return std::make_unique<MbusReceiver>(std::move(made), place);
}

std::unique_ptr<Receiver> make_nbiot_receiver(const Config& settings, const std::string& kind, Receiver::Place place) {
    ByteSourceSettings at;
    at.name = settings.text("name");
    set_host_port(settings.text("listen"), "listen", at);
    return std::make_unique<NbiotReceiver>(
        NbiotSettings{at.name, at.host, at.port, kind == "nbiot-coap", settings.text("manufacturer", "")}, place);
}

}  // namespace

// The one place that knows which kinds there are.
std::unique_ptr<Receiver> make_receiver(const Config& settings, Receiver::Place place) {
    const std::string kind = settings.text("kind");
    if (kind == "rtl-wmbus") return make_line_receiver(settings, LineFormat::rtl_wmbus, place);
    if (kind == "hex") return make_line_receiver(settings, LineFormat::hex, place);
    if (kind == "im871a")
        return std::make_unique<SerialReceiver>(SerialFrames::Module::im871a, read_source(settings), place);
    if (kind == "amb8465")
        return std::make_unique<SerialReceiver>(SerialFrames::Module::amb8465, read_source(settings), place);
    if (kind == "mbus") return make_mbus_receiver(settings, place);
    if (kind == "chirpstack") return make_chirpstack_receiver(settings, place);
    if (kind == "nbiot-udp" || kind == "nbiot-coap") return make_nbiot_receiver(settings, kind, place);
    if (kind == "modbus") return make_modbus_receiver(settings, place);
    throw ConfigError(
        "receiver '" + settings.text("name") + "': kind '" + kind +
        "' is not known; write rtl-wmbus, hex, im871a, amb8465, mbus, chirpstack, nbiot-udp, nbiot-coap or modbus");
}

}  // namespace aquacis::edge
