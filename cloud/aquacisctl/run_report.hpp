#pragma once
// A billing run as a command prints it: one JSON object.

#include <nlohmann/json.hpp>

#include "aquacis/billing/v1/billing.pb.h"

namespace aquacis::aquacisctl {

nlohmann::ordered_json to_json(const billing::v1::Run& run);

}  // namespace aquacis::aquacisctl
