#include "cloud/billing/service/cancel_run.hpp"

#include "base/log/log.hpp"
#include "cloud/billing/service/get_run.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::billing {
namespace {

Refusal has_bills(int invoices) {
    return {RefusalKind::conflict, "billing.run_has_bills", "run_id",
            "La facturación ya emitió " + std::to_string(invoices) + " recibos.",
            "Déjela terminar; un recibo equivocado se corrige por su cuenta."};
}

}  // namespace

// A run without bills is cancelled once, whoever repeats it, and only then is its campaign given back: the other way
// round another run could claim a campaign that this one still bills.
Result<RunStatus> cancel_run(const Context& context, const platform::Caller& caller, const CancelRequest& request) {
    const auto id = parse_run_id(request.run_id);
    if (!id) return id.refusal();
    if (auto reason = platform::check_reason(request.reason); !reason) return reason.refusal();
    auto cancelled = context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        auto run = hold_run(tx, *id);
        if (!run) return no_run();
        if (run->state == RunState::cancelled) return status_of(tx, *std::move(run));
        if (const auto totals = run_totals(tx, *id); totals.invoices > 0) return has_bills(totals.invoices);
        cancel_run(tx, *id, {caller.subject, request.reason, context.clock.now()});
        log::info("billing.run_cancelled", {{"run_id", id->to_string()}, {"by", caller.subject}});
        return status_of(tx, find_run(tx, *id).value());
    });
    if (!cancelled) return cancelled;
    // A campaign that metering does not know any more needs no giving back.
    const auto released = context.campaigns.release(cancelled->run);
    if (!released && released.refusal().kind != RefusalKind::not_found) return released.refusal();
    return cancelled;
}

}  // namespace aquacis::billing
