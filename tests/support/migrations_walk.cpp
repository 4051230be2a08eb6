#include "tests/support/migrations_walk.hpp"

#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <vector>

#include "cloud/platform/database/migrate.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::test {
namespace {

// Everything that a migration can make, one thing a line.
constexpr const char* describe_schema = R"(
SELECT coalesce(string_agg(line, E'\n' ORDER BY line), '') FROM (
    SELECT format('%s %s rls=%s forced=%s', c.relkind, c.relname, c.relrowsecurity, c.relforcerowsecurity) AS line
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT format('column %s.%s %s not_null=%s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                            pg_get_expr(d.adbin, d.adrelid))
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('policy %s %s %s %s %s', tablename, policyname, cmd, qual, with_check) FROM pg_policies WHERE schemaname = 'public'
    UNION ALL SELECT format('function %s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('type %s', typname) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
) AS lines)";

// A partition without a policy of its own shows nothing to who asks it directly, which is right.
constexpr const char* list_unguarded = R"(
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('schema_migration', 'consumer_offset')
   AND (NOT c.relrowsecurity OR NOT (c.relispartition OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)))
 ORDER BY 1)";

constexpr const char* count_owned = R"(
SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(c.relowner) LIKE '%\_app')";

std::string ask(const std::string& connection, const char* query) {
    pqxx::connection session(connection);
    pqxx::work work(session);
    return work.exec(query)[0][0].as<std::string>("");
}

}  // namespace

void expect_migrations_walk(platform::Migrations migrations) {
    const ContextDatabase database("walk", {});
    const std::string owner = database.owner_connection();
    const auto climb_to = [&](std::size_t step) { platform::migrate_up(owner, "postgres", migrations.first(step)); };
    std::vector<std::string> schemas{ask(owner, describe_schema)};
    for (std::size_t step = 1; step <= migrations.size(); ++step) {
        SCOPED_TRACE("migration " + std::to_string(migrations[step - 1].number) + " " +
                     std::string(migrations[step - 1].name));
        EXPECT_EQ(migrations[step - 1].number, static_cast<int>(step)) << "steps are numbered from 1 without a gap";
        climb_to(step);
        schemas.push_back(ask(owner, describe_schema));
        EXPECT_NE(schemas[step], schemas[step - 1]) << "a step up that changes nothing";
        platform::migrate_down(owner, migrations.first(step), static_cast<int>(step) - 1);
        EXPECT_EQ(ask(owner, describe_schema), schemas[step - 1])
            << "the step down leaves something else than was there before";
        climb_to(step);
        EXPECT_EQ(ask(owner, describe_schema), schemas[step])
            << "the second time up makes something else than the first";
    }
    platform::migrate_down(owner, migrations, 0);
    EXPECT_EQ(ask(owner, describe_schema), schemas.front());
    EXPECT_EQ(platform::schema_version(owner), 0);
    climb_to(migrations.size());
    EXPECT_EQ(ask(owner, describe_schema), schemas.back());
    EXPECT_EQ(platform::schema_version(owner), static_cast<int>(migrations.size()));
}

void expect_rows_are_guarded(const std::string& context, platform::Migrations migrations,
                             const std::set<std::string>& of_nobody) {
    const ContextDatabase database(context, migrations);
    pqxx::connection session(database.owner_connection());
    pqxx::work work(session);
    std::string unguarded;
    for (const auto& row : work.exec(list_unguarded))
        if (of_nobody.count(row[0].as<std::string>()) == 0) unguarded += " " + row[0].as<std::string>();
    EXPECT_EQ(unguarded, "") << context << ": tables whose rows every administration sees";
    EXPECT_EQ(work.exec(count_owned)[0][0].as<int>(), 0)
        << context << ": the role that runs owns a table, so it could switch the policies off";
}

}  // namespace aquacis::test
