#include "cloud/fiscal/service/settings.hpp"

#include <fstream>
#include <sstream>

namespace aquacis::fiscal {
namespace {

std::string file_content(const Config& config, const char* key) {
    const std::string path = config.text(key);
    std::ifstream in(path, std::ios::binary);
    if (!in) throw ConfigError(std::string(key) + ": cannot read " + path + "; name the file that SAT gave");
    std::stringstream content;
    content << in.rdbuf();
    return content.str();
}

}  // namespace

Issuer read_issuer(const Config& config) {
    Issuer issuer;
    issuer.emisor = {config.text("fiscal.issuer_rfc"), config.text("fiscal.issuer_name"),
                     config.text("fiscal.issuer_regime")};
    issuer.lugar_expedicion = config.text("fiscal.place_of_issue");
    const ConceptKeys usual;
    for (const char* kind : {"water", "fixed", "sewer", "treatment", "surcharge", "adjustment"}) {
        const std::string section = std::string("fiscal.concepts.") + kind;
        issuer.concepts[kind] = {config.text(section + ".product", usual.product),
                                 config.text(section + ".unit", usual.unit),
                                 config.text(section + ".unit_name", usual.unit_name)};
    }
    return issuer;
}

std::optional<Csd> read_csd(const Config& config) {
    if (!config.has("fiscal.csd_certificate")) return std::nullopt;
    auto csd = Csd::read({file_content(config, "fiscal.csd_certificate"), file_content(config, "fiscal.csd_key"),
                          config.secret("fiscal.csd_password")});
    if (!csd)
        throw ConfigError("fiscal." + csd.refusal().field + ": " + csd.refusal().code +
                          "; set the CSD's .cer, .key and password that belong together");
    if (const std::string rfc = config.text("fiscal.issuer_rfc"); csd->rfc() != rfc)
        throw ConfigError("fiscal.issuer_rfc: " + rfc + " is not whose the CSD is (" + csd->rfc() +
                          "); set the certificate's own RFC");
    return *std::move(csd);
}

HttpPac::Settings read_pac(const Config& config) {
    const bool has_credentials = config.has("fiscal.pac_credentials_file") || config.has("fiscal.pac_credentials");
    return {config.text("fiscal.pac"), has_credentials ? config.secret("fiscal.pac_credentials") : std::string(),
            std::chrono::milliseconds(config.integer("fiscal.pac_timeout_ms", 10'000, 100, 60'000))};
}

StampDue::Settings read_stamping(const Config& config) {
    StampDue::Settings settings;
    settings.batch = static_cast<int>(config.integer("fiscal.batch", settings.batch, 1, most_customers));
    return settings;
}

}  // namespace aquacis::fiscal
