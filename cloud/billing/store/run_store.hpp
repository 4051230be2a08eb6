#pragma once
// Billing runs: where each stands, and the accounts it set aside.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct Run {
    BillingRunId id;
    AdministrationId administration;
    std::string zone;  // empty: every zone
    Period period;
    CampaignId campaign;
    Date issue_date, due_date;
    bool completed = false;
    std::string page_token;  // where the campaign's next page begins
};

struct ParkedAccount {
    ContractId contract;
    std::string code;
    std::string reason;
};

struct RunTotals {
    int invoices = 0;
    Money billed;
    int parked = 0;
};

bool insert_run(platform::Transaction& tx, const Run& run, Instant now);  // false: the zone and period have one
std::optional<Run> find_run(platform::Transaction& tx, BillingRunId id);
std::optional<Run> find_run_of(platform::Transaction& tx, const std::string& zone, Period period);
std::optional<Run> find_running(platform::Transaction& tx);  // the oldest; in administration 0 of all
// False when the run has already moved on from that page: somebody else did it.
bool lock_run_page(platform::Transaction& tx, const Run& run);
void move_run(platform::Transaction& tx, BillingRunId id, const std::string& next_page_token);  // empty: completed
void run_again(platform::Transaction& tx, BillingRunId id);
RunTotals run_totals(platform::Transaction& tx, BillingRunId id);
std::vector<ParkedAccount> list_parked(platform::Transaction& tx, BillingRunId id, int limit);
void park_accounts(platform::Transaction& tx, BillingRunId id, std::span<const ParkedAccount> accounts);
void unpark_accounts(platform::Transaction& tx, BillingRunId id, std::span<const ContractId> contracts);

}  // namespace aquacis::billing
