#pragma once
// The tax invoices: the context that aquacisd registers.
// Settings: [fiscal] csd_certificate, csd_key, csd_password_file (without the first, documents wait), issuer_rfc,
// issuer_name, issuer_regime, place_of_issue, pac, and when wanted pac_credentials_file, pac_timeout_ms, batch,
// [fiscal.concepts.<kind>] product, unit, unit_name. [personal_data] keys_file.

#include "cloud/platform/host/module.hpp"

namespace aquacis::fiscal {

platform::ModuleDescriptor module();

}  // namespace aquacis::fiscal
