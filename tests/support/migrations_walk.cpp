#include "tests/support/migrations_walk.hpp"

#include <gtest/gtest.h>

#include <map>
#include <pqxx/pqxx>
#include <vector>

#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/tenancy.hpp"
#include "cloud/platform/migrations/migrations.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/rows_read.hpp"

namespace aquacis::test {
namespace {

// Everything that a migration can make, one thing a line.
constexpr const char* describe_schema = R"(
SELECT coalesce(string_agg(line, E'\n' ORDER BY line), '') FROM (
    SELECT format('%s %s rls=%s forced=%s', c.relkind, c.relname, c.relrowsecurity, c.relforcerowsecurity) AS line
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT format('column %s.%s %s not_null=%s %s', c.relname, a.attname,
                            format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
       AND NOT a.attisdropped
    UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('policy %s %s %s %s %s', tablename, policyname, cmd, qual, with_check)
      FROM pg_policies WHERE schemaname = 'public'
    UNION ALL SELECT format('function %s %s', oid::regprocedure, md5(prosrc))
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('type %s', typname)
      FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
) AS lines)";

constexpr const char* count_owned = R"(
SELECT count(*) FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(c.relowner) LIKE '%\_app')";

constexpr const char* list_tables = R"(
SELECT c.relname, EXISTS (SELECT 1 FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'administration_id' AND NOT a.attisdropped)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1)";

// The columns of a table that must be given, with a value that their type takes.
constexpr const char* list_needed = R"(
SELECT a.attname, CASE WHEN a.attname = 'administration_id' THEN '11' WHEN t.typcategory = 'N' THEN '1'
       WHEN t.typcategory = 'B' THEN 'false'
       WHEN t.typcategory = 'D' THEN 'now()' WHEN t.typcategory = 'A' THEN '''{}'''
       WHEN t.typname = 'uuid' THEN 'gen_random_uuid()'
       WHEN t.typname IN ('json', 'jsonb') THEN '''{}''' ELSE '''x''' END
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND NOT a.atthasdef
   AND (a.attnotnull OR a.attname = 'administration_id'))";

// The same for row n of many.
constexpr const char* list_needed_of_many = R"(
SELECT a.attname, CASE WHEN t.typcategory = 'N' THEN 'n' WHEN t.typcategory = 'B' THEN 'false'
       WHEN t.typcategory = 'D' THEN 'now()' WHEN t.typcategory = 'A' THEN '''{}'''
       WHEN t.typname = 'uuid' THEN 'gen_random_uuid()'
       WHEN t.typname IN ('json', 'jsonb') THEN '''{}'''
       ELSE '(''x'' || n)::' || format_type(a.atttypid, a.atttypmod) END
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND NOT a.atthasdef
   AND a.attnotnull AND a.attname <> 'administration_id')";

// By what a row is looked up beside its administration: the columns of an index that begins with that, or of the key.
constexpr const char* list_looked_up = R"(
SELECT quote_ident(a.attname)
  FROM (SELECT i.indrelid, i.indkey FROM pg_index i
          JOIN pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
         WHERE i.indrelid = $1::regclass AND i.indpred IS NULL AND i.indexprs IS NULL
         ORDER BY first.attname = 'administration_id' AND i.indnkeyatts > 1 DESC, i.indisprimary DESC LIMIT 1) AS chosen
  JOIN pg_attribute a ON a.attrelid = chosen.indrelid AND a.attnum = ANY (chosen.indkey::int2[])
 WHERE a.attname <> 'administration_id')";

constexpr const char* list_checks = R"(
SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype = 'c' AND coninhcount = 0)";

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

namespace {

// A row of administration 11 in every table with tenants, whatever constraints and triggers say.
std::vector<std::string> fill(const std::string& superuser) {
    pqxx::connection session(superuser);
    pqxx::work work(session);
    work.exec("SET LOCAL session_replication_role = replica");
    for (const auto& row : work.exec(list_checks))
        work.exec("ALTER TABLE " + row[0].as<std::string>() + " DROP CONSTRAINT IF EXISTS " + row[1].as<std::string>());
    std::vector<std::string> filled;
    for (const auto& row : work.exec(list_tables)) {
        if (!row[1].as<bool>()) continue;
        const auto table = row[0].as<std::string>();
        std::string names, values;
        for (const auto& column : work.exec_params(list_needed, table)) {
            names += (names.empty() ? "" : ", ") + work.quote_name(column[0].as<std::string>());
            values += (values.empty() ? "" : ", ") + column[1].as<std::string>();
        }
        work.exec("INSERT INTO " + work.quote_name(table) + " (" + names + ") VALUES (" + values + ")");
        filled.push_back(table);
    }
    work.commit();
    return filled;
}

// As administration 12, by the role that runs: a right that is missing hides and keeps a row as well.
int reached(platform::Pool& pool, const std::string& words) {
    try {
        return pool.run(AdministrationId(12), [&](platform::Transaction& tx) {
            return static_cast<int>(tx.pq().exec(words + " RETURNING 1").size());
        });
    } catch (const pqxx::insufficient_privilege&) {
        return 0;
    }
}

}  // namespace

void expect_rows_are_guarded(const std::string& context, platform::Migrations migrations) {
    ContextDatabase database(context, migrations);
    const auto rules = platform::read_rules({platform::common::migrations, migrations});
    {
        pqxx::connection session(database.owner_connection());
        pqxx::work work(session);
        EXPECT_EQ(work.exec(count_owned)[0][0].as<int>(), 0)
            << context << ": the role that runs owns a table, so it could switch the policies off";
        for (const auto& row : work.exec(list_tables))
            EXPECT_TRUE(row[1].as<bool>() || rules.of_nobody.count(row[0].as<std::string>()) == 1)
                << context << ": " << row[0].c_str() << " has no administration_id; a migration says why: "
                << "-- tenant " << row[0].c_str() << ": none, because …";
    }
    for (const std::string& table : fill(database.admin_connection())) {
        if (rules.of_nobody.count(table) != 0) continue;
        SCOPED_TRACE(context + "." + table);
        database.pool().run(AdministrationId(12), [&](platform::Transaction& tx) {
            EXPECT_EQ(tx.pq().exec("SELECT count(*) FROM " + table)[0][0].as<int>(), 0) << "another's row is seen";
        });
        EXPECT_EQ(reached(database.pool(), "UPDATE " + table + " SET administration_id = 12"), 0);
        EXPECT_EQ(reached(database.pool(), "DELETE FROM " + table), 0);
        database.pool().run(AdministrationId(11), [&](platform::Transaction& tx) {
            EXPECT_EQ(tx.pq().exec("SELECT count(*) FROM " + table)[0][0].as<int>(), 1) << "its own row is not seen";
        });
    }
}

void expect_tables_are_listed(const std::string& context, platform::Migrations migrations, const std::string& text) {
    const ContextDatabase database(context, migrations);
    pqxx::connection session(database.owner_connection());
    pqxx::work work(session);
    for (const auto& row : work.exec(list_tables))
        EXPECT_NE(text.find("`" + row[0].as<std::string>() + "`"), std::string::npos)
            << context << ": what " << row[0].c_str() << " grows by, how long it is kept and how it goes";
}

namespace {

constexpr int rows_of_each = 700;

// Many rows of three administrations, or of as many as there are rows where one has a single row. Returns that table's
// condition for one row of administration 11.
std::string fill_table(pqxx::transaction_base& work, const std::string& table) {
    std::string columns = "administration_id", values, condition = "true";
    for (const auto& column : work.exec_params(list_needed_of_many, table)) {
        columns += ", " + work.quote_name(column[0].as<std::string>());
        values += ", " + column[1].as<std::string>();
    }
    const auto looked_up = work.exec_params(list_looked_up, table);
    const std::string administration = looked_up.empty() ? "n" : "11 + n % 3";
    work.exec("INSERT INTO " + table + " (" + columns + ") SELECT " + administration + values +
              " FROM generate_series(1, " + std::to_string(3 * rows_of_each) + ") AS n");
    for (const auto& column : looked_up) {
        const auto name = column[0].as<std::string>();
        const auto one = work.exec("SELECT " + name + " FROM " + table +
                                   " WHERE administration_id = 11 ORDER BY ctid OFFSET 300 LIMIT 1");
        condition += " AND " + name + " = " + work.quote(one[0][0].as<std::string>());
    }
    return condition;
}

}  // namespace

void expect_tasks_leave_indexes(const std::string& context, platform::Migrations migrations) {
    ContextDatabase database(context, migrations);
    const auto rules = platform::read_rules({platform::common::migrations, migrations});
    std::map<std::string, std::string> row_of;
    {
        pqxx::connection session(database.admin_connection());
        pqxx::work work(session);
        work.exec("SET LOCAL session_replication_role = replica");
        for (const auto& row : work.exec(list_checks))
            work.exec("ALTER TABLE " + row[0].as<std::string>() + " DROP CONSTRAINT IF EXISTS " +
                      row[1].as<std::string>());
        for (const auto& [table, tasks] : rules.tasks)
            row_of[table] = fill_table(work, table);
        work.commit();
    }
    for (const auto& [table, condition] : row_of) {
        SCOPED_TRACE(context + "." + table);
        database.pool().run(AdministrationId(11), [&](platform::Transaction& tx) {
            tx.pq().exec("SELECT 1");
            const std::string look_up = "SELECT * FROM " + table + " WHERE " + condition;
            std::size_t found = 0;
            const auto read = rows_read_by(tx, [&] { found = tx.pq().exec(look_up).size(); });
            EXPECT_GE(found, 1U) << look_up;
            EXPECT_LE(read, static_cast<std::int64_t>(found)) << look_up;
        });
    }
}

void expect_only_grows(const std::string& context, platform::Migrations migrations,
                       const std::vector<std::string>& tables) {
    const ContextDatabase database(context, migrations);
    pqxx::connection session(database.app_connection());
    pqxx::work work(session);
    for (const std::string& table : tables)
        for (const char* right : {"UPDATE", "DELETE", "TRUNCATE"})
            EXPECT_FALSE(work.exec_params("SELECT has_table_privilege($1, $2)", table, right)[0][0].as<bool>())
                << context << ": " << right << " of " << table;
}

}  // namespace aquacis::test
