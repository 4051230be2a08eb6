#include "cloud/synchub/service/waiting_gauges.hpp"

#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

platform::Gauges waiting_gauges(platform::Pool& database, const Clock& clock) {
    constexpr const char* waiting = "aquacis_operations_waiting";
    constexpr const char* oldest = "aquacis_operations_oldest_seconds";
    constexpr const char* parked = "aquacis_operations_parked";
    const auto ask = [&database, &clock] {
        std::vector<platform::Measure> measures;
        const auto sums = database.run_for_all(
            {"telemetry"}, [&](platform::Transaction& tx) { return measure_operations(tx, clock.now()); });
        for (const WaitingSum& sum : sums) {
            const std::string administration = std::to_string(sum.administration.number());
            measures.push_back({waiting, sum.waiting, {{"administration", administration}}});
            measures.push_back({oldest, sum.oldest_seconds, {{"administration", administration}}});
            measures.push_back({parked, sum.parked, {{"administration", administration}}});
        }
        return measures;
    };
    return {{{waiting, "Operations of tills and tablets that their context has not decided; 10000: or more."},
             {oldest, "How long the oldest of them has waited."},
             {parked, "Operations parked for a person within 30 days; 10000: or more."}},
            ask};
}

}  // namespace aquacis::synchub
