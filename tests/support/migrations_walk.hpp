#pragma once
// Every version of a schema up, then down, then up: each step down leaves what was there before its step up.

#include <string>
#include <vector>

#include "cloud/platform/database/migration.hpp"

namespace aquacis::test {

void expect_migrations_walk(platform::Migrations migrations);

// Each table hides other administrations' rows and keeps them from change, tried with a row in each; but for those
// whose migration says that they hold nobody's. The role that runs owns none. `context` names the database alone.
void expect_rows_are_guarded(const std::string& context, platform::Migrations migrations);
// Every table that the context has stands in the text, by its name in backticks: what it grows by and when it goes.
void expect_tables_are_listed(const std::string& context, platform::Migrations migrations, const std::string& text);
// Where a task sees all administrations, a look-up of one of them still reads its own rows: tried in each such table.
void expect_tasks_leave_indexes(const std::string& context, platform::Migrations migrations);
// The role that runs can neither change nor delete what only grows.
void expect_only_grows(const std::string& context, platform::Migrations migrations,
                       const std::vector<std::string>& tables);

}  // namespace aquacis::test
