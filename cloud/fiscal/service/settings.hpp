#pragma once
// This context's part of the configuration.

#include <optional>

#include "base/config/config.hpp"
#include "cloud/fiscal/domain/build.hpp"
#include "cloud/fiscal/service/csd.hpp"
#include "cloud/fiscal/service/http_pac.hpp"
#include "cloud/fiscal/service/stamp_due.hpp"

namespace aquacis::fiscal {

Issuer read_issuer(const Config& config);
// Nothing when none is configured: bills go on and their documents wait. Throws ConfigError when the CSD cannot be used
// or is another taxpayer's.
std::optional<Csd> read_csd(const Config& config);
HttpPac::Settings read_pac(const Config& config);
StampDue::Settings read_stamping(const Config& config);

}  // namespace aquacis::fiscal
