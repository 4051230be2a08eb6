#pragma once
// Brings a database's schema up or down, as its owner, one transaction a step; two programs at once wait for each
// other.

#include <string>
#include <vector>

#include "cloud/platform/database/migration.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::platform {

// The platform's own tables of every context (outbox, inbox, consumer offsets) come first, then the context's.
// Afterwards the app role may read and write every table and owns none.
void migrate_up(const std::string& owner_connection, const std::string& app_role, Migrations context);
// The event log's database. Each of the roles may then read and append, and nothing else.
void migrate_event_log(const std::string& owner_connection, const std::vector<std::string>& app_roles);
// Down to `target` context steps (0: none left).
void migrate_down(const std::string& owner_connection, Migrations context, int target);
int schema_version(const std::string& owner_connection);

// By the role that runs: empty when the database's schema is the program's own, else what to do about it. An older
// schema fails call by call, and a newer one may mean something else by the same names.
std::string why_not_this_schema(Pool& database, const std::string& context, Migrations migrations);
std::string why_not_this_log_schema(Pool& log_database);

}  // namespace aquacis::platform
