// What the migrator gives to every table, on a real PostgreSQL.

#include "cloud/platform/database/tenancy.hpp"

#include <gtest/gtest.h>

#include <array>

#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

constexpr AdministrationId amealco{1};
constexpr AdministrationId queretaro{11};

// The first step as older migrations were: a policy of its own, open to whoever sets administration 0.
constexpr std::array<Migration, 3> steps{{
    {1, "bill",
     "-- tenant bill: task:stamping reads, because it looks for work in every administration\n"
     "-- grants bill: insert, update (state), because a bill is corrected by reversal\n"
     "-- tenant place: none, because it says where the system stands\n"
     "CREATE TABLE bill (administration_id integer NOT NULL, id integer, state text NOT NULL DEFAULT 'issued') "
     "PARTITION BY LIST (id);"
     "CREATE TABLE bill_1 PARTITION OF bill FOR VALUES IN (1);"
     "CREATE TABLE place (name text NOT NULL);"
     "CREATE POLICY old ON bill USING (current_setting('aquacis.administration_id')::int IN (0, administration_id))",
     "DROP TABLE place, bill"},
    {2, "note", "CREATE TABLE note (administration_id integer NOT NULL, words text NOT NULL)", "DROP TABLE note"},
    {3, "shout",
     "-- tenant note: task:tidying writes, because old notes of all go\n"
     "UPDATE note SET words = upper(words);"
     "ALTER TABLE note ADD COLUMN loud boolean NOT NULL DEFAULT true",
     "ALTER TABLE note DROP COLUMN loud"},
}};

class TenancyTest : public testing::Test {
protected:
    test::ContextDatabase database{"tenancy", Migrations(steps).first(2)};
    Pool& pool = database.pool();

    static int count(const Transaction& tx, const std::string& table) {
        return tx.pq().exec("SELECT count(*) FROM " + table)[0][0].as<int>();
    }
    Fault fault_of(AdministrationId administration, const std::string& words) {
        try {
            pool.run(administration, [&](Transaction& tx) { tx.pq().exec(words); });
        } catch (const std::exception& fault) {
            return classify(fault);
        }
        return {};
    }
    void issue(AdministrationId administration) {
        pool.run(administration, [](Transaction& tx) {
            run_sql(tx, "INSERT INTO bill VALUES ($1, 1)", tx.administration().number());
            run_sql(tx, "INSERT INTO note VALUES ($1, 'hola')", tx.administration().number());
        });
    }
    void climb() { migrate_up(database.owner_connection(), app(), steps); }
    static std::string user_of(const std::string& words) { return words.substr(words.rfind("user=") + 5); }
    std::string name() const { return pqxx::connection(database.owner_connection()).dbname(); }
    std::string app() const { return user_of(database.app_connection()); }
    std::string owner() const { return user_of(database.owner_connection()); }
};

TEST_F(TenancyTest, EveryTableHidesOtherAdministrationsWhateverItsMigrationForgot) {
    issue(queretaro);
    issue(amealco);
    pool.run(queretaro, [](Transaction& tx) {
        EXPECT_EQ(count(tx, "bill"), 1);
        EXPECT_EQ(count(tx, "note"), 1);
        EXPECT_EQ(tx.pq().exec("UPDATE bill SET state = 'x' WHERE administration_id = 1").affected_rows(), 0U);
    });
    EXPECT_EQ(fault_of(queretaro, "INSERT INTO note VALUES (1, 'ajena')").kind, FaultKind::unacceptable);
    EXPECT_EQ(fault_of(queretaro, "SELECT * FROM bill_1").description, "SQLSTATE 42501") << "around the table";
}

TEST_F(TenancyTest, NoneIsNotAll) {
    issue(queretaro);
    EXPECT_THROW(pool.run(AdministrationId{}, [](Transaction&) {}), std::logic_error);
    EXPECT_THROW(pool.run(AdministrationId{-1}, [](Transaction&) {}), std::logic_error);
    pool.run_for_all({"unnamed"}, [](Transaction& tx) { EXPECT_EQ(count(tx, "bill"), 0); });
    pool.run_for_all({"stamping"}, [](Transaction& tx) { EXPECT_EQ(count(tx, "bill"), 1); });
    for (const char* task : {"unnamed", "stamping"})
        EXPECT_THROW(pool.run_for_all({task}, [](Transaction& tx) { count(tx, "note"); }), pqxx::insufficient_privilege)
            << "no line opens it to any task";
    pool.run(amealco, [](Transaction& tx) { EXPECT_EQ(count(tx, "bill"), 0) << "the task's name went with it"; });
}

TEST_F(TenancyTest, ATaskThatReadsCannotWrite) {
    issue(queretaro);
    EXPECT_THROW(pool.run_for_all({"stamping"}, [](Transaction& tx) { tx.pq().exec("UPDATE bill SET state = 'x'"); }),
                 pqxx::sql_error)
        << "its transaction is read-only";
    for (const char* change : {"UPDATE bill SET state = 'x'", "DELETE FROM bill", "INSERT INTO bill VALUES (11, 1)"})
        EXPECT_THROW(pool.run_for_all({"stamping", true}, [&](Transaction& tx) { tx.pq().exec(change); }),
                     pqxx::insufficient_privilege)
            << "the role of tasks has no such right: " << change;
}

TEST_F(TenancyTest, ATaskThatDeletesNeitherAddsNorChangesThoughAnotherOneWrites) {
    const std::array<Migration, 1> lines{{{1, "note",
                                           "-- tenant note: task:tidy deletes, because what is old goes\n"
                                           "-- tenant note: task:relay writes, because it moves all\n"
                                           "CREATE TABLE note (administration_id integer NOT NULL, words text)",
                                           "DROP TABLE note"}}};
    test::ContextDatabase notes("tenancy_lines", lines);
    const auto as = [&](const char* task, const char* words) {
        std::size_t changed = 0;
        notes.pool().run_for_all({task, true}, [&](Transaction& tx) { changed = tx.pq().exec(words).affected_rows(); });
        return changed;
    };
    EXPECT_EQ(as("relay", "INSERT INTO note VALUES (11, 'hola')"), 1U);
    EXPECT_THROW(as("tidy", "INSERT INTO note VALUES (11, 'hola')"), pqxx::sql_error);
    EXPECT_EQ(as("tidy", "UPDATE note SET words = 'x'"), 0U);
    EXPECT_EQ(as("relay", "UPDATE note SET words = 'x'"), 1U);
    EXPECT_EQ(as("unnamed", "DELETE FROM note"), 0U);
    EXPECT_EQ(as("tidy", "DELETE FROM note"), 1U);
}

TEST_F(TenancyTest, AnOrdinarySessionTakesNothingOfATaskWithoutItsRoleAndItsWord) {
    issue(queretaro);
    pool.run(amealco, [](Transaction& tx) {
        tx.pq().exec("SELECT set_config('aquacis.scope', 'task:stamping', true)");
        EXPECT_EQ(count(tx, "bill"), 0) << "the word without the role";
    });
    pool.run(amealco, [&](Transaction& tx) {
        tx.pq().exec("SET LOCAL ROLE " + task_role_of(app()));
        EXPECT_EQ(count(tx, "bill"), 0) << "the role without the word";
    });
    EXPECT_EQ(fault_of(amealco, "SET LOCAL ROLE " + task_role_of(app()) + "; UPDATE bill SET state = 'x'").description,
              "SQLSTATE 42501")
        << "the role has the rights that lines name, and no others";
    pool.run(amealco, [](Transaction& tx) {
        EXPECT_STREQ(tx.pq().exec("SELECT current_user")[0][0].c_str(), tx.pq().conn().username())
            << "the role ended with its transaction";
    });
}

// As the release before left it: one more policy for whoever says the task's name, and nobody has a role for tasks.
TEST_F(TenancyTest, ADatabaseOfBeforeIsToldWhatItLacksAndThenClimbs) {
    issue(queretaro);
    const DatabaseNames names{name(), owner(), app()};
    const std::string task = task_role_of(app());
    {
        pqxx::connection session(database.admin_connection());
        pqxx::nontransaction work(session);
        const char* said = "FOR SELECT USING (current_setting('aquacis.scope', true) = 'task:stamping')";
        work.exec("DROP POLICY task_stamping ON bill; DROP POLICY tenant ON bill");
        work.exec(std::string("CREATE POLICY task_stamping ON bill ") + said);
        work.exec("COMMENT ON POLICY task_stamping ON bill IS " + work.quote(said));
        work.exec("CREATE POLICY tenant ON bill USING (administration_id = 11)");
        work.exec("COMMENT ON POLICY tenant ON bill IS 'USING (administration_id = 11)'");
        work.exec("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM " + task);
        work.exec("REVOKE " + task + " FROM " + app());
    }
    const auto told = [&] { return why_not_this_schema(pool, "tenancy", Migrations(steps).first(2)); };
    EXPECT_NE(told().find("GRANT " + task), std::string::npos) << told();
    try {
        climb();
        FAIL() << "it climbed without the role";
    } catch (const std::runtime_error& refused) {
        EXPECT_NE(std::string(refused.what()).find("aquacisctl db init"), std::string::npos) << refused.what();
    }
    create_database(test::PostgresServer::shared().admin_connection(), names);
    EXPECT_NE(told().find("aquacisctl db migrate"), std::string::npos) << told();
    climb();
    EXPECT_EQ(why_not_this_schema(pool, "tenancy", steps), "");
    pool.run_for_all({"stamping"}, [](Transaction& tx) { EXPECT_EQ(count(tx, "bill"), 1); });
    pool.run(amealco, [](Transaction& tx) {
        tx.pq().exec("SELECT set_config('aquacis.scope', 'task:stamping', true)");
        EXPECT_EQ(count(tx, "bill"), 0);
        EXPECT_EQ(tx.pq().exec("SELECT 1 FROM pg_policies WHERE 'public' = ANY (roles)").size(), 0U);
    });
}

TEST_F(TenancyTest, WhatOnlyGrowsIsNotChangedButInTheNamedColumns) {
    issue(queretaro);
    EXPECT_EQ(fault_of(queretaro, "UPDATE bill SET state = 'reversed'").description, "");
    EXPECT_EQ(fault_of(queretaro, "UPDATE bill SET id = 1").description, "SQLSTATE 42501");
    EXPECT_EQ(fault_of(queretaro, "DELETE FROM bill").description, "SQLSTATE 42501");
    EXPECT_EQ(fault_of(queretaro, "TRUNCATE bill").description, "SQLSTATE 42501");
    EXPECT_EQ(fault_of(queretaro, "DELETE FROM note").description, "");
    EXPECT_EQ(fault_of(queretaro, "INSERT INTO schema_migration VALUES ('context', 9, 'x')").description,
              "SQLSTATE 42501");
    EXPECT_EQ(fault_of(queretaro, "SELECT lo_create(0)").description, "SQLSTATE 42501");
}

TEST_F(TenancyTest, AMigrationChangesTheRowsOfAllInAFilledDatabaseAndItsRulesGoWithIt) {
    issue(queretaro);
    issue(amealco);
    climb();
    const TenantTask tidying{"tidying", true};
    pool.run_for_all(tidying, [](Transaction& tx) {
        EXPECT_EQ(tx.pq().exec("SELECT count(*) FROM note WHERE words = 'HOLA'")[0][0].as<int>(), 2);
        EXPECT_EQ(tx.pq().exec("DELETE FROM note WHERE administration_id = 1").affected_rows(), 1U);
    });
    migrate_down(database.owner_connection(), steps, 2);
    pool.run_for_all(tidying, [](Transaction& tx) { EXPECT_EQ(count(tx, "note"), 0); });
    climb();
    climb();
    pool.run_for_all(tidying, [](Transaction& tx) { EXPECT_EQ(count(tx, "note"), 1); });
}

TEST_F(TenancyTest, TheOwnerSeesNothingButInAMigration) {
    issue(queretaro);
    pqxx::connection session(database.owner_connection());
    pqxx::work work(session);
    run_sql(work, "SELECT set_config('aquacis.administration_id', '0', true)");
    EXPECT_EQ(work.exec("SELECT count(*) FROM note")[0][0].as<int>(), 0);
}

TEST_F(TenancyTest, TheRoleThatRunsReachesNoOtherDatabase) {
    for (const char* other : {"postgres", "template1"})
        EXPECT_THROW(pqxx::connection(test::PostgresServer::shared().connection(other, app())), pqxx::broken_connection)
            << other;
}

TEST(LogRights, EachContextsRoleReadsAndAppendsAndChangesNothing) {
    test::PostgresServer& server = test::PostgresServer::shared();
    const auto log = database_names("eventlog", "rights_"), context = database_names("billing", "rights_");
    create_database(server.admin_connection(), log);
    create_database(server.admin_connection(), context);
    migrate_event_log(server.connection(log.database, log.owner), {log.app, context.app});
    const std::string words = server.connection(log.database, context.app);
    const auto events = make_postgres_event_log(words, 1);
    Event event;
    event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000), seeded_random(5));
    event.topic = "note.written";
    event.key = event.payload = "a";
    event.event_type = "note";
    event.administration = queretaro;
    events->append({&event, 1});
    EXPECT_EQ(events->read("note.written", 0, 0, 10).size(), 1U);
    pqxx::connection session(words);
    for (const char* change : {"UPDATE log_event SET envelope = ''", "DELETE FROM log_event", "TRUNCATE log_event",
                               "DELETE FROM log_head", "UPDATE log_head SET topic = 'x'"}) {
        pqxx::work work(session);
        EXPECT_THROW(work.exec(change), pqxx::insufficient_privilege) << change;
    }
}

TEST(TenancyRules, ALineThatIsAlmostARuleStopsTheMigration) {
    for (const char* line :
         {"-- tenant hub: none", "-- tenant hub: none, because ", "-- tenant hub: task:x erases, because y",
          "-- grants bill: select, because y", "-- grants bill: insert"}) {
        const std::array<Migration, 1> wrong{{{1, "wrong", line, ""}}};
        EXPECT_THROW(read_rules({wrong}), std::runtime_error) << line;
    }
    const auto rules = read_rules({steps});
    EXPECT_EQ(rules.of_nobody, (std::set<std::string>{"place"}));
    EXPECT_EQ(rules.grants.at("bill"), "insert, update (state)");
}

TEST(Schema, AnOlderOrNewerDatabaseIsToldWithTheCommandToRun) {
    test::ContextDatabase database("tenancy", Migrations(steps).first(2));
    EXPECT_EQ(why_not_this_schema(database.pool(), "tenancy", Migrations(steps).first(2)), "");
    const std::string older = why_not_this_schema(database.pool(), "tenancy", steps);
    EXPECT_NE(older.find("aquacisctl db migrate"), std::string::npos) << older;
    const std::string newer = why_not_this_schema(database.pool(), "tenancy", Migrations(steps).first(1));
    EXPECT_NE(newer.find("aquacisctl db rollback"), std::string::npos) << newer;
    EXPECT_NE(newer.find("--to 1"), std::string::npos) << newer;
}

}  // namespace
}  // namespace aquacis::platform
