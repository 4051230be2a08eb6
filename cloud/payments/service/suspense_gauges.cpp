#include "cloud/payments/service/suspense_gauges.hpp"

#include "cloud/payments/store/suspense_store.hpp"

namespace aquacis::payments {

platform::Gauges suspense_gauges(const Context& context) {
    constexpr const char* payments = "aquacis_suspense_payments";
    constexpr const char* centavos = "aquacis_suspense_centavos";
    constexpr const char* oldest = "aquacis_suspense_oldest_seconds";
    const auto ask = [&context] {
        std::vector<platform::Measure> measures;
        const auto sums = context.database.run_for_all(
            {"telemetry"}, [&](platform::Transaction& tx) { return measure_suspense(tx, context.clock.now()); });
        for (const SuspenseSum& sum : sums) {
            const std::string administration = std::to_string(sum.administration.number());
            measures.push_back({payments, sum.payments, {{"administration", administration}}});
            measures.push_back({centavos, sum.centavos, {{"administration", administration}}});
            measures.push_back({oldest, sum.oldest_seconds, {{"administration", administration}}});
        }
        return measures;
    };
    return {{{payments, "Payments whose money waits in suspense for a person."},
             {centavos, "Centavos that wait in suspense for a person."},
             {oldest, "Seconds since the oldest of them came."}},
            ask};
}

}  // namespace aquacis::payments
