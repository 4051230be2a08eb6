#include "cloud/platform/database/tenancy.hpp"

#include <algorithm>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* own = "administration_id = current_setting('aquacis.administration_id')::int";
constexpr const char* migrating = "current_setting('aquacis.scope', true) = 'task:migrate'";

const std::regex none_line(R"(-- tenant (\w+): none, because \S.*)");
const std::regex task_line(R"(-- tenant (\w+): task:(\w+) (reads|deletes|writes), because \S.*)");
const std::regex grants_line(R"(-- grants (\w+): ((?:nothing|insert|update \([\w, ]+\)|update|delete))"
                             R"((?:, (?:insert|update \([\w, ]+\)|update|delete))*), because \S.*)");

// Which of the three rules a line is, or none; one that only begins like a rule stops the migration.
void read_line(const std::string& line, TableRules& rules) {
    std::smatch match;
    if (std::regex_match(line, match, none_line)) {
        rules.of_nobody.insert(match[1]);
    } else if (std::regex_match(line, match, task_line)) {
        using May = TaskPolicy::May;
        rules.tasks[match[1]].insert({match[2], match[3] == "writes"    ? May::write
                                                : match[3] == "deletes" ? May::delete_too
                                                                        : May::read});
    } else if (std::regex_match(line, match, grants_line)) {
        rules.grants[match[1]] = match[2] == "nothing" ? std::string() : match[2].str();
    } else if (line.rfind("-- tenant ", 0) == 0 || line.rfind("-- grants ", 0) == 0) {
        throw std::runtime_error("migrate: this rule cannot be read: " + line);
    }
}

constexpr std::string_view app_end = "_app", owner_end = "_owner", task_end = "_task";

std::string in_place_of(std::string_view end, const std::string& role, std::string_view other) {
    return role.substr(0, role.size() - end.size()) + std::string(other);
}

// A policy by its name: what it is made of.
std::map<std::string, std::string> policies_of(pqxx::transaction_base& work, const std::string& table,
                                               const DatabaseRoles& roles, const TableRules& rules) {
    const std::string owner = work.quote_name(roles.owner), app = work.quote_name(roles.app);
    std::map<std::string, std::string> wanted{{"tenant", "TO " + app + ", " + owner + " USING (" + own + ")"},
                                              {"migration", "TO " + owner + " USING (" + migrating + ")"}};
    const auto found = rules.tasks.find(table);
    if (found == rules.tasks.end()) return wanted;
    for (const TaskPolicy& policy : found->second) {  // the narrower line comes first, so the wider one counts
        const std::string made = " TO " + work.quote_name(roles.task) +
                                 " USING (current_setting('aquacis.scope', true) = 'task:" + policy.task + "')";
        const std::string name = "task_" + policy.task;
        wanted[name] = (policy.may == TaskPolicy::May::write ? "FOR ALL" : "FOR SELECT") + made;
        if (policy.may == TaskPolicy::May::delete_too) wanted[name + "_deletes"] = "FOR DELETE" + made;
    }
    return wanted;
}

// A policy carries what it was made of as its comment, so that one that stands is not made again: that would wait for
// whoever uses the table. One without is a migration's: of one command it stays, and the standard one is not made
// beside it; of all commands it gives way.
void make_policies(pqxx::transaction_base& work, const std::string& table, const DatabaseRoles& roles,
                   const TableRules& rules) {
    const auto standing = run_sql(work, sql::list_policies, table);
    const auto is_of_migration = [](const pqxx::row& row) { return row[1].is_null(); };
    const bool keeps_own = std::any_of(standing.begin(), standing.end(), is_of_migration) &&
                           std::none_of(standing.begin(), standing.end(), [&](const pqxx::row& row) {
                               return is_of_migration(row) && row[2].as<bool>();
                           });
    auto wanted = policies_of(work, table, roles, rules);
    if (keeps_own) wanted.erase("tenant");
    const std::string on = " ON " + work.quote_name(table);
    for (const auto& row : standing) {
        const auto name = row[0].as<std::string>();
        if (keeps_own && is_of_migration(row)) continue;
        const auto found = wanted.find(name);
        if (found != wanted.end() && found->second == row[1].as<std::string>(""))
            wanted.erase(found);
        else
            work.exec("DROP POLICY " + work.quote_name(name) + on);
    }
    for (const auto& [name, made] : wanted) {
        work.exec("CREATE POLICY " + work.quote_name(name) + on + " " + made);
        work.exec("COMMENT ON POLICY " + work.quote_name(name) + on + " IS " + work.quote(made));
    }
}

std::string rights_of_all(const std::string& table, const TableRules& rules) {
    if (table == "schema_migration") return {};
    const auto found = rules.grants.find(table);
    return found == rules.grants.end() ? "INSERT, UPDATE, DELETE" : found->second;
}

// Beside SELECT; nothing at all where no line opens the table to a task.
std::optional<std::string> rights_of_tasks(const std::string& table, const TableRules& rules) {
    const auto found = rules.tasks.find(table);
    if (found == rules.tasks.end()) return std::nullopt;
    std::string rights;
    for (const TaskPolicy& policy : found->second) {
        if (policy.may == TaskPolicy::May::write) return rights_of_all(table, rules);
        if (policy.may == TaskPolicy::May::delete_too) rights = "DELETE";
    }
    return rights;
}

void give(pqxx::transaction_base& work, const std::string& table, const std::string& role,
          const std::optional<std::string>& rights) {
    const std::string on = " ON " + work.quote_name(table);
    work.exec("REVOKE ALL" + on + " FROM " + role);
    if (rights) work.exec("GRANT SELECT" + (rights->empty() ? "" : ", " + *rights) + on + " TO " + role);
}

}  // namespace

DatabaseRoles roles_beside_owner(const std::string& owner) {
    if (!owner.ends_with(owner_end))
        throw std::runtime_error("migrate: " + owner + " is no owner's role: its name does not end in _owner");
    return {owner, in_place_of(owner_end, owner, app_end), in_place_of(owner_end, owner, task_end)};
}

std::string task_role_of(const std::string& app_role) {
    return app_role.ends_with(app_end) ? in_place_of(app_end, app_role, task_end) : app_role;
}

std::string why_no_task_role(pqxx::transaction_base& work, const std::string& app_role) {
    const std::string task = task_role_of(app_role);
    if (task == app_role || run_sql(work, sql::may_run_tasks, task, app_role)[0][0].as<bool>()) return {};
    return "the role " + task + ", as which tasks see every administration, is missing or is not what " + app_role +
           " may become; one who may make roles mends it: aquacisctl db init --config FILE --admin WORDS, or by hand: "
           "CREATE ROLE " +
           task + " NOLOGIN; ALTER ROLE " + app_role + " NOINHERIT; GRANT " + task + " TO " + app_role;
}

TableRules read_rules(const std::vector<Migrations>& families) {
    TableRules rules;
    for (const Migrations& family : families)
        for (const Migration& step : family) {
            std::istringstream lines{std::string(step.up)};
            for (std::string line; std::getline(lines, line);)
                read_line(line, rules);
        }
    return rules;
}

void apply_policies(pqxx::transaction_base& work, const TableRules& rules) {
    const DatabaseRoles roles = roles_beside_owner(run_sql(work, sql::who_am_i)[0][0].as<std::string>());
    for (const auto& row : run_sql(work, sql::list_tables)) {
        const auto table = row[0].as<std::string>();
        const bool has_tenant = row[1].as<bool>(), is_partition = row[2].as<bool>(), is_forced = row[3].as<bool>();
        if (rules.of_nobody.count(table) != 0 || !has_tenant) continue;
        if (!is_forced) {
            work.exec("ALTER TABLE " + work.quote_name(table) + " ENABLE ROW LEVEL SECURITY");
            work.exec("ALTER TABLE " + work.quote_name(table) + " FORCE ROW LEVEL SECURITY");
        }
        // A partition without a policy shows nothing to who asks it instead of its table.
        if (!is_partition) make_policies(work, table, roles, rules);
    }
}

void apply_grants(pqxx::transaction_base& work, const TableRules& rules, const std::string& app_role) {
    const std::string app = work.quote_name(app_role), task = work.quote_name(task_role_of(app_role));
    const bool has_tasks = app != task;
    const std::string both = has_tasks ? app + ", " + task : app;
    work.exec("GRANT USAGE ON SCHEMA public TO " + both);
    work.exec("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + both);
    for (const auto& row : run_sql(work, sql::list_tables)) {
        const auto table = row[0].as<std::string>();
        const bool has_tenant = row[1].as<bool>() && rules.of_nobody.count(table) == 0;
        const bool is_partition = row[2].as<bool>();  // reached through its table
        const auto all = is_partition ? std::nullopt : std::optional(rights_of_all(table, rules));
        give(work, table, app, all);
        if (!has_tasks) continue;
        give(work, table, task, has_tenant && !is_partition ? rights_of_tasks(table, rules) : all);
    }
}

}  // namespace aquacis::platform
