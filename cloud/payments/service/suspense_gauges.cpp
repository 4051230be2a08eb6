#include "cloud/payments/service/suspense_gauges.hpp"

#include "cloud/payments/store/suspense_store.hpp"

namespace aquacis::payments {

platform::Gauges suspense_gauges(const Context& context) {
    constexpr const char* payments = "aquacis_suspense_payments";
    constexpr const char* centavos = "aquacis_suspense_centavos";
    constexpr const char* oldest = "aquacis_suspense_oldest_seconds";
    const auto ask = [&context] {
        std::vector<platform::Measure> measures;
        for (const SuspenseSum& sum : measure_suspense(context.database, context.clock.now())) {
            const std::string administration = std::to_string(sum.administration.number());
            measures.push_back({payments, sum.payments, {{"administration", administration}}});
            measures.push_back({centavos, sum.centavos, {{"administration", administration}}});
            measures.push_back({oldest, sum.oldest_seconds, {{"administration", administration}}});
        }
        return measures;
    };
    return {{{payments, "Payments whose money waits in suspense for a person."},
             {centavos, "How much that is."},
             {oldest, "How long the oldest of them has waited."}},
            ask};
}

}  // namespace aquacis::payments
