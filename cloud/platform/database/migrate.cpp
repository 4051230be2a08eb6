#include "cloud/platform/database/migrate.hpp"

#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/database/tenancy.hpp"
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
        run_sql(work, sql::migrate_for_all);
        work.exec(std::string(step.up));
        run_sql(work, sql::insert_migration, family, step.number, std::string(step.name));
        work.commit();
    }
}

void refuse_without_tasks(pqxx::connection& connection, const std::vector<std::string>& app_roles) {
    pqxx::work work(connection);
    for (const std::string& role : app_roles)
        if (const std::string reason = why_no_task_role(work, role); !reason.empty())
            throw std::runtime_error("migrate: " + reason);
}

void guard_tables(pqxx::connection& connection, const std::vector<Migrations>& families,
                  const std::vector<std::string>& app_roles) {
    const TableRules rules = read_rules(families);
    pqxx::work work(connection);
    apply_policies(work, rules);
    for (const std::string& role : app_roles)
        apply_grants(work, rules, role);
    work.commit();
}

struct Standing {
    std::map<std::string, int> versions;
    std::string no_tasks;  // why the role that asks cannot run its tasks there
};

// In any administration: the ledger is nobody's, and what is asked here is whether a task could ask it.
Standing read_standing(Pool& database) {
    return database.run(AdministrationId{1}, [](Transaction& tx) {
        Standing standing;
        if (run_sql(tx, sql::find_migration_ledger)[0][0].is_null()) return standing;
        for (const auto& row : run_sql(tx, sql::list_versions))
            standing.versions[row[0].as<std::string>()] = row[1].as<int>();
        const std::string app = tx.pq().conn().username(), task = task_role_of(app);
        standing.no_tasks = why_no_task_role(tx.pq(), app);
        if (standing.no_tasks.empty() && !run_sql(tx, sql::task_may_ask, task)[0][0].as<bool>())
            standing.no_tasks =
                "the role " + task + " has no right there; bring it up with: aquacisctl db migrate --config FILE";
        return standing;
    });
}

// Behind the program or ahead of it, and which command mends that; then whether tasks can run.
std::string why_not(Pool& database, const std::string& name, const std::map<std::string, int>& known) {
    Standing standing = read_standing(database);
    std::map<std::string, int>& found = standing.versions;
    for (const auto& [family, version] : known) {
        const std::string is = "the database of " + name + " is at " + family + " schema " +
                               std::to_string(found[family]) + ", this program is of " + std::to_string(version);
        if (found[family] < version)
            return is + "; bring it up with: aquacisctl db migrate --config FILE --modules " +
                   (name == "eventlog" ? "all" : name);
        if (found[family] > version)
            return is +
                   "; start the newer program, or with it take the schema down: aquacisctl db rollback --config "
                   "FILE --module " +
                   name + " --to " + std::to_string(version);
    }
    return standing.no_tasks.empty() ? std::string() : "the database of " + name + ": " + standing.no_tasks;
}

}  // namespace

void migrate_up(const std::string& owner_connection, const std::string& app_role, Migrations context) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    refuse_without_tasks(connection, {roles_beside_owner(connection.username()).app});
    climb(connection, "platform", common::migrations);
    climb(connection, "context", context);
    guard_tables(connection, {common::migrations, context}, {app_role});
}

void migrate_down(const std::string& owner_connection, Migrations context, int target) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    for (auto step = context.rbegin(); step != context.rend() && step->number > target; ++step) {
        pqxx::work work(connection);
        if (version_of(work, "context") != step->number) continue;
        run_sql(work, sql::migrate_for_all);
        work.exec(std::string(step->down));
        run_sql(work, sql::delete_context_migration, step->number);
        work.commit();
    }
    const auto left = std::min(context.size(), static_cast<std::size_t>(std::max(target, 0)));
    guard_tables(connection, {common::migrations, context.first(left)}, {});
}

int schema_version(const std::string& owner_connection) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    pqxx::work work(connection);
    return version_of(work, "context");
}

std::string why_not_this_schema(Pool& database, const std::string& context, Migrations migrations) {
    return why_not(
        database, context,
        {{"platform", static_cast<int>(common::migrations.size())}, {"context", static_cast<int>(migrations.size())}});
}

std::string why_not_this_log_schema(Pool& log_database) {
    return why_not(log_database, "eventlog", {{"event_log", static_cast<int>(event_log::migrations.size())}});
}

void migrate_event_log(const std::string& owner_connection, const std::vector<std::string>& app_roles) {
    pqxx::connection connection(owner_connection);
    prepare(connection);
    refuse_without_tasks(connection, app_roles);
    climb(connection, "event_log", event_log::migrations);
    {
        pqxx::work work(connection);
        for (const std::string& role : app_roles)
            work.exec("GRANT CONNECT ON DATABASE " + work.quote_name(connection.dbname()) + " TO " +
                      work.quote_name(role));
        work.commit();
    }
    guard_tables(connection, {event_log::migrations}, app_roles);
}

}  // namespace aquacis::platform
