#include "edge-node/gateway/settings.hpp"

#include "base/parse_number.hpp"

namespace aquacis::edge {
namespace {

bool is_name(const std::string& text) {
    return !text.empty() && text.size() <= 48 && text.find_first_of("/+# \t") == std::string::npos;
}

std::chrono::milliseconds milliseconds(const Config& config, std::string_view key, std::int64_t otherwise) {
    return std::chrono::milliseconds(config.integer(key, otherwise, 1, 3'600'000));
}

// Who the gateway is and whom it sends to: from the file that its enrollment wrote, or from the settings themselves.
Config read_identity(const Config& config) {
    if (!config.has("gateway.identity_file")) return config;
    for (const char* key :
         {"gateway.id", "gateway.administration", "uplink.server", "uplink.ca", "uplink.certificate", "uplink.key"})
        if (config.has(key))
            throw ConfigError(std::string(key) + ": gateway.identity_file says it already; take one of the two out");
    return Config::from_file(config.text("gateway.identity_file"));
}

UplinkSettings read_uplink(const Config& config) {
    const Config identity = read_identity(config);
    UplinkSettings uplink;
    uplink.gateway_id = identity.text("gateway.id");
    uplink.administration = static_cast<int>(identity.integer("gateway.administration", 0, 1, 9'999));
    uplink.server = identity.text("uplink.server");
    if (uplink.server.rfind("ssl://", 0) == 0) {
        uplink.tls =
            mqtt::Tls{identity.text("uplink.ca"), identity.text("uplink.certificate"), identity.text("uplink.key")};
    } else if (uplink.server.rfind("tcp://127.0.0.1:", 0) != 0) {
        throw ConfigError("uplink.server must begin with ssl://; without TLS only tcp://127.0.0.1:port is allowed");
    }
    uplink.retry = {milliseconds(config, "uplink.retry_least_ms", 1'000),
                    milliseconds(config, "uplink.retry_most_ms", 60'000)};
    uplink.ack_within = milliseconds(config, "uplink.ack_within_ms", 30'000);
    uplink.linger = milliseconds(config, "uplink.linger_ms", 1'000);
    uplink.window = static_cast<std::size_t>(config.integer("uplink.window", 4, 1, 16));
    return uplink;
}

SpoolLimits read_limits(const Config& config) {
    SpoolLimits limits;
    limits.bytes = config.integer("spool.bytes", limits.bytes, 1'000'000, 1'000'000'000'000);
    limits.sealed_rows = config.integer("spool.sealed_rows", limits.sealed_rows, 0, 10'000'000);
    limits.readable_by_others = config.flag("spool.readable_by_others", false);
    limits.keep[0] = std::chrono::days(config.integer("spool.alarm_days", 180, 1, 3'650));
    limits.keep[1] = std::chrono::days(config.integer("spool.billing_days", 120, 1, 3'650));
    limits.keep[2] = std::chrono::days(config.integer("spool.interval_days", 90, 1, 3'650));
    return limits;
}

PageSettings read_page(const Config& config) {
    PageSettings page;
    const std::string listen = config.text("page.listen", "");
    if (listen.empty()) return page;
    const auto colon = listen.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : parse_number<std::uint16_t>(std::string_view(listen).substr(colon + 1));
    if (port.value_or(0) == 0) throw ConfigError("page.listen must be \"address:port\", such as 127.0.0.1:8480");
    page.address = listen.substr(0, colon);
    page.port = *port;
    page.certificate = config.text("page.certificate", "");
    page.key = config.text("page.key", "");
    if (page.address != "127.0.0.1" && page.address != "::1" && !page.has_tls())
        throw ConfigError("page.listen: beyond 127.0.0.1 the page needs page.certificate and page.key for HTTPS");
    return page;
}

}  // namespace

NodeSettings read_settings(const Config& config) {
    NodeSettings settings;
    settings.uplink = read_uplink(config);
    settings.gateway_id = settings.uplink.gateway_id;
    settings.administration = settings.uplink.administration;
    if (!is_name(settings.gateway_id))
        throw ConfigError("gateway.id must be a name without blanks, '/', '+' or '#', such as QRO-GW-0147");
    settings.zone = config.text("gateway.zone", "");
    settings.release = settings.uplink.release = config.text("gateway.release", "");
    if (!config.text("page.listen", "").empty()) settings.update = update::read_update_settings(config);
    settings.expected_meters = static_cast<int>(config.integer("gateway.expected_meters", 0, 0, Spool::max_meters));
    settings.state_folder = config.text("gateway.state_folder");
    settings.keys_file = config.text("gateway.keys_file", "");
    settings.drivers_folder = config.text("gateway.drivers_folder", "");
    settings.end_with_input = config.flag("gateway.end_with_input", false);
    settings.thinning.interval = std::chrono::minutes(config.integer("thinning.interval_minutes", 60, 1, 1'440));
    settings.limits = read_limits(config);
    settings.spool.group_rows = static_cast<std::size_t>(config.integer("spool.group_rows", 1'000, 1, 1'000));
    settings.spool.group_wait = milliseconds(config, "spool.group_wait_ms", 50);
    settings.spool.once_wait = milliseconds(config, "spool.once_wait_ms", 2'000);
    settings.spool.billing_wait = milliseconds(config, "spool.billing_wait_ms", 300'000);
    settings.spool.interval_wait = milliseconds(config, "spool.interval_wait_ms", 1'200'000);
    settings.page = read_page(config);
    settings.trial = {milliseconds(config, "twin.confirm_after_ms", 10'000),
                      milliseconds(config, "twin.give_up_after_ms", 120'000)};
    if (config.has("gateway.identity_file"))
        settings.identity_folder = std::filesystem::path(config.text("gateway.identity_file")).parent_path();
    settings.renewal = {
        std::chrono::milliseconds(config.integer("renewal.ask_again_ms", 86'400'000, 1'000, 864'000'000)),
        milliseconds(config, "renewal.give_up_after_ms", 300'000)};
    settings.receivers = config.tables("receiver");
    return settings;
}

}  // namespace aquacis::edge
