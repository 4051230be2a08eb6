#include "field-app/core/office_config.hpp"

namespace aquacis::office {

OfficeConfig::OfficeConfig() {
    program = "aquacis-till";
    name = "office";
}

OfficeConfig OfficeConfig::from(const Config& config) {
    OfficeConfig office;
    office.read(config);
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
    office.printer = config.text("till.printer", "");
    office.printer_columns = static_cast<int>(config.integer("till.printer_columns", 48, 32, 64));
    return office;
}

std::string OfficeConfig::name_of(AdministrationId of) const {
    if (of == administration && !administration_name.empty()) return administration_name;
    const auto known = administrations.find(of);
    return known == administrations.end() ? "la administración " + std::to_string(of.number()) : known->second;
}

}  // namespace aquacis::office
