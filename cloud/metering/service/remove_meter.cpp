#include "cloud/metering/service/remove_meter.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/service/list_readings.hpp"
#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/published_meter_removed.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

Refusal refuse(std::string code, std::string field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "metering." + code, std::move(field), std::move(message), std::move(remedy)};
}

Result<Removal> parse_removal(const RemovalRequest& request, const std::string& by, Instant now) {
    if (auto reason = platform::check_reason(request.reason); !reason) return reason.refusal();
    const auto on = parse_date(request.removed_on);
    if (!on || *on > local_date(now))
        return refuse("removed_on_invalid", "removed_on", "El día del retiro no existe o todavía no llega.",
                      "Escriba el día en que se retiró, como 2026-10-14.");
    if (request.final_litres < 0)
        return refuse("final_litres_invalid", "final_litres", "La lectura final no es posible.",
                      "Escriba los litros que marcaba al retirarlo.");
    return Removal{*on, Volume::litres(request.final_litres), by, request.reason};
}

// The final reading may not contradict what was read, nor the removal what was billed.
Result<> check_removal(platform::Transaction& tx, const Meter& meter, const Removal& removal) {
    if (removal.on < meter.installed_on)
        return refuse("removed_on_invalid", "removed_on", "El medidor se instaló después de ese día.",
                      "Revise la fecha: se instaló el " + display_es(meter.installed_on) + ".");
    if (const auto until = find_billed_until(tx, meter.id); until && *until > removal.at())
        return Refusal{RefusalKind::conflict, "metering.removed_before_billing", "removed_on",
                       "Ya se cerró un periodo con lecturas de este medidor posteriores a ese día.",
                       "Use el día de su última lectura cerrada o uno posterior."};
    const auto last = find_reading_before(tx, meter.id, removal.at());
    const Volume before = last ? last->volume : meter.initial;
    if (meter.shows.between(before, removal.final) < Volume{})
        return refuse("final_litres_invalid", "final_litres",
                      "La lectura final es menor que la última, de " + std::to_string(before.litres()) + " litros.",
                      "Revise la carátula; si la última lectura es la errónea, anúlela primero.");
    return Done{};
}

// The final reading is a reading as others are: the campaign takes it as the meter's last.
void record_final(platform::Transaction& tx, const Meter& meter, const Removal& removal) {
    const RawReading reading{.meter = meter.identity,
                             .taken_at = removal.at(),
                             .volume = removal.final,
                             .status = {},
                             .gateway = removal.by};
    const Judgement judgement;
    const RecordedReading recorded{meter.id, &reading, &judgement};
    insert_readings(tx, {&recorded, 1});
}

}  // namespace

Result<Meter> remove_in(const Context& context, platform::Transaction& tx, const platform::Caller& caller,
                        const RemovalRequest& request) {
    const Instant now = context.clock.now();
    const auto removal = parse_removal(request, caller.subject, now);
    if (!removal) return removal.refusal();
    const auto id = parse_meter_id(request.meter_id);
    if (!id) return id.refusal();
    if (!try_hold_campaigns(tx)) return closing_goes_on();
    hold_meters(tx);
    const auto state = find_meter(tx, *id);
    if (!state) return no_meter();
    if (state->removed_at) {
        if (*state->removed_at == removal->at()) return state->meter;
        return Refusal{RefusalKind::conflict, "metering.meter_removed", "meter_id",
                       "El medidor ya se retiró el " + display_es(local_date(*state->removed_at)) + ".",
                       "Revise el identificador del medidor."};
    }
    if (auto sound = check_removal(tx, state->meter, *removal); !sound) return sound.refusal();
    remove_meter(tx, *id, *removal);
    record_final(tx, state->meter, *removal);
    find_last_reading_again(tx, *id);
    platform::publish(tx, {context.random, now, caller.correlation_id}, meter_removed(state->meter, *removal));
    return state->meter;
}

Result<> remove_meter(const Context& context, const platform::Caller& caller, const RemovalRequest& request) {
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<> {
        const auto removed = remove_in(context, tx, caller, request);
        if (!removed) return removed.refusal();
        return Done{};
    });
}

}  // namespace aquacis::metering
