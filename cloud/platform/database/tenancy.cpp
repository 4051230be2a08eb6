#include "cloud/platform/database/tenancy.hpp"

#include <algorithm>
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
const std::regex task_line(R"(-- tenant (\w+): task:(\w+) (reads|writes), because \S.*)");
const std::regex grants_line(R"(-- grants (\w+): ((?:nothing|insert|update \([\w, ]+\)|update|delete))"
                             R"((?:, (?:insert|update \([\w, ]+\)|update|delete))*), because \S.*)");

void read_line(const std::string& line, TableRules& rules) {
    std::smatch match;
    if (std::regex_match(line, match, none_line)) {
        rules.of_nobody.insert(match[1]);
    } else if (std::regex_match(line, match, task_line)) {
        rules.tasks[match[1]].insert({match[2], match[3] == "writes"});
    } else if (std::regex_match(line, match, grants_line)) {
        rules.grants[match[1]] = match[2] == "nothing" ? std::string() : match[2].str();
    } else if (line.rfind("-- tenant ", 0) == 0 || line.rfind("-- grants ", 0) == 0) {
        throw std::runtime_error("migrate: this rule cannot be read: " + line);
    }
}

// A policy by its name: what it is made of.
std::map<std::string, std::string> policies_of(const std::string& table, const std::string& owner,
                                               const TableRules& rules) {
    std::map<std::string, std::string> wanted{{"tenant", std::string("USING (") + own + ")"},
                                              {"migration", "TO " + owner + " USING (" + migrating + ")"}};
    if (const auto found = rules.tasks.find(table); found != rules.tasks.end())
        for (const TaskPolicy& policy : found->second) {
            // A task that writes reads as well; the wider of two lines counts.
            std::string& made = wanted["task_" + policy.task];
            if (!policy.may_write && !made.empty()) continue;
            made = std::string("FOR ") + (policy.may_write ? "ALL" : "SELECT") +
                   " USING (current_setting('aquacis.scope', true) = 'task:" + policy.task + "')";
        }
    return wanted;
}

// A policy carries what it was made of as its comment, so that one that stands is not made again: that would wait for
// whoever uses the table. One without is a migration's: of one command it stays, and the standard one is not made
// beside it; of all commands it gives way.
void make_policies(pqxx::transaction_base& work, const std::string& table, const std::string& owner,
                   const TableRules& rules) {
    const auto standing = run_sql(work, sql::list_policies, table);
    const auto is_of_migration = [](const pqxx::row& row) { return row[1].is_null(); };
    const bool keeps_own = std::any_of(standing.begin(), standing.end(), is_of_migration) &&
                           std::none_of(standing.begin(), standing.end(), [&](const pqxx::row& row) {
                               return is_of_migration(row) && row[2].as<bool>();
                           });
    auto wanted = policies_of(table, owner, rules);
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

}  // namespace

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
    const std::string owner = work.quote_name(run_sql(work, sql::who_am_i)[0][0].as<std::string>());
    for (const auto& row : run_sql(work, sql::list_tables)) {
        const auto table = row[0].as<std::string>();
        const bool has_tenant = row[1].as<bool>(), is_partition = row[2].as<bool>(), is_forced = row[3].as<bool>();
        if (rules.of_nobody.count(table) != 0 || !has_tenant) continue;
        if (!is_forced) {
            work.exec("ALTER TABLE " + work.quote_name(table) + " ENABLE ROW LEVEL SECURITY");
            work.exec("ALTER TABLE " + work.quote_name(table) + " FORCE ROW LEVEL SECURITY");
        }
        // A partition without a policy shows nothing to who asks it instead of its table.
        if (!is_partition) make_policies(work, table, owner, rules);
    }
}

void apply_grants(pqxx::transaction_base& work, const TableRules& rules, const std::string& app_role) {
    const std::string app = work.quote_name(app_role);
    work.exec("GRANT USAGE ON SCHEMA public TO " + app);
    work.exec("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + app);
    for (const auto& row : run_sql(work, sql::list_tables)) {
        const auto table = row[0].as<std::string>();
        const std::string on = " ON " + work.quote_name(table);
        work.exec("REVOKE ALL" + on + " FROM " + app);
        if (row[2].as<bool>()) continue;  // a partition is reached through its table
        const auto found = rules.grants.find(table);
        std::string rights = found == rules.grants.end() ? "INSERT, UPDATE, DELETE" : found->second;
        if (table == "schema_migration") rights.clear();
        work.exec("GRANT SELECT" + (rights.empty() ? "" : ", " + rights) + on + " TO " + app);
    }
}

}  // namespace aquacis::platform
