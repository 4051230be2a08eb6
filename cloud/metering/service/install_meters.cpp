#include "cloud/metering/service/install_meters.hpp"

#include <map>
#include <set>

#include "cloud/metering/service/judge_again.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/published_meter_installed.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

constexpr int most_waiting_batches = 400;  // 200,000 readings a call; the rest waits for the next one

Result<std::vector<Meter>> check_all(std::span<const MeterDraft> drafts) {
    if (auto count = platform::check_count("meters", drafts.size(), max_batch); !count) return count.refusal();
    std::vector<Meter> meters;
    meters.reserve(drafts.size());
    for (const MeterDraft& draft : drafts) {
        auto meter = check_meter(draft);
        if (!meter) return platform::in_element("meters", meters.size(), meter.refusal());
        meters.push_back(*std::move(meter));
    }
    return meters;
}

// What stands in the register must be what was asked for, whether this call put it there or an earlier one.
Result<> check_stored(platform::Transaction& tx, std::span<const Meter> meters) {
    std::vector<MeterId> ids;
    for (const Meter& meter : meters)
        ids.push_back(meter.id);
    std::map<MeterId, Meter> stored;
    for (Meter& meter : find_meters(tx, ids))
        stored.emplace(meter.id, std::move(meter));
    for (std::size_t at = 0; at < meters.size(); ++at) {
        const auto found = stored.find(meters[at].id);
        if (found == stored.end())
            return platform::in_element(
                "meters", at,
                {RefusalKind::conflict, "metering.identity_taken", "serial",
                 "El medidor " + meters[at].identity.label() + " ya está instalado con otro identificador.",
                 "Revise la serie en la carátula, o use el identificador que ya tiene."});
        if (found->second != meters[at])
            return platform::in_element(
                "meters", at,
                {RefusalKind::conflict, "metering.id_taken", "meter_id",
                 "El medidor ya está instalado con otros datos.",
                 "Consulte el medidor antes de cambiarlo; un cambio de medidor lleva otro identificador."});
    }
    return Done{};
}

void take_waiting_readings(const Context& context, platform::Transaction& tx, std::span<const Meter> meters) {
    for (int batch = 0; batch < most_waiting_batches; ++batch)
        if (judge_again(context, tx, meters, {.reasons = {Outcome::unknown_meter}, .limit = max_batch}).taken == 0)
            return;
}

}  // namespace

Result<int> install_in(const Context& context, platform::Transaction& tx, const platform::Caller& caller,
                       std::span<const Meter> meters) {
    const auto added = insert_meters(tx, meters);
    if (auto stored = check_stored(tx, meters); !stored) return stored.refusal();

    std::set<MeterId> unannounced(added.begin(), added.end());
    std::vector<v1::MeterInstalled> installed;
    for (const Meter& meter : meters)
        if (unannounced.erase(meter.id) != 0) installed.push_back(meter_installed(meter));
    platform::publish(tx, {context.random, context.clock.now(), caller.correlation_id}, installed);
    take_waiting_readings(context, tx, meters);
    return static_cast<int>(added.size());
}

Result<int> install_meters(const Context& context, const platform::Caller& caller, std::span<const MeterDraft> drafts) {
    const auto meters = check_all(drafts);
    if (!meters) return meters.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<int> {
        hold_meters(tx);
        return install_in(context, tx, caller, *meters);
    });
}

}  // namespace aquacis::metering
