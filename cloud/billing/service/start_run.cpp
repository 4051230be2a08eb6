#include "cloud/billing/service/start_run.hpp"

#include "cloud/billing/service/get_run.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/billing/wire/published_billing_run_started.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

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
               .correlation_id = caller.correlation_id};
}

Refusal no_prefix() {
    return {RefusalKind::conflict, "billing.number_prefix_missing", "",
            "La administración no tiene un prefijo para los números de sus recibos.",
            "Configure billing.number_prefix_<administración> y reinicie el servicio."};
}

Refusal prefix_taken(const std::string& prefix) {
    return {RefusalKind::conflict, "billing.number_prefix_taken", "",
            "El prefijo " + prefix + " ya numera los recibos de otra administración.",
            "Configure un prefijo propio en billing.number_prefix_<administración> y reinicie el servicio."};
}

RunStatus join_run(platform::Transaction& tx, Run found) {
    if (found.state == RunState::completed) {
        const RunTable table = run_table(tx, found);
        if (table.parked + table.missing + table.outside > 0) {
            run_again(tx, found.id);
            found.state = RunState::running;
        }
    }
    return status_of(tx, std::move(found));
}

// The run that the zone and period have already, when they have one.
Result<std::optional<RunStatus>> find_and_join(platform::Transaction& tx, const Run& wanted) {
    auto found = find_run_of(tx, wanted.zone, wanted.period);
    if (!found) return std::optional<RunStatus>();
    if (found->campaign != wanted.campaign || found->issue_date != wanted.issue_date ||
        found->due_date != wanted.due_date)
        return Refusal{RefusalKind::conflict, "billing.run_exists",
                       found->campaign != wanted.campaign ? "campaign_id" : "issue_date",
                       "La zona y el periodo ya tienen una facturación con otra campaña u otras fechas.",
                       "Repita la solicitud con los datos de la facturación " + found->id.to_string() +
                           ", o cancélela si no ha emitido recibos."};
    return std::optional(join_run(tx, *std::move(found)));
}

}  // namespace

// Whoever asks for a run that is there joins it. Else metering is asked for the campaign before the run is written:
// what it refuses starts nothing, and who was faster meanwhile is joined too.
Result<RunStatus> start_run(const Context& context, const platform::Caller& caller, const RunRequest& request) {
    auto wanted = to_run(caller, request);
    if (!wanted) return wanted.refusal();
    wanted->number_prefix = context.number_prefix(caller.administration);
    if (wanted->number_prefix.empty()) return no_prefix();

    // The claim lies between two transactions. A start that is cut off after it finds its claim again: the id is the
    // same.
    auto joined =
        context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<std::optional<RunStatus>> {
            auto found = find_and_join(tx, *wanted);
            if (!found || *found) return found;
            if (!take_number_prefix(tx, wanted->number_prefix)) return prefix_taken(wanted->number_prefix);
            wanted->id = run_id_of(wanted->campaign, count_cancelled(tx, wanted->campaign));
            return found;
        });
    if (!joined) return joined.refusal();
    if (*joined) return **std::move(joined);
    if (auto claimed = context.campaigns.claim(*wanted); !claimed) return claimed.refusal();

    const Instant now = context.clock.now();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RunStatus> {
        if (!insert_run(tx, *wanted, {caller.subject, now})) {
            auto found = find_and_join(tx, *wanted);
            if (!found) return found.refusal();
            if (!*found) throw std::runtime_error("billing run: it exists and cannot be read");
            return **std::move(found);
        }
        platform::publish(tx, {context.random, now, caller.correlation_id}, run_started(*wanted));
        return status_of(tx, *wanted);
    });
}

}  // namespace aquacis::billing
