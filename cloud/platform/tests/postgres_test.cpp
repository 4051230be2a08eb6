#include "cloud/platform/database/postgres.hpp"

#include <gtest/gtest.h>

#include <array>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/sql.hpp"
#include "tests/support/migrations_walk.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::platform {
namespace {

constexpr std::array<Migration, 1> notes{
    {{1, "note",
      "CREATE TABLE note (administration_id integer NOT NULL, words text NOT NULL);"
      "ALTER TABLE note ENABLE ROW LEVEL SECURITY;"
      "CREATE POLICY tenant ON note USING (administration_id = current_setting('aquacis.administration_id')::int)",
      "DROP TABLE note"}}};

constexpr AdministrationId amealco{1};
constexpr AdministrationId queretaro{11};

int count(Pool& pool, AdministrationId administration) {
    return pool.run(administration,
                    [](Transaction& tx) { return tx.pq().exec("SELECT count(*) FROM note")[0][0].as<int>(); });
}

void write(Pool& pool, AdministrationId administration) {
    pool.run(administration, [&](Transaction& tx) {
        tx.pq().exec_params("INSERT INTO note VALUES ($1, 'hola')", administration.number());
    });
}

TEST(Pool, ShowsAnAdministrationItsOwnRowsAlone) {
    test::ContextDatabase database("notes", notes);
    write(database.pool(), queretaro);
    EXPECT_EQ(count(database.pool(), queretaro), 1);
    EXPECT_EQ(count(database.pool(), amealco), 0);
    test::expect_thrown<pqxx::insufficient_privilege>("row-level security policy for table \"note\"", [&] {
        database.pool().run(amealco, [](Transaction& tx) { tx.pq().exec("INSERT INTO note VALUES (11, 'ajena')"); });
    });
}

TEST(Pool, RollsBackARefusalAndAFault) {
    test::ContextDatabase database("notes", notes);
    const auto refused = database.pool().run(queretaro, [](Transaction& tx) -> Result<Done> {
        tx.pq().exec("INSERT INTO note VALUES (11, 'no')");
        return Refusal{};
    });
    EXPECT_FALSE(refused.ok());
    test::expect_thrown<pqxx::data_exception>("division by zero", [&] {
        database.pool().run(queretaro, [](Transaction& tx) { tx.pq().exec("SELECT 1/0"); });
    });
    EXPECT_EQ(count(database.pool(), queretaro), 0);
}

TEST(Pool, GoesOnAfterTheServerClosedItsConnection) {
    test::ContextDatabase database("notes", notes);
    test::expect_thrown<pqxx::broken_connection>("", [&] {
        database.pool().run(queretaro,
                            [](Transaction& tx) { tx.pq().exec("SELECT pg_terminate_backend(pg_backend_pid())"); });
    });
    EXPECT_EQ(count(database.pool(), queretaro), 0);
}

TEST(Pool, ReconnectsWhenWaitingConnectionsWereLost) {
    test::ContextDatabase database("notes", notes);
    // Two at once, so that two connections wait in the pool.
    std::string name;
    database.pool().run(queretaro, [&](Transaction& tx) {
        name = tx.pq().exec("SELECT current_database()")[0][0].as<std::string>();
        EXPECT_EQ(count(database.pool(), queretaro), 0);
    });
    pqxx::connection admin(test::PostgresServer::shared().admin_connection());
    pqxx::nontransaction work(admin);
    EXPECT_EQ(
        work.exec_params("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1", name)[0][0]
            .as<int>(),
        2);
    int runs = 0;
    database.pool().run(queretaro, [&](Transaction& tx) {
        ++runs;
        tx.pq().exec("INSERT INTO note VALUES (11, 'una vez')");
    });
    EXPECT_EQ(runs, 2) << "its first statement found the session gone, and nothing had taken effect";
    EXPECT_EQ(count(database.pool(), queretaro), 1);
}

TEST(Pool, TriesADeadlockAgainAndEndsALongStatement) {
    test::ContextDatabase database("notes", notes);
    int runs = 0;
    database.pool().run(queretaro, [&](Transaction& tx) {
        if (++runs < 3) tx.pq().exec("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$");
    });
    EXPECT_EQ(runs, 3);
    DatabaseConfig impatient;
    impatient.connection = database.app_connection();
    impatient.pool_size = 1;
    impatient.statement = std::chrono::milliseconds(100);
    impatient.wait = std::chrono::milliseconds(50);
    Pool pool(impatient);
    EXPECT_THROW(pool.run(queretaro, [](Transaction& tx) { tx.pq().exec("SELECT pg_sleep(5)"); }), pqxx::sql_error);
    EXPECT_THROW(pool.run(queretaro, [&](Transaction&) { count(pool, queretaro); }), std::runtime_error)
        << "the only connection is taken";
}

constexpr std::string_view insert_message = "-- insert_message\nINSERT INTO note VALUES (11, current_query())";
constexpr std::string_view insert_alien = "-- insert_alien\nINSERT INTO note VALUES (12, 'ajena')";
constexpr std::string_view ask_one = "-- ask_one\nSELECT 1";

// Each row says which message wrote it.
TEST(Pool, WhatIsPutOffGoesWithTheNextQuestionOrWithTheCommit) {
    test::ContextDatabase database("notes", notes);
    const auto has = [&](const std::string& words) {
        return database.pool().run(queretaro, [&](Transaction& tx) {
            return run_sql(tx, "SELECT words FROM note WHERE words LIKE $1", "%" + words + "%").size();
        });
    };
    database.pool().run(queretaro, [](Transaction& tx) {
        put_off(tx, insert_message);
        EXPECT_EQ(run_sql(tx, ask_one)[0][0].as<int>(), 1) << "the answer is the question's";
        EXPECT_EQ(run_sql(tx, "SELECT count(*) FROM note")[0][0].as<int>(), 1);
    });
    EXPECT_EQ(has("BEGIN"), 1U);
    EXPECT_EQ(has("ask_one"), 1U);
    database.pool().run(queretaro, [](Transaction& tx) {
        run_sql(tx, ask_one);
        put_off(tx, insert_message);
    });
    EXPECT_EQ(has("COMMIT"), 1U);
    database.pool().run(queretaro, [](Transaction& tx) { put_off(tx, insert_message); });
    EXPECT_EQ(has("insert_message"), 3U) << "a step that only puts off";
    EXPECT_EQ(has("COMMIT"), 1U) << "its session proves to be alive before the commit";
    database.pool().run(queretaro, [](Transaction& tx) {
        put_off(tx, insert_message);
        EXPECT_EQ(tx.pq().exec("SELECT count(*) FROM note")[0][0].as<int>(), 4);
    });
    database.pool().run(queretaro, [](Transaction& tx) {
        run_sql(tx, ask_one);
        put_off(tx, "-- insert_long\nINSERT INTO note VALUES (11, $1)", std::string(longest_put_off, 'x'));
        EXPECT_FALSE(tx.takes_words()) << "what is long goes at once";
    });
    EXPECT_EQ(has("xxx"), 1U);
    EXPECT_THROW(database.pool().read(queretaro, [](Transaction& tx) { put_off(tx, ask_one); }), std::logic_error);
}

TEST(Pool, AFaultOfWhatWasPutOffUndoesTheStep) {
    test::ContextDatabase database("notes", notes);
    Pool& pool = database.pool();
    const auto told_of = [&](const auto& step) {
        try {
            pool.run(queretaro, step);
        } catch (const std::exception& fault) {
            return classify(fault).description;
        }
        return std::string("nothing was thrown");
    };
    EXPECT_EQ(told_of([](Transaction& tx) {
                  run_sql(tx, ask_one);
                  put_off(tx, insert_message);
                  put_off(tx, insert_alien);
              }),
              "SQLSTATE 42501, query insert_message+insert_alien+commit");
    EXPECT_EQ(told_of([](Transaction& tx) {
                  put_off(tx, insert_alien);
                  run_sql(tx, ask_one);
              }),
              "SQLSTATE 42501, query insert_alien+ask_one");
    EXPECT_EQ(told_of([](Transaction& tx) { put_off(tx, insert_alien); }), "SQLSTATE 42501, query insert_alien");
    EXPECT_FALSE(pool.run(queretaro, [](Transaction& tx) -> Result<Done> {
        run_sql(tx, ask_one);
        put_off(tx, insert_message);
        return Refusal{};
    }));
    EXPECT_FALSE(pool.run(queretaro, [](Transaction& tx) -> Result<Done> {
        put_off(tx, insert_message);
        return Refusal{};
    }));
    EXPECT_EQ(count(pool, queretaro), 0);
    EXPECT_TRUE(pool.run(queretaro, [](Transaction& tx) {
        return run_sql(tx, "SELECT now() = statement_timestamp()")[0][0].as<bool>();
    })) << "no session was given back with its transaction open";
}

TEST(Pool, ADeadlockOfWhatWasPutOffIsTriedAgain) {
    test::ContextDatabase database("notes", notes);
    pqxx::connection owner(database.owner_connection());
    pqxx::nontransaction(owner).exec(
        "CREATE FUNCTION deadlock() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = "
        "'40P01'; END $$");
    int runs = 0;
    database.pool().run(queretaro, [&](Transaction& tx) {
        run_sql(tx, ask_one);
        put_off(tx, insert_message);
        if (++runs < 3) put_off(tx, "SELECT deadlock()");
    });
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(count(database.pool(), queretaro), 1);
}

TEST(Pool, AStepWhoseFirstMessageIsPutOffRunsAgainOnANewSession) {
    test::ContextDatabase database("notes", notes);
    const auto pid = database.pool().run(
        queretaro, [](Transaction& tx) { return tx.pq().exec("SELECT pg_backend_pid()")[0][0].as<int>(); });
    pqxx::connection admin(test::PostgresServer::shared().admin_connection());
    pqxx::nontransaction(admin).exec_params("SELECT pg_terminate_backend($1, 10000)", pid);
    int runs = 0;
    database.pool().run(queretaro, [&](Transaction& tx) {
        ++runs;
        put_off(tx, insert_message);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(database.pool(), queretaro), 1);
}

TEST(Pool, AReadingStepSeesItsOwnRowsAndWritesNothing) {
    test::ContextDatabase database("notes", notes);
    Pool& pool = database.pool();
    write(pool, queretaro);
    const auto read = [&](AdministrationId administration, std::string_view query) {
        return pool.read(administration, [&](Transaction& tx) { return run_sql(tx, query, "hola")[0][0].as<int>(); });
    };
    constexpr std::string_view ask = "SELECT count(*) FROM note WHERE words = $1";
    for (int i = 0; i < 8; ++i) {  // beyond the fifth, PostgreSQL may plan once for all
        EXPECT_EQ(read(queretaro, ask), 1);
        EXPECT_EQ(read(amealco, ask), 0);
    }
    EXPECT_THROW(read(queretaro, "INSERT INTO note VALUES (11, $1) RETURNING 1"), pqxx::sql_error);
    EXPECT_EQ(read(queretaro, ask), 1) << "the session goes on";
    EXPECT_THROW(pool.read(queretaro, [](Transaction& tx) { tx.pq(); }), std::logic_error);
    EXPECT_EQ(pool.read(queretaro,
                        [](Transaction& tx) {
                            return run_sql(tx, "SELECT $1::text", "it's 50% \\ ok")[0][0].as<std::string>();
                        }),
              "it's 50% \\ ok");
}

TEST(Pool, AReadingStepIsAskedAgainWhenItsSessionWasLost) {
    test::ContextDatabase database("notes", notes);
    int tries = 0;
    EXPECT_EQ(database.pool().read(queretaro,
                                   [&](Transaction& tx) {
                                       if (++tries == 1) run_sql(tx, "SELECT pg_terminate_backend(pg_backend_pid())");
                                       return run_sql(tx, "SELECT 7")[0][0].as<int>();
                                   }),
              7);
    EXPECT_EQ(tries, 2);
}

TEST(Pool, ASessionThatAMigrationLeftBehindIsReplaced) {
    test::ContextDatabase database("notes", notes);
    write(database.pool(), queretaro);
    const auto columns = [&] {
        return database.pool().run(queretaro,
                                   [](Transaction& tx) { return run_sql(tx, "SELECT * FROM note").columns(); });
    };
    EXPECT_EQ(columns(), 2U);
    pqxx::connection owner(database.owner_connection());
    pqxx::nontransaction(owner).exec("ALTER TABLE note ADD more text");
    EXPECT_EQ(columns(), 3U);
}

TEST(Migrate, WalksUpDownAndUpAgain) {
    test::expect_migrations_walk(notes);
    test::expect_rows_are_guarded("notes", notes);
}

TEST(Migrate, RefusesADatabaseOfANewerProgram) {
    const test::ContextDatabase database("notes", notes);
    EXPECT_THROW(migrate_up(database.owner_connection(), "postgres", {}), std::runtime_error);
}

TEST(Migrate, TwoProgramsAtOnceWaitForEachOther) {
    const test::ContextDatabase database("notes", {});
    std::vector<std::jthread> programs;
    for (int i = 0; i < 4; ++i)
        programs.emplace_back([&] { EXPECT_NO_THROW(migrate_up(database.owner_connection(), "postgres", notes)); });
    programs.clear();
    EXPECT_EQ(schema_version(database.owner_connection()), 1);
}

}  // namespace
}  // namespace aquacis::platform
