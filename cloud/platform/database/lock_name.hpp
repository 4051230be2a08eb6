#pragma once
// A lock on something that may not have a row yet.

#include <string>

#include "cloud/platform/database/postgres.hpp"

namespace aquacis::platform {

// Until the transaction ends nobody else of its administration holds this name: "payment/<id>".
void lock_name(Transaction& tx, const std::string& name);

}  // namespace aquacis::platform
