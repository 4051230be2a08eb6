#include "field-app/core/office_config.hpp"

#include <fstream>
#include <sstream>

#include "base/certificates/device_authority.hpp"
#include "base/certificates/recovery.hpp"
#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "base/sha256.hpp"

namespace aquacis::office {

namespace {

constexpr const char* wrapped_name = "office.recovery";

std::string content_of(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// Nothing when the certificate cannot be used: a till takes money without it, and the log says what to mend.
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

// Beside the till's file, for who has its recovery key; anew when key or certificate are others than before.
void keep_wrapped(const sqlite::FileKey& key, const std::filesystem::path& folder,
                  const std::filesystem::path& certificate) {
    if (certificate.empty()) return;  // a till that never connects
    const std::string pem = content_of(certificate);
    const std::string head = "# of " + sha256_hex(key.derive("aquacis key name") + pem) + "\n";
    if (content_of(folder / wrapped_name).starts_with(head)) return;
    if (const auto wrapped = wrapped_for(certificate, pem, key.text()))
        write_durably(folder / wrapped_name, head + *wrapped);
}

// Which device of which administration: what the certificate says.
void read_identity(const std::filesystem::path& file, OfficeConfig& office) {
    constexpr std::string_view prefix = "device:";
    const auto certificate = read_device_certificate(content_of(file));
    const auto device = certificate && certificate->name.starts_with(prefix)
                            ? DeviceId::parse(std::string_view(certificate->name).substr(prefix.size()))
                            : std::nullopt;
    if (!device || certificate->administration == AdministrationId())
        throw ConfigError("'device.identity' (" + file.string() +
                          ") holds no device's certificate: enroll this machine with «aquacis-till enroll»");
    office.device = *device;
    office.administration = certificate->administration;
    office.identity = file;
}

}  // namespace

OfficeConfig OfficeConfig::from(const Config& config) {
    OfficeConfig office;
    if (config.has("device.identity")) {
        read_identity(config.text("device.identity"), office);
    } else {  // a till that never connects
        const auto device = DeviceId::parse(config.text("device.id"));
        if (!device) throw ConfigError("the setting 'device.id' must be a UUID");
        office.device = *device;
        office.administration = AdministrationId(static_cast<int>(config.integer("device.administration", 0, 1, 9999)));
    }
    office.administration_name = config.text("till.administration_name", "");
    for (const Config& other : config.tables("administration"))
        office.administrations[AdministrationId(static_cast<int>(other.integer("number", 0, 1, 9999)))] =
            other.text("name");
    office.utility = config.text("till.utility", "Comisión Estatal de Aguas");
    office.till = config.text("till.name");
    office.office = config.text("till.office");
    office.series = config.text("till.series");
    if (office.series.empty() || office.series.size() > 24)
        throw ConfigError("the setting 'till.series' must have 1 to 24 characters, such as \"QRO-C03\"");
    office.folio_batch = static_cast<int>(config.integer("till.folio_batch", 500, 10, 10000));
    office.server = config.text("sync.server", "");
    if (!office.server.empty() && office.identity.empty())
        throw ConfigError("'sync.server' needs 'device.identity': enroll this machine with «aquacis-till enroll»");
    office.printer = config.text("till.printer", "");
    office.key_file = config.text("device.key_file", "");
    if (!office.identity.empty())
        office.recovery =
            config.text("device.recovery_certificate", (office.identity.parent_path() / "recovery.pem").string());
    office.printer_columns = static_cast<int>(config.integer("till.printer_columns", 48, 32, 64));
    return office;
}

std::string OfficeConfig::name_of(AdministrationId of) const {
    if (of == administration && !administration_name.empty()) return administration_name;
    const auto known = administrations.find(of);
    return known == administrations.end() ? "la administración " + std::to_string(of.number()) : known->second;
}

sqlite::File OfficeConfig::database_in(const std::filesystem::path& folder) const {
    const std::filesystem::path file = folder / "office.db";
    const auto key = sqlite::FileKey::read_or_make(key_file.empty() ? folder / "office.key" : key_file, file);
    keep_wrapped(key, folder, recovery);
    return {file, key};
}

sqlite::File OfficeConfig::recovered_in(const std::filesystem::path& folder, const std::string& recovery_key_pem) {
    const std::filesystem::path wrapped = folder / wrapped_name;
    const std::string text = content_of(wrapped);
    if (text.empty()) throw std::runtime_error(wrapped.string() + " cannot be read: this till's key was never wrapped");
    std::string key;
    try {
        key = unwrap_secret(text, recovery_key_pem);
    } catch (const std::runtime_error& fault) {
        throw std::runtime_error(wrapped.string() + " cannot be opened: " + fault.what());
    }
    return {folder / "office.db", sqlite::FileKey::parse(key, wrapped)};
}

}  // namespace aquacis::office
