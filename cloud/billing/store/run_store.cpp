#include "cloud/billing/store/run_store.hpp"

#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {
namespace {

using platform::run_sql;
using platform::SqlArray;

std::optional<Run> first_run(const pqxx::result& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return Run{.id = BillingRunId::parse(row["run_id"].c_str()).value(),
               .administration = AdministrationId(row["administration_id"].as<int>()),
               .zone = row["zone_id"].c_str(),
               .period = Period::parse(row["period"].c_str()).value(),
               .campaign = CampaignId::parse(row["campaign_id"].c_str()).value(),
               .issue_date = parse_date(row["issue_date"].c_str()).value(),
               .due_date = parse_date(row["due_date"].c_str()).value(),
               .completed = std::string_view(row["state"].c_str()) == "completed",
               .page_token = row["page_token"].c_str()};
}

}  // namespace

bool insert_run(platform::Transaction& tx, const Run& run, Instant now) {
    return run_sql(tx, sql::insert_run, tx.administration().number(), run.id.to_string(), run.zone,
                   run.period.to_string(), run.campaign.to_string(), to_iso(run.issue_date), to_iso(run.due_date),
                   to_iso(now))
               .affected_rows() == 1;
}

std::optional<Run> find_run(platform::Transaction& tx, BillingRunId id) {
    return first_run(run_sql(tx, sql::find_run, id.to_string()));
}

std::optional<Run> find_run_of(platform::Transaction& tx, const std::string& zone, Period period) {
    return first_run(run_sql(tx, sql::find_run_of, zone, period.to_string()));
}

std::optional<Run> find_running(platform::Transaction& tx) { return first_run(run_sql(tx, sql::find_running)); }

bool lock_run_page(platform::Transaction& tx, const Run& run) {
    return !run_sql(tx, sql::lock_run_page, run.id.to_string(), run.page_token).empty();
}

void move_run(platform::Transaction& tx, BillingRunId id, const std::string& next_page_token) {
    run_sql(tx, sql::move_run, id.to_string(), next_page_token);
}

void run_again(platform::Transaction& tx, BillingRunId id) { run_sql(tx, sql::run_again, id.to_string()); }

RunTotals run_totals(platform::Transaction& tx, BillingRunId id) {
    const auto row = run_sql(tx, sql::run_totals, id.to_string())[0];
    return {row[0].as<int>(), Money::centavos(row[1].as<std::int64_t>()), row[2].as<int>()};
}

std::vector<ParkedAccount> list_parked(platform::Transaction& tx, BillingRunId id, int limit) {
    std::vector<ParkedAccount> accounts;
    for (const auto& row : run_sql(tx, sql::list_parked, id.to_string(), limit))
        accounts.push_back({ContractId::parse(row[0].c_str()).value(), {}, row[1].c_str()});
    return accounts;
}

void park_accounts(platform::Transaction& tx, BillingRunId id, std::span<const ParkedAccount> accounts) {
    if (accounts.empty()) return;
    SqlArray contract, code, reason;
    for (const ParkedAccount& account : accounts) {
        contract.add(account.contract.to_string());
        code.add(account.code);
        reason.add(account.reason);
    }
    run_sql(tx, sql::park_accounts, tx.administration().number(), id.to_string(), contract.text(), code.text(),
            reason.text());
}

void unpark_accounts(platform::Transaction& tx, BillingRunId id, std::span<const ContractId> contracts) {
    SqlArray ids;
    for (const ContractId& contract : contracts)
        ids.add(contract.to_string());
    run_sql(tx, sql::unpark_accounts, id.to_string(), ids.text());
}

}  // namespace aquacis::billing
