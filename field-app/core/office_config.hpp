#pragma once
// What makes this device one till: its drawer, its folio series, its printer.

#include <map>

#include "field-app/node/node_config.hpp"

namespace aquacis::office {

using namespace field;  // the till stands on what every field app has; the way back is closed (tests/lint/layers.py)

struct OfficeConfig : NodeConfig {
    OfficeConfig();

    std::string administration_name;                          // "Querétaro"
    std::map<AdministrationId, std::string> administrations;  // the utility's others, for papers of theirs
    std::string utility;                                      // on the receipt: "Comisión Estatal de Aguas"
    std::string till;                                         // "Caja 03"; also names the drawer
    std::string office;                                       // "Centro"
    std::string series;                                       // "QRO-C03"
    int folio_batch = 500;                                    // how many folios are asked for at a time
    std::filesystem::path printer;  // a device or file that takes ESC/POS bytes; empty: receipts are PDF files
    int printer_columns = 48;       // 48 or 42 on 80 mm, 32 on 58 mm

    // Throws ConfigError naming the key.
    static OfficeConfig from(const Config& config);
    std::string name_of(AdministrationId of) const;  // "Corregidora"; without one "la administración 6"
};

}  // namespace aquacis::office
