#include "cloud/platform/migrate.hpp"

#include <pqxx/pqxx>
#include <stdexcept>

#include "cloud/platform/event_log.hpp"
#include "cloud/platform/log_migrations/migrations.hpp"
#include "cloud/platform/migrations/migrations.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* make_ledger =
    "CREATE TABLE IF NOT EXISTS schema_migration (family text NOT NULL, number integer NOT NULL, name text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (family, number))";
constexpr const char* wait_for_turn = "SELECT pg_advisory_lock(7221901)";  // held until this session ends

int version_of(pqxx::transaction_base& work, const std::string& family) {
    return work.exec_params("SELECT coalesce(max(number), 0) FROM schema_migration WHERE family = $1", family)[0][0].as<int>();
}

void prepare(pqxx::connection& connection) {
    pqxx::work work(connection);
    work.exec(wait_for_turn);
    work.exec(make_ledger);
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
        work.exec_params("INSERT INTO schema_migration (family, number, name) VALUES ($1, $2, $3)", family, step.number, std::string(step.name));
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
        work.exec_params("DELETE FROM schema_migration WHERE family = 'context' AND number = $1", step->number);
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
