#include "edge-node/update/update_settings.hpp"

namespace aquacis::edge::update {
namespace {

// The page on this machine: what listens everywhere is asked on loopback.
std::string health_url(const Config& config) {
    const std::string listen = config.text("page.listen", "");
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos)
        throw ConfigError("page.listen: the health gate asks /health there; set it, such as 127.0.0.1:8480");
    std::string host = listen.substr(0, colon);
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::" || host == "::1") host = "localhost";
    return (config.text("page.certificate", "").empty() ? "http://" : "https://") + host + listen.substr(colon);
}

std::vector<std::string> command(const Config& config, std::string_view key, std::vector<std::string> usual) {
    return config.has(key) ? config.list(key) : std::move(usual);
}

With read_with(const std::string& text) {
    if (text == "slots") return With::slots;
    if (text == "rauc") return With::rauc;
    throw ConfigError("update.with must be \"slots\" or \"rauc\"");
}

}  // namespace

UpdateSettings read_update_settings(const Config& config) {
    UpdateSettings settings;
    settings.folder = config.text("update.folder", usual_folder);
    settings.keys_file = config.text("update.keys_file", "/etc/aquacis-edge/release-keys.pem");
    settings.compatible = config.text("update.compatible", "aquacis-edge-debian12-amd64");
    settings.keep_free_bytes = config.integer("update.keep_free_mib", 32, 0, 1'000'000) * 1'048'576;
    settings.gate.answers = static_cast<int>(config.integer("update.good_answers", 5, 1, 1'000));
    settings.gate.every = std::chrono::milliseconds(config.integer("update.ask_every_ms", 5'000, 50, 600'000));
    settings.gate.within =
        std::chrono::milliseconds(config.integer("update.prove_within_ms", 300'000, 100, 86'400'000));
    settings.restart =
        command(config, "update.restart", {"systemctl", "restart", "--no-block", "aquacis-edge.service"});
    settings.restart_within =
        std::chrono::milliseconds(config.integer("update.restart_within_ms", 60'000, 100, 3'600'000));
    settings.health_url = health_url(config);
    settings.with = read_with(config.text("update.with", "slots"));
    settings.rauc_program = config.text("update.rauc_program", "rauc");
    settings.reboot = command(config, "update.reboot", {"systemctl", "reboot"});
    settings.rauc_release_file = config.text("update.rauc_release_file", "/etc/os-release");
    return settings;
}

}  // namespace aquacis::edge::update
