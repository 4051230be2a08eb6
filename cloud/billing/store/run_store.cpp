#include "cloud/billing/store/run_store.hpp"

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {
namespace {

using platform::run_sql;
using platform::SqlArray;

Run to_run(const pqxx::row& row) {
    return {.id = BillingRunId::parse(row["run_id"].c_str()).value(),
            .administration = AdministrationId(row["administration_id"].as<int>()),
            .zone = row["zone_id"].c_str(),
            .period = Period::parse(row["period"].c_str()).value(),
            .campaign = CampaignId::parse(row["campaign_id"].c_str()).value(),
            .issue_date = parse_date(row["issue_date"].c_str()).value(),
            .due_date = parse_date(row["due_date"].c_str()).value(),
            .state = parse_run_state(row["state"].c_str()).value(),
            .page_token = row["page_token"].c_str(),
            .number_prefix = row["number_prefix"].c_str(),
            .correlation_id = row["correlation_id"].c_str(),
            .reason = row["reason"].c_str(),
            .tries = row["tries"].as<int>(),
            .turn = row["turn"].as<std::int64_t>()};
}

std::optional<Run> first_run(const pqxx::result& rows) {
    return rows.empty() ? std::nullopt : std::optional(to_run(rows[0]));
}

}  // namespace

bool insert_run(platform::Transaction& tx, const Run& run, const RunStart& start) {
    return run_sql(tx, sql::insert_run, tx.administration().number(), run.id.to_string(), run.zone,
                   run.period.to_string(), run.campaign.to_string(), to_iso(run.issue_date), to_iso(run.due_date),
                   run.number_prefix, run.correlation_id, start.by, to_iso(start.at))
               .affected_rows() == 1;
}

std::optional<Run> find_run(platform::Transaction& tx, BillingRunId id) {
    return first_run(run_sql(tx, sql::find_run, id.to_string()));
}

std::optional<Run> hold_run(platform::Transaction& tx, BillingRunId id) {
    return first_run(run_sql(tx, sql::hold_run, id.to_string()));
}

std::optional<Run> find_run_of(platform::Transaction& tx, const std::string& zone, Period period) {
    return first_run(run_sql(tx, sql::find_run_of, zone, period.to_string()));
}

int count_cancelled(platform::Transaction& tx, CampaignId campaign) {
    return run_sql(tx, sql::count_cancelled, campaign.to_string())[0][0].as<int>();
}

std::optional<DueRun> find_next_turn(platform::Transaction& tx, Instant now) {
    const auto rows = run_sql(tx, sql::find_next_turn, to_iso(now));
    if (rows.empty()) return std::nullopt;
    return DueRun{to_run(rows[0]), rows[0]["next_turn"].as<std::int64_t>()};
}

bool take_turn(platform::Transaction& tx, const DueRun& due) {
    return run_sql(tx, sql::take_turn, due.run.id.to_string(), due.run.turn, due.next_turn).affected_rows() == 1;
}

bool lock_run_page(platform::Transaction& tx, const Run& run) {
    return !run_sql(tx, sql::lock_run_page, run.id.to_string(), run.page_token).empty();
}

void move_run(platform::Transaction& tx, BillingRunId id, const RunStep& step) {
    const RunState state = step.next_page_token.empty() ? RunState::completed : RunState::running;
    run_sql(tx, sql::move_run, id.to_string(), step.next_page_token, std::string(to_text(state)), step.invoices,
            step.billed.centavos());
}

void put_run_back(platform::Transaction& tx, const Run& run, Instant next_try, const std::string& reason) {
    run_sql(tx, sql::put_run_back, run.id.to_string(), run.page_token, to_iso(next_try), reason);
}

void fail_run(platform::Transaction& tx, const Run& run, const std::string& reason) {
    run_sql(tx, sql::fail_run, run.id.to_string(), run.page_token, reason);
}

void continue_run(platform::Transaction& tx, BillingRunId id) { run_sql(tx, sql::continue_run, id.to_string()); }

void cancel_run(platform::Transaction& tx, BillingRunId id, const RunEnd& end) {
    run_sql(tx, sql::cancel_run, id.to_string(), end.reason, end.by, to_iso(end.at));
}

void run_again(platform::Transaction& tx, BillingRunId id) {
    run_sql(tx, sql::run_again, id.to_string());
    run_sql(tx, sql::forget_accounts, id.to_string());
}

RunTotals run_totals(platform::Transaction& tx, BillingRunId id) {
    const auto row = run_sql(tx, sql::run_totals, id.to_string())[0];
    return {row[0].as<int>(), Money::centavos(row[1].as<std::int64_t>()), row[2].as<int>()};
}

RunTable run_table(platform::Transaction& tx, const Run& run) {
    const auto row = run_sql(tx, sql::run_table, run.id.to_string(), run.zone, run.period.to_string(),
                             std::string(supply_concept))[0];
    RunTable table{.contracts = row["contracts"].as<int>(),
                   .billed = row["billed"].as<int>(),
                   .parked = row["parked"].as<int>(),
                   .exempt = row["exempt"].as<int>(),
                   .missing = row["missing"].as<int>()};
    table.outside = run_sql(tx, sql::count_outside, run.id.to_string(), run.zone)[0][0].as<int>();
    for (const auto& reason : run_sql(tx, sql::list_reasons, run.id.to_string()))
        table.reasons.push_back({parse_account_outcome(reason["outcome"].c_str()).value(), reason["code"].c_str(),
                                 reason["reason"].c_str(), reason["accounts"].as<int>()});
    return table;
}

std::vector<RunAccount> list_accounts(platform::Transaction& tx, BillingRunId id, int limit) {
    std::vector<RunAccount> accounts;
    for (const auto& row : run_sql(tx, sql::list_accounts, id.to_string(), limit))
        accounts.push_back({ContractId::parse(row["contract_id"].c_str()).value(),
                            parse_account_outcome(row["outcome"].c_str()).value(), row["code"].c_str(),
                            row["reason"].c_str()});
    return accounts;
}

void set_accounts_aside(platform::Transaction& tx, BillingRunId id, std::span<const RunAccount> accounts) {
    if (accounts.empty()) return;
    SqlArray contract, outcome, code, reason;
    for (const RunAccount& account : accounts) {
        contract.add(account.contract.to_string());
        outcome.add(to_text(account.outcome));
        code.add(account.code);
        reason.add(account.reason);
    }
    run_sql(tx, sql::set_accounts_aside, tx.administration().number(), id.to_string(), contract.text(), outcome.text(),
            code.text(), reason.text());
}

void settle_accounts(platform::Transaction& tx, Period period, std::span<const ContractId> contracts) {
    SqlArray ids;
    for (const ContractId& contract : contracts)
        ids.add(contract.to_string());
    run_sql(tx, sql::settle_accounts, period.to_string(), ids.text());
}

bool take_number_prefix(platform::Transaction& tx, const std::string& prefix) {
    run_sql(tx, sql::take_number_prefix, prefix, tx.administration().number());
    return !run_sql(tx, sql::has_number_prefix, prefix).empty();
}

}  // namespace aquacis::billing
