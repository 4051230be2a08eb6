#include "field-app/core/office_config.hpp"

namespace aquacis::office {

OfficeConfig OfficeConfig::from(const Config& config) {
    OfficeConfig office;
    const auto device = DeviceId::parse(config.text("device.id"));
    if (!device)
        throw ConfigError("the setting 'device.id' must be a UUID, such as the one the registration of this till gave");
    office.device = *device;
    office.administration = AdministrationId(static_cast<int>(config.integer("device.administration", 0, 1, 9999)));
    office.administration_name = config.text("till.administration_name", "");
    office.utility = config.text("till.utility", "Comisión Estatal de Aguas");
    office.till = config.text("till.name");
    office.office = config.text("till.office");
    office.series = config.text("till.series");
    if (office.series.empty() || office.series.size() > 24)
        throw ConfigError("the setting 'till.series' must have 1 to 24 characters, such as \"QRO-C03\"");
    office.folio_batch = static_cast<int>(config.integer("till.folio_batch", 500, 10, 10000));
    office.server = config.text("sync.server", "");
    if (!office.server.empty()) {
        office.ca = config.text("sync.ca");
        office.certificate = config.text("sync.certificate");
        office.key = config.text("sync.key");
    }
    office.printer = config.text("till.printer", "");
    office.printer_columns = static_cast<int>(config.integer("till.printer_columns", 48, 32, 64));
    return office;
}

}  // namespace aquacis::office
