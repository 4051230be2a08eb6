#pragma once
// Billing runs: where each stands, and the accounts that they did not bill.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/billing/domain/run.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct RunStart {
    std::string by;
    Instant at;
};
bool insert_run(platform::Transaction& tx, const Run& run, const RunStart& start);  // false: zone and period have one
std::optional<Run> find_run(platform::Transaction& tx, BillingRunId id);
std::optional<Run> hold_run(platform::Transaction& tx, BillingRunId id);                            // and locks its row
std::optional<Run> find_run_of(platform::Transaction& tx, const std::string& zone, Period period);  // not the cancelled
int count_cancelled(platform::Transaction& tx, CampaignId campaign);

struct DueRun {
    Run run;
    std::int64_t next_turn = 0;
};
// Whose turn it is, of all administrations.
std::optional<DueRun> find_next_turn(platform::Transaction& tx, Instant now);
bool take_turn(platform::Transaction& tx, const DueRun& due);  // false: another process took it

// False when the run has already moved on from that page, or runs no more.
bool lock_run_page(platform::Transaction& tx, const Run& run);
struct RunStep {
    std::string next_page_token;  // empty: completed
    int invoices = 0;
    Money billed{};
};
void move_run(platform::Transaction& tx, BillingRunId id, const RunStep& step);
void put_run_back(platform::Transaction& tx, const Run& run, Instant next_try, const std::string& reason);
void fail_run(platform::Transaction& tx, const Run& run, const std::string& reason);
void continue_run(platform::Transaction& tx, BillingRunId id);
struct RunEnd {
    std::string by, reason;
    Instant at;
};
void cancel_run(platform::Transaction& tx, BillingRunId id, const RunEnd& end);
void run_again(platform::Transaction& tx, BillingRunId id);

RunTotals run_totals(platform::Transaction& tx, BillingRunId id);
RunTable run_table(platform::Transaction& tx, const Run& run);
std::vector<RunAccount> list_accounts(platform::Transaction& tx, BillingRunId id, int limit);
void set_accounts_aside(platform::Transaction& tx, BillingRunId id, std::span<const RunAccount> accounts);
// They are billed: no run of the period keeps them.
void settle_accounts(platform::Transaction& tx, Period period, std::span<const ContractId> contracts);

// The prefix is this administration's from now on; false: it is another's.
bool take_number_prefix(platform::Transaction& tx, const std::string& prefix);

}  // namespace aquacis::billing
