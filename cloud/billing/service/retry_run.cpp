#include "cloud/billing/service/retry_run.hpp"

#include "cloud/billing/service/get_run.hpp"
#include "cloud/billing/store/run_store.hpp"

namespace aquacis::billing {

Result<RunStatus> retry_run(const Context& context, const platform::Caller& caller, const std::string& run_id) {
    auto status = get_run(context, caller, run_id);
    if (!status) return status;
    if (status->run.state != RunState::failed && status->run.state != RunState::running)
        return Refusal{RefusalKind::conflict, "billing.run_not_failed", "run_id",
                       "La facturación no está detenida por una falla.",
                       "Consulte su estado; una cancelada se inicia de nuevo con StartRun."};
    if (auto claimed = context.campaigns.claim(status->run); !claimed) return claimed.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        auto run = hold_run(tx, status->run.id);
        if (!run) return no_run();
        if (run->state == RunState::failed || run->state == RunState::running) continue_run(tx, run->id);
        return status_of(tx, find_run(tx, run->id).value());
    });
}

}  // namespace aquacis::billing
