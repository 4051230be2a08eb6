#include "cloud/payments/service/register_cashiers.hpp"

#include <set>

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::payments {

Result<int> register_cashiers(const Context& context, const platform::Caller& caller,
                              std::span<const Cashier> cashiers) {
    if (auto count = platform::check_count("cashiers", cashiers.size(), most_cashiers); !count) return count.refusal();
    std::set<std::string> ids;
    for (std::size_t i = 0; i < cashiers.size(); ++i) {
        if (auto sound = check(cashiers[i]); !sound) return platform::in_element("cashiers", i, sound.refusal());
        if (!ids.insert(cashiers[i].id).second)
            return platform::in_element("cashiers", i,
                                        {RefusalKind::invalid, "payments.cashier_twice", "cashier_id",
                                         "La misma persona está dos veces en la lista.", "Envíela una sola vez."});
    }
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<int> {
        save_cashiers(tx, cashiers);
        announce_cashiers(tx, {context.random, context.clock.now(), caller.correlation_id}, cashiers);
        return static_cast<int>(cashiers.size());
    });
}

}  // namespace aquacis::payments
