#pragma once
// What makes this machine one till: its device, its drawer, its folio series and its server.

#include <filesystem>
#include <map>
#include <string>

#include "base/config/config.hpp"
#include "base/id.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::office {

struct OfficeConfig {
    DeviceId device;
    AdministrationId administration;
    std::string administration_name;                          // "Querétaro"
    std::map<AdministrationId, std::string> administrations;  // the utility's others, for papers of theirs
    std::string utility;                                      // on the receipt: "Comisión Estatal de Aguas"
    std::string till;                                         // "Caja 03"; also names the drawer
    std::string office;                                       // "Centro"
    std::string series;                                       // "QRO-C03"
    int folio_batch = 500;                                    // how many folios are asked for at a time
    std::string server;                                       // "host:port"; empty: this till never connects
    std::filesystem::path identity;  // who this machine is to the server: what enrolling it made
    std::filesystem::path key_file;  // of what opens office.db; empty: office.key beside it
    std::filesystem::path recovery;  // the certificate that this key is wrapped for; may be missing
    std::filesystem::path printer;   // a device or file that takes ESC/POS bytes; empty: receipts are PDF files

    int printer_columns = 48;  // 48 or 42 on 80 mm, 32 on 58 mm

    // Throws ConfigError naming the key.
    static OfficeConfig from(const Config& config);
    // The till's file in the folder, with its key, which is made when there is neither yet. Throws sqlite::Error.
    sqlite::File database_in(const std::filesystem::path& folder) const;
    // The same with the office's recovery key (PEM) in the place of a key file that was lost. Throws
    // std::runtime_error.
    static sqlite::File recovered_in(const std::filesystem::path& folder, const std::string& recovery_key_pem);
    std::string name_of(AdministrationId of) const;  // "Corregidora"; without one "la administración 6"
    std::string partition() const { return "admin/" + std::to_string(administration.number()); }
};

}  // namespace aquacis::office
