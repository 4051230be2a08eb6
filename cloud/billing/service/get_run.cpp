#include "cloud/billing/service/get_run.hpp"

#include "cloud/billing/store/run_store.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_accounts_shown = 100;

}  // namespace

Result<BillingRunId> parse_run_id(const std::string& text) {
    if (const auto id = BillingRunId::parse(text)) return *id;
    return Refusal{RefusalKind::invalid, "billing.run_invalid", "run_id", "No es un identificador.",
                   "Use el que devolvió StartRun."};
}

Refusal no_run() {
    return {RefusalKind::not_found, "billing.run_not_found", "run_id",
            "Esa facturación no existe en esta administración.", "Revise el identificador."};
}

RunStatus status_of(platform::Transaction& tx, Run run) {
    RunStatus status{.run = std::move(run), .totals = {}, .accounts = {}, .table = std::nullopt};
    status.totals = run_totals(tx, status.run.id);
    status.accounts = list_accounts(tx, status.run.id, most_accounts_shown);
    if (status.run.state == RunState::completed) status.table = run_table(tx, status.run);
    return status;
}

Result<RunStatus> get_run(const Context& context, const platform::Caller& caller, const std::string& run_id) {
    const auto id = parse_run_id(run_id);
    if (!id) return id.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        auto run = find_run(tx, *id);
        if (!run) return no_run();
        return status_of(tx, *std::move(run));
    });
}

}  // namespace aquacis::billing
