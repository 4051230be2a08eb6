#pragma once
// What every table gets from the migrator: forced row-level security, one policy, and the rights of the role that runs.
// A migration says what is otherwise, each in a comment line with its reason:
//   -- tenant hub: none, because it says which database this is
//   -- tenant cfdi: task:stamping reads, because it looks in every administration for documents that are due
//   -- grants invoice: insert, update (state), because a bill is corrected by reversal
// SELECT is always granted; without a line a table may be written and deleted from. A table whose migrations make
// policies for single commands keeps those: who writes FOR INSERT means that nothing is updated.

#include <map>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "cloud/platform/database/migration.hpp"

namespace aquacis::platform {

struct TaskPolicy {
    std::string task;
    bool may_write = false;
    friend auto operator<=>(const TaskPolicy&, const TaskPolicy&) = default;
};

struct TableRules {
    std::set<std::string> of_nobody;
    std::map<std::string, std::set<TaskPolicy>> tasks;  // by table
    std::map<std::string, std::string> grants;          // by table: "INSERT, UPDATE (state)"
};

// Throws std::runtime_error, with the line, on one that begins like a rule and is none. Later lines add tasks and
// replace grants.
TableRules read_rules(const std::vector<Migrations>& families);

// As the owner, in one transaction; what stands already is left alone.
void apply_policies(pqxx::transaction_base& work, const TableRules& rules);
void apply_grants(pqxx::transaction_base& work, const TableRules& rules, const std::string& app_role);

}  // namespace aquacis::platform
