#pragma once
// Every version of a schema up, then down, then up: each step down leaves what was there before its step up.

#include <set>
#include <string>

#include "cloud/platform/database/migration.hpp"

namespace aquacis::test {

void expect_migrations_walk(platform::Migrations migrations);

// Each table hides other administrations' rows, but for those that hold nobody's; and the role that runs owns none.
// `context` names the database alone.
void expect_rows_are_guarded(const std::string& context, platform::Migrations migrations,
                             const std::set<std::string>& of_nobody = {});

}  // namespace aquacis::test
