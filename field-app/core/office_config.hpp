#pragma once
// What makes this machine one till: its device, its drawer, its folio series and its server.

#include <filesystem>
#include <string>

#include "base/config/config.hpp"
#include "base/id.hpp"

namespace aquacis::office {

struct OfficeConfig {
    DeviceId device;
    AdministrationId administration;
    std::string administration_name;  // "Querétaro"
    std::string utility;              // on the receipt: "Comisión Estatal de Aguas"
    std::string till;                 // "Caja 03"; also names the drawer
    std::string office;               // "Centro"
    std::string series;               // "QRO-C03"
    int folio_batch = 500;            // how many folios are asked for at a time
    std::string server;               // "host:port"; empty: this till never connects
    std::filesystem::path ca, certificate, key;
    std::filesystem::path printer;  // a device or file that takes ESC/POS bytes; empty: receipts are PDF files

    int printer_columns = 48;  // 48 or 42 on 80 mm, 32 on 58 mm

    // Throws ConfigError naming the key.
    static OfficeConfig from(const Config& config);
    std::string partition() const { return "admin/" + std::to_string(administration.number()); }
};

}  // namespace aquacis::office
