#include "cloud/metering/service/decide_reading.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/service/judge_again.hpp"
#include "cloud/metering/service/list_readings.hpp"
#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::metering {
namespace {

constexpr int most_batches = 20;  // 10,000 refused readings: more than a year of hours

int judge_later_again(const Context& context, platform::Transaction& tx, const Meter& meter, Instant after) {
    int recorded = 0;
    for (int batch = 0; batch < most_batches; ++batch) {
        const auto judged = judge_again(context, tx, {&meter, 1},
                                        {.reasons = {Outcome::runs_backwards, Outcome::implausible_flow},
                                         .after = after,
                                         .limit = static_cast<int>(max_batch)});
        if (judged.taken == 0) break;
        recorded += judged.recorded;
        after = judged.until;
    }
    return recorded;
}

Refusal billed(const Period& period) {
    return {RefusalKind::conflict, "metering.reading_billed", "taken_at_us",
            "La lectura ya cerró el periodo " + period.to_string() + ".",
            "Anule la campaña si todavía no se factura; si ya se facturó, corrija el recibo."};
}

}  // namespace

Result<DecisionAnswer> decide_reading(const Context& context, const platform::Caller& caller,
                                      const DecisionRequest& request) {
    const auto id = parse_meter_id(request.meter_id);
    if (!id) return id.refusal();
    if (auto reason = platform::check_reason(request.reason); !reason) return reason.refusal();
    const Instant taken_at = from_microseconds(request.taken_at_us);
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<DecisionAnswer> {
        if (!try_hold_campaigns(tx)) return closing_goes_on();
        hold_meters(tx);
        const auto meter = find_meter(tx, *id);
        if (!meter) return no_meter();
        DecisionAnswer answer{.readings = count_readings_at(tx, *id, taken_at)};
        if (answer.readings == 0)
            return Refusal{RefusalKind::not_found, "metering.reading_not_found", "taken_at_us",
                           "El medidor no tiene una lectura de ese instante.", "Búsquela con ListReadings."};
        if (const auto period = find_billing_use(tx, *id, taken_at)) return billed(*period);
        if (decide_readings(tx,
                            {*id, taken_at, request.is_void, caller.subject, request.reason, context.clock.now()}) == 0)
            return answer;
        find_last_reading_again(tx, *id);
        answer.judged_again = judge_later_again(context, tx, meter->meter, taken_at);
        return answer;
    });
}

}  // namespace aquacis::metering
