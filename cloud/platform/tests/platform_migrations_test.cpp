// The platform's own tables and the log's go up, down and up again, with rows in them.

#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/log_migrations/migrations.hpp"
#include "cloud/platform/migrations/migrations.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

class PlatformMigrations : public testing::Test {
protected:
    PlatformMigrations() {
        create_database(test::PostgresServer::shared().admin_connection(), names_);
        session_ = std::make_unique<pqxx::connection>(
            test::PostgresServer::shared().connection(names_.database, names_.owner));
    }
    ~PlatformMigrations() override {
        session_.reset();
        pqxx::connection admin(test::PostgresServer::shared().admin_connection());
        pqxx::nontransaction(admin).exec("DROP DATABASE " + names_.database);
    }
    std::string run(std::string_view words) {
        pqxx::work work(*session_);
        const auto rows = work.exec(std::string(words));
        work.commit();
        return rows.empty() || rows.columns() == 0 ? std::string() : rows[0][0].c_str();
    }
    void climb(Migrations steps, std::size_t from = 0) {
        for (const Migration& step : steps.subspan(from))
            run(step.up);
    }
    void descend(Migrations steps, std::size_t to = 0) {
        for (std::size_t left = steps.size(); left > to; --left)
            run(steps[left - 1].down);
    }
    std::string count_tables() {
        return run("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace");
    }

private:
    DatabaseNames names_ = database_names("walked", "t_");
    std::unique_ptr<pqxx::connection> session_;
};

TEST_F(PlatformMigrations, AContextsOwnWalk) {
    climb(common::migrations);
    run("INSERT INTO outbox (administration_id, event_id, topic, key, event_type, envelope) "
        "SELECT 11, gen_random_uuid(), 't', 'k', 'e', '' FROM generate_series(1, 5)");
    run("UPDATE relay_place SET moved = 3");
    descend(common::migrations, 1);
    EXPECT_EQ(run("SELECT count(*) FROM outbox"), "2") << "an older version would append what is kept once more";
    descend(Migrations(common::migrations).first(1));
    EXPECT_EQ(count_tables(), "0");
    climb(common::migrations);
    EXPECT_NE(count_tables(), "0");
}

TEST_F(PlatformMigrations, TheLogsWalkKeepsItsEvents) {
    climb(Migrations(event_log::migrations).first(1));
    run("INSERT INTO log_event (topic, partition, log_offset, key, envelope) "
        "SELECT 't', 0, place, 'k', '' FROM generate_series(1, 7) AS place");
    climb(event_log::migrations, 1);
    EXPECT_EQ(run("SELECT count(*) FROM log_event WHERE kept_days = 30"), "7");
    descend(event_log::migrations, 1);
    EXPECT_EQ(run("SELECT max(log_offset) FROM log_event"), "7");
    descend(Migrations(event_log::migrations).first(1));
    EXPECT_EQ(count_tables(), "0");
}

}  // namespace
}  // namespace aquacis::platform
