#pragma once
// The node's settings file, read and checked once.

#include <filesystem>
#include <string>
#include <vector>

#include "base/config/config.hpp"
#include "edge-node/enroll/renewal.hpp"
#include "edge-node/gateway/thinning.hpp"
#include "edge-node/gateway/twin.hpp"
#include "edge-node/spool/spool_thread.hpp"
#include "edge-node/update/update_settings.hpp"
#include "edge-node/uplink/uplink.hpp"

namespace aquacis::edge {

// The local page: on loopback, or anywhere by HTTPS.
struct PageSettings {
    std::string address;  // empty: no page
    std::uint16_t port = 0;
    std::filesystem::path certificate;
    std::filesystem::path key;
    bool has_tls() const { return !certificate.empty(); }
};

struct NodeSettings {
    std::string gateway_id;
    int administration = 0;
    std::string zone;
    std::string release;  // set by what starts an update's release; empty: the system package's program
    int expected_meters = 0;
    std::filesystem::path state_folder;
    std::filesystem::path keys_file;
    std::filesystem::path drivers_folder;  // empty: the built-in drivers alone
    bool end_with_input = false;           // for a receiver on standard input: stop when all was sent
    ThinningSettings thinning;
    SpoolLimits limits;
    SpoolThreadSettings spool;
    UplinkSettings uplink;
    std::vector<Config> receivers;
    PageSettings page;
    Twin::Trial trial;
    std::filesystem::path
        identity_folder;  // of an enrolled gateway; empty: its certificate was placed by hand and is not renewed
    RenewalRules renewal;
    std::optional<update::UpdateSettings> update;  // nothing without a page: the health gate asks there
    std::filesystem::path page_password_file() const { return state_folder / "page_password"; }
};

NodeSettings read_settings(const Config& config);  // throws ConfigError

}  // namespace aquacis::edge
