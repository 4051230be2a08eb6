#include "edge-node/enroll/identity_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "base/durable_file.hpp"

namespace aquacis::edge {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

fs::path without_last_slash(const fs::path& folder) { return folder.has_filename() ? folder : folder.parent_path(); }

// A path or a name within quotes of TOML.
std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made.push_back('\\');
        made.push_back(c);
    }
    return made + "\"";
}

std::string identity_toml(const Identity& identity, const fs::path& folder) {
    return "# Written by aquacis-edge enroll; another enrollment writes it again.\n[gateway]\nid = " + quoted(identity.gateway_id) +
           "\nadministration = " + std::to_string(identity.administration) + "\n[uplink]\nserver = " + quoted(identity.server) + "\nca = " +
           quoted((folder / "ca.crt").string()) + "\ncertificate = " + quoted((folder / "edge.crt").string()) + "\nkey = " +
           quoted((folder / "edge.key").string()) + "\n";
}

}  // namespace

IdentityFolder::IdentityFolder(const fs::path& folder) : folder_(without_last_slash(fs::absolute(folder).lexically_normal())) {}

bool IdentityFolder::exists() const { return fs::exists(folder_ / "identity.toml"); }

DeviceKey IdentityFolder::pending_key() const {
    const fs::path file = pending() / "edge.key";
    if (fs::exists(file)) return DeviceKey::from_pem(content_of(file));
    fs::create_directories(pending());
    fs::permissions(pending(), fs::perms::owner_all);
    DeviceKey key = DeviceKey::make();
    write_durably(file, key.pem());
    return key;
}

void IdentityFolder::keep(const Identity& identity) const {
    write_durably(pending() / "ca.crt", identity.authority_pem);
    write_durably(pending() / "edge.crt", identity.certificate_pem);
    write_durably(pending() / "identity.toml", identity_toml(identity, folder_));
    const bool had_one = fs::exists(folder_);
    const unsigned how = had_one ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, pending().c_str(), AT_FDCWD, folder_.c_str(), how) != 0)
        throw std::system_error(errno, std::generic_category(), folder_.string());
    sync_folder(folder_.parent_path());
    if (had_one) fs::remove_all(pending());
}

}  // namespace aquacis::edge
