#pragma once
// The section [update] of the node's settings file, and where its /health is.

#include <filesystem>
#include <string>
#include <vector>

#include "base/config/config.hpp"
#include "edge-node/update/health.hpp"
#include "edge-node/update/install.hpp"

namespace aquacis::edge::update {

inline constexpr const char* usual_folder = "/var/lib/aquacis-edge-releases";

enum class With { slots, rauc };

struct UpdateSettings {
    std::filesystem::path folder;     // of the slots; with RAUC only what was last proven stands there
    std::filesystem::path keys_file;  // release authorities, PEM
    std::string compatible;
    std::int64_t keep_free_bytes = 0;
    GateRules gate;
    std::vector<std::string> restart;             // the command that starts the node again
    std::chrono::milliseconds restart_within{0};  // that long it may take; after that the gate does it itself
    std::string health_url;                       // http://127.0.0.1:8480
    With with = With::slots;
    std::string rauc_program;
    std::vector<std::string> reboot;          // with RAUC: to the other system
    std::filesystem::path rauc_release_file;  // its content tells one system from the next
};

UpdateSettings read_update_settings(const Config& config);  // throws ConfigError

}  // namespace aquacis::edge::update
