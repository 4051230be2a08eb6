#include "field-app/node/node_config.hpp"

#include <fstream>
#include <sstream>

#include "base/certificates/device_authority.hpp"
#include "base/certificates/recovery.hpp"
#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "base/sha256.hpp"

namespace aquacis::field {
namespace {

std::string content_of(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// Nothing when the certificate cannot be used: a device works without it, and the log says what to mend.
std::optional<std::string> wrapped_for(const std::filesystem::path& certificate, const std::string& pem,
                                       const std::string& key) {
    try {
        if (pem.empty()) throw std::runtime_error("it is missing or empty");
        return wrap_secret(key, pem);
    } catch (const std::runtime_error& fault) {
        log::warning("office.key_not_wrapped", {{"recovery", certificate.string()}, {"why", fault.what()}});
        return std::nullopt;
    }
}

// Beside the file, for who has its recovery key; anew when key or certificate are others than before.
void keep_wrapped(const sqlite::FileKey& key, const std::filesystem::path& wrapped_file,
                  const std::filesystem::path& certificate) {
    if (certificate.empty()) return;  // a device that never connects
    const std::string pem = content_of(certificate);
    const std::string head = "# of " + sha256_hex(key.derive("aquacis key name") + pem) + "\n";
    if (content_of(wrapped_file).starts_with(head)) return;
    if (const auto wrapped = wrapped_for(certificate, pem, key.text())) write_durably(wrapped_file, head + *wrapped);
}

// Which device of which administration: what the certificate says.
void read_identity(const std::filesystem::path& file, NodeConfig& node) {
    constexpr std::string_view prefix = "device:";
    const auto certificate = read_device_certificate(content_of(file));
    const auto device = certificate && certificate->name.starts_with(prefix)
                            ? DeviceId::parse(std::string_view(certificate->name).substr(prefix.size()))
                            : std::nullopt;
    if (!device || certificate->administration == AdministrationId())
        throw ConfigError("'device.identity' (" + file.string() +
                          ") holds no device's certificate: enroll this machine with «" + node.program + " enroll»");
    node.device = *device;
    node.administration = certificate->administration;
    node.identity = file;
}

}  // namespace

void NodeConfig::read(const Config& config) {
    if (config.has("device.identity")) {
        read_identity(config.text("device.identity"), *this);
    } else {  // a device that never connects
        const auto id = DeviceId::parse(config.text("device.id"));
        if (!id) throw ConfigError("the setting 'device.id' must be a UUID");
        device = *id;
        administration = AdministrationId(static_cast<int>(config.integer("device.administration", 0, 1, 9999)));
    }
    server = config.text("sync.server", "");
    if (!server.empty() && identity.empty())
        throw ConfigError("'sync.server' needs 'device.identity': enroll this machine with «" + program + " enroll»");
    key_file = config.text("device.key_file", "");
    if (!identity.empty())
        recovery = config.text("device.recovery_certificate", (identity.parent_path() / "recovery.pem").string());
}

sqlite::File NodeConfig::database_in(const std::filesystem::path& folder) const {
    const std::filesystem::path file = folder / (name + ".db");
    const auto key = sqlite::FileKey::read_or_make(key_file.empty() ? folder / (name + ".key") : key_file, file);
    keep_wrapped(key, folder / (name + ".recovery"), recovery);
    return {file, key};
}

sqlite::File NodeConfig::recovered_in(const std::filesystem::path& folder, const std::string& recovery_key_pem) const {
    const std::filesystem::path wrapped = folder / (name + ".recovery");
    const std::string text = content_of(wrapped);
    if (text.empty())
        throw std::runtime_error(wrapped.string() + " cannot be read: this device's key was never wrapped");
    std::string key;
    try {
        key = unwrap_secret(text, recovery_key_pem);
    } catch (const std::runtime_error& fault) {
        throw std::runtime_error(wrapped.string() + " cannot be opened: " + fault.what());
    }
    return {folder / (name + ".db"), sqlite::FileKey::parse(key, wrapped)};
}

}  // namespace aquacis::field
