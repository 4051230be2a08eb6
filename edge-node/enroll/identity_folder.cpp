#include "edge-node/enroll/identity_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "base/config/config.hpp"
#include "base/durable_file.hpp"

namespace aquacis::edge {
namespace {

namespace fs = std::filesystem;

constexpr const char* identity_files[] = {"edge.key", "edge.crt", "ca.crt", "identity.toml"};

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
    return "# Written by aquacis-edge enroll; another enrollment writes it again.\n[gateway]\nid = " +
           quoted(identity.gateway_id) + "\nadministration = " + std::to_string(identity.administration) +
           "\n[uplink]\nserver = " + quoted(identity.server) + "\nca = " + quoted((folder / "ca.crt").string()) +
           "\ncertificate = " + quoted((folder / "edge.crt").string()) +
           "\nkey = " + quoted((folder / "edge.key").string()) + "\n";
}

}  // namespace

IdentityFolder::IdentityFolder(const fs::path& folder)
    : folder_(without_last_slash(fs::absolute(folder).lexically_normal())) {}

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

Identity IdentityFolder::read() const {
    const Config said = Config::from_file(folder_ / "identity.toml");
    Identity identity{said.text("gateway.id"), static_cast<int>(said.integer("gateway.administration", 0, 1, 9'999)),
                      said.text("uplink.server"), content_of(folder_ / "edge.crt"), content_of(folder_ / "ca.crt")};
    if (identity.certificate_pem.empty() || identity.authority_pem.empty())
        throw ConfigError(folder_.string() + ": edge.crt or ca.crt is missing; enroll again");
    return identity;
}

// A copy first: whatever step the power fails at, an identity stands there, and one on trial that is the old one does
// no harm.
void IdentityFolder::keep_on_trial(const Identity& identity) const {
    const fs::path copy = folder_.string() + ".copy";
    fs::remove_all(copy);
    fs::create_directories(copy);
    fs::permissions(copy, fs::perms::owner_all);
    for (const char* name : identity_files)
        write_durably(copy / name, content_of(folder_ / name));
    fs::remove_all(before());
    fs::rename(copy, before());
    sync_folder(folder_.parent_path());
    keep(identity);
}

bool IdentityFolder::on_trial() const { return fs::exists(before() / "identity.toml"); }

void IdentityFolder::end_trial() const {
    fs::remove_all(before());
    sync_folder(folder_.parent_path());
}

void IdentityFolder::give_up_trial() const {
    if (::renameat2(AT_FDCWD, before().c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) != 0)
        throw std::system_error(errno, std::generic_category(), folder_.string());
    sync_folder(folder_.parent_path());
    end_trial();
}

}  // namespace aquacis::edge
