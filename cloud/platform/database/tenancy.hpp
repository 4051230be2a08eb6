#pragma once
// What every table gets from the migrator: forced row-level security, one policy, and the rights of the role that runs.
// A migration says what is otherwise, each in a comment line with its reason:
//   -- tenant hub: none, because it says which database this is
//   -- tenant cfdi: task:stamping reads, because it looks in every administration for documents that are due
//   -- tenant inbox: task:tidy deletes, because what is old goes, whosever it is
//   -- grants invoice: insert, update (state), because a bill is corrected by reversal
// SELECT is always granted; without a line a table may be written and deleted from. A table whose migrations make
// policies for single commands keeps those: who writes FOR INSERT means that nothing is updated.
//
// Tasks run as a role of their own, <context>_task: it has rights on what such lines open and on nobody's tables, and
// policies that name the task. So the queries of all others carry the tenant's policy alone, and an index on
// (administration_id, ...) serves them.

#include <map>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "cloud/platform/database/migration.hpp"

namespace aquacis::platform {

struct TaskPolicy {
    enum class May { read, delete_too, write };  // who may delete may neither add nor change
    std::string task;
    May may = May::read;
    friend auto operator<=>(const TaskPolicy&, const TaskPolicy&) = default;
};

// The roles of a database, by the name of one of them: "aquacis_billing_owner" owns, …_app runs, …_task are its tasks.
struct DatabaseRoles {
    std::string owner, app, task;
};
DatabaseRoles roles_beside_owner(const std::string& owner);  // throws std::runtime_error when that is no owner's name
std::string task_role_of(const std::string& app_role);       // of a role that is no …_app: that role itself

struct TableRules {
    std::set<std::string> of_nobody;
    std::map<std::string, std::set<TaskPolicy>> tasks;  // by table
    std::map<std::string, std::string> grants;          // by table: "INSERT, UPDATE (state)"
};

// Throws std::runtime_error, with the line, on one that begins like a rule and is none. Later lines add tasks and
// replace grants.
TableRules read_rules(const std::vector<Migrations>& families);

// Why a program that runs as this role cannot run its tasks here, and what to do about it; empty when it can. A role is
// made by who may make roles (create_database), and owners may not.
std::string why_no_task_role(pqxx::transaction_base& work, const std::string& app_role);

// As the owner, in one transaction; what stands already is left alone.
void apply_policies(pqxx::transaction_base& work, const TableRules& rules);
// Of the role that runs, and of its tasks' role.
void apply_grants(pqxx::transaction_base& work, const TableRules& rules, const std::string& app_role);

}  // namespace aquacis::platform
