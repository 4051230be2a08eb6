#include "edge-node/gateway/receivers/line_receiver.hpp"

namespace aquacis::edge {
namespace {

void set_host_port(const std::string& text, const std::string& field, ByteSourceSettings& source) {
    const auto colon = text.rfind(':');
    int port = -1;
    if (colon != std::string::npos) port = std::atoi(text.c_str() + colon + 1);
    if (port < 0 || port > 65'535) throw ConfigError("receiver '" + source.name + "': " + field + " must be \"host:port\"");
    source.host = text.substr(0, colon);
    source.port = static_cast<std::uint16_t>(port);
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

}  // namespace

std::unique_ptr<Receiver> make_receiver(const Config& settings, Receiver::Place place) {
    const std::string kind = settings.text("kind");
    if (kind == "rtl-wmbus") return make_line_receiver(settings, LineFormat::rtl_wmbus, place);
    if (kind == "hex") return make_line_receiver(settings, LineFormat::hex, place);
    throw ConfigError("receiver '" + settings.text("name") + "': kind '" + kind + "' is not known; write rtl-wmbus or hex");
}

}  // namespace aquacis::edge
