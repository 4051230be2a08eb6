#pragma once
// Brings a database's schema up or down, as its owner, one transaction a step; two programs at once wait for each
// other.

#include <string>

#include "cloud/platform/database/migration.hpp"

namespace aquacis::platform {

// The platform's own tables of every context (outbox, inbox, consumer offsets) come first, then the context's.
// Afterwards the app role may read and write every table and owns none.
void migrate_up(const std::string& owner_connection, const std::string& app_role, Migrations context);
// Down to `target` context steps (0: none left).
void migrate_down(const std::string& owner_connection, Migrations context, int target);
int schema_version(const std::string& owner_connection);

}  // namespace aquacis::platform
