#include "cloud/billing/service/start_run.hpp"

#include "cloud/billing/wire/published_run_events.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_parked_shown = 100;
constexpr std::size_t longest_zone = 40;

Refusal invalid(const char* field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "billing.run_invalid", field, std::move(message), std::move(remedy)};
}

Result<Run> to_run(const platform::Caller& caller, const RunRequest& request) {
    if (request.zone.size() > longest_zone)
        return invalid("zone_id", "La zona no es posible.", "Escriba la clave de la zona, o déjela vacía para todas.");
    const auto period = Period::parse(request.period);
    if (!period) return invalid("period", "El periodo no existe.", "Escríbalo como 2026-10.");
    const auto campaign = CampaignId::parse(request.campaign_id);
    if (!campaign)
        return invalid("campaign_id", "La campaña no es un identificador.",
                       "Cierre la campaña de lectura y use el identificador que devuelve.");
    const auto issue = parse_date(request.issue_date);
    if (!issue) return invalid("issue_date", "La fecha de emisión no existe.", "Escríbala como 2026-11-01.");
    const auto due = parse_date(request.due_date);
    if (!due || *due < *issue)
        return invalid("due_date", "El vencimiento no existe o es anterior a la emisión.",
                       "Escriba una fecha igual o posterior a la emisión.");
    return Run{.id = {},
               .administration = caller.administration,
               .zone = request.zone,
               .period = *period,
               .campaign = *campaign,
               .issue_date = *issue,
               .due_date = *due,
               .completed = false,
               .page_token = {}};
}

RunStatus status_of(platform::Transaction& tx, Run run) {
    RunStatus status{std::move(run), {}, {}};
    status.totals = run_totals(tx, status.run.id);
    if (status.totals.parked > 0) status.parked = list_parked(tx, status.run.id, most_parked_shown);
    return status;
}

Result<RunStatus> join_run(platform::Transaction& tx, const Run& wanted, Run found) {
    if (found.campaign != wanted.campaign || found.issue_date != wanted.issue_date || found.due_date != wanted.due_date)
        return Refusal{RefusalKind::conflict, "billing.run_exists",
                       found.campaign != wanted.campaign ? "campaign_id" : "issue_date",
                       "La zona y el periodo ya tienen una facturación con otra campaña u otras fechas.",
                       "Repita la solicitud con los datos de la facturación " + found.id.to_string() + "."};
    if (found.completed && run_totals(tx, found.id).parked > 0) {
        run_again(tx, found.id);
        found.completed = false;
    }
    return status_of(tx, std::move(found));
}

}  // namespace

Result<RunStatus> start_run(const Context& context, const platform::Caller& caller, const RunRequest& request) {
    auto wanted = to_run(caller, request);
    if (!wanted) return wanted.refusal();
    const Instant now = context.clock.now();
    wanted->id = BillingRunId(make_uuid_v7(now, context.random));
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        if (!insert_run(tx, *wanted, now)) {
            auto found = find_run_of(tx, wanted->zone, wanted->period);
            if (!found) throw std::runtime_error("billing run: it exists and cannot be read");
            return join_run(tx, *wanted, *std::move(found));
        }
        platform::publish(tx, run_started(*wanted, caller, make_uuid_v7(now, context.random), now));
        return RunStatus{*wanted, {}, {}};
    });
}

Result<RunStatus> get_run(const Context& context, const platform::Caller& caller, const std::string& run_id) {
    const auto id = BillingRunId::parse(run_id);
    if (!id) return invalid("run_id", "No es un identificador.", "Use el que devolvió StartRun.");
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        auto run = find_run(tx, *id);
        if (run) return status_of(tx, *std::move(run));
        return Refusal{RefusalKind::not_found, "billing.run_not_found", "run_id",
                       "Esa facturación no existe en esta administración.", "Revise el identificador."};
    });
}

}  // namespace aquacis::billing
