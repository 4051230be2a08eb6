#include "cloud/platform/database/migrate.hpp"

#include <pqxx/pqxx>
#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/log_migrations/migrations.hpp"
#include "cloud/platform/migrations/migrations.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

int version_of(pqxx::transaction_base& work, const std::string& family) {
    return run_sql(work, sql::schema_version, family)[0][0].as<int>();
}

void prepare(pqxx::connection& connection) {
    pqxx::work work(connection);
    run_sql(work, sql::wait_to_migrate);
    run_sql(work, sql::make_migration_ledger);
    work.commit();
}

void refuse_newer(pqxx::connection& connection, const std::string& family, std::size_t known) {
    pqxx::work work(connection);
    const int version = version_of(work, family);
    if (version > static_cast<int>(known))
        throw std::runtime_error("migrate: the database is at " + family + " " + std::to_string(version) +
                                 ", newer than this program; install the newer program");
}

void climb(pqxx::connection& connection, const std::string& family, Migrations steps) {
    refuse_newer(connection, family, steps.size());
    for (const Migration& step : steps) {
        pqxx::work work(connection);
        if (step.number <= version_of(work, family)) continue;
        work.exec(std::string(step.up));
        run_sql(work, sql::insert_migration, family, step.number, std::string(step.name));
        work.commit();
    }
}

void grant(pqxx::connection& connection, const std::string& app_role) {
    pqxx::work work(connection);
    const std::string app = work.quote_name(app_role);
    work.exec("GRANT USAGE ON SCHEMA public TO " + app);
    work.exec("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + app);
    work.exec("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + app);
    work.exec("REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM " + app);
    work.commit();
}

}  // namespace

void migrate_up(const std::string& owner_connection, const std::string& app_role, Migrations context) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    climb(connection, "platform", common::migrations);
    climb(connection, "context", context);
    grant(connection, app_role);
}

void migrate_down(const std::string& owner_connection, Migrations context, int target) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    for (auto step = context.rbegin(); step != context.rend() && step->number > target; ++step) {
        pqxx::work work(connection);
        if (version_of(work, "context") != step->number) continue;
        work.exec(std::string(step->down));
        run_sql(work, sql::delete_context_migration, step->number);
        work.commit();
    }
}

int schema_version(const std::string& owner_connection) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    pqxx::work work(connection);
    return version_of(work, "context");
}

void migrate_event_log(const std::string& owner_connection, const std::string& app_role) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    climb(connection, "event_log", event_log::migrations);
    grant(connection, app_role);
}

}  // namespace aquacis::platform
