#pragma once
// A billing run: one zone and period, and what becomes of each of its contracts.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace aquacis::billing {

enum class RunState { running, completed, failed, cancelled };
std::string_view to_text(RunState state);
std::optional<RunState> parse_run_state(std::string_view text);

struct Run {
    BillingRunId id;
    AdministrationId administration;
    std::string zone;  // empty: every zone
    Period period;
    CampaignId campaign;
    Date issue_date, due_date;
    RunState state = RunState::running;
    std::string page_token{};  // where its next page begins
    std::string number_prefix{};
    std::string correlation_id{};  // of who started it
    std::string reason{};          // Spanish: why it failed or waits, or why it was cancelled
    int tries = 0;                 // faults since its last good step
    std::int64_t turn = 0;
};

// The first run of a campaign has always the same id, so that a start which was cut off finds its own claim; after a
// cancelled one comes the next.
BillingRunId run_id_of(CampaignId campaign, int cancelled_before);

// After a fault a run waits 1 s, then 2, 4 … up to a minute, as long as it takes: an outage fails nobody.
std::chrono::seconds wait_after(int tries);

// Why a contract of the run has no bill.
enum class AccountOutcome {
    parked,   // something is wrong with it
    exempt,   // nothing to bill: not begun yet, or ended
    missing,  // should be billed and was not measured
};
std::string_view to_text(AccountOutcome outcome);
std::optional<AccountOutcome> parse_account_outcome(std::string_view text);

struct RunAccount {
    ContractId contract;
    AccountOutcome outcome = AccountOutcome::parked;
    std::string code;
    std::string reason;
};
// The refusal's code tells the outcome.
RunAccount account_of(ContractId contract, const Refusal& refusal);

struct RunReason {
    AccountOutcome outcome = AccountOutcome::parked;
    std::string code, reason;
    int accounts = 0;
};
// billed + parked + exempt + missing is the register: the contracts of the run's zone.
struct RunTable {
    int contracts = 0, billed = 0, parked = 0, exempt = 0, missing = 0;
    int outside = 0;  // parked, and not of the register
    std::vector<RunReason> reasons{};
};

struct RunTotals {
    int invoices = 0;
    Money billed;
    int parked = 0;
};
struct RunStatus {
    Run run;
    RunTotals totals;
    std::vector<RunAccount> accounts;  // the first 100 without a bill
    std::optional<RunTable> table;     // when it is completed
};

}  // namespace aquacis::billing
