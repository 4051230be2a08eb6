#include "cloud/synchub/service/forget_settled.hpp"

namespace aquacis::synchub {
namespace {

constexpr int most_at_once = 5'000;  // in one transaction, of each table

}  // namespace

KeptDays kept_days_of(const Config& config) {
    // A node keeps an answered operation for 30 days, and an outcome that was asked anew is told for 30.
    KeptDays kept;
    kept.settled = static_cast<int>(config.integer("synchub.operation_days", kept.settled, 31, 3650));
    kept.refused = static_cast<int>(config.integer("synchub.refused_days", kept.refused, kept.settled, 36500));
    return kept;
}

bool ForgetSettled::step() {
    const Instant now = clock_.now();
    const auto before = [&](int days) { return now - std::chrono::hours(24) * days; };
    const Forgotten gone = forget_settled(database_, {before(kept_.settled), before(kept_.refused)}, most_at_once);
    operations_ += gone.operations;
    effects_ += gone.effects;
    places_ += gone.places;
    return gone.operations == most_at_once || gone.effects == most_at_once || gone.places == most_at_once;
}

platform::Gauges ForgetSettled::gauges() {
    constexpr const char* name = "aquacis_operations_forgotten";
    return {{{name, "Rows of settled operations that went since the start, by table."}}, [this] {
                std::vector<platform::Measure> measures;
                measures.push_back({name, operations_, {{"table", "operation"}}});
                measures.push_back({name, effects_, {{"table", "awaited_effect"}}});
                measures.push_back({name, places_, {{"table", "device_seen"}}});
                return measures;
            }};
}

}  // namespace aquacis::synchub
