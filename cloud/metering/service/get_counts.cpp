#include "cloud/metering/service/get_counts.hpp"

#include "cloud/metering/store/reading_store.hpp"

namespace aquacis::metering {

Result<ReadingCounts> get_counts(const Context& context, const platform::Caller& caller, const std::string& period) {
    const auto month = Period::parse(period);
    if (!month)
        return Refusal{RefusalKind::invalid, "metering.period_invalid", "period", "El periodo no es un mes.",
                       "Escríbalo como 2026-10."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        ReadingCounts counts;
        for (const auto& [outcome, readings] : find_tally(tx, *month)) {
            if (outcome == to_text(Outcome::recorded))
                counts.recorded = readings;
            else if (outcome == to_text(Outcome::duplicate))
                counts.duplicates = readings;
            else
                counts.refused.emplace(outcome, readings);
        }
        return counts;
    });
}

}  // namespace aquacis::metering
