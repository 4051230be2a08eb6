#pragma once
// What makes this machine one of the utility's devices: who it is, its server, its one encrypted file and its key.

#include <filesystem>
#include <string>

#include "base/config/config.hpp"
#include "base/id.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::field {

struct NodeConfig {
    std::string program;  // "aquacis-till": who enrolls
    std::string name;     // of the file: "office" is office.db, office.key beside it and office.recovery
    DeviceId device;
    AdministrationId administration;
    std::string server;              // "host:port"; empty: this device never connects
    std::filesystem::path identity;  // who this machine is to the server: what enrolling it made
    std::filesystem::path key_file;  // of what opens the file; empty: beside it
    std::filesystem::path recovery;  // the certificate that this key is wrapped for; may be missing

    // The sections [device] and [sync]. Throws ConfigError naming the key.
    void read(const Config& config);
    // The file in the folder, with its key, which is made when there is neither yet. Throws sqlite::Error.
    sqlite::File database_in(const std::filesystem::path& folder) const;
    // The same with the office's recovery key (PEM) in the place of a key file that was lost. Throws
    // std::runtime_error.
    sqlite::File recovered_in(const std::filesystem::path& folder, const std::string& recovery_key_pem) const;
    std::string partition() const { return "admin/" + std::to_string(administration.number()); }
};

}  // namespace aquacis::field
