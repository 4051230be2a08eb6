#include "cloud/payments/service/register_cashiers.hpp"

#include <set>

#include "base/pin_hash.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/payments/wire/published_cashier_changed.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::payments {

Result<Cashier> with_pin(Cashier cashier, const std::string& pin, const RandomBits& random) {
    cashier.pin_salt.clear();
    cashier.pin_hash.clear();
    if (pin.empty()) return cashier;
    if (auto sound = check_pin(pin); !sound) return sound.refusal();
    for (int word = 0; word < 2; ++word)
        for (std::uint64_t bits = random(), i = 0; i < 8; ++i, bits >>= 8U)
            cashier.pin_salt.push_back(static_cast<char>(bits & 0xFFU));
    cashier.pin_hash = hash_pin(pin, cashier.pin_salt);
    return cashier;
}

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
        platform::publish(tx, {context.random, context.clock.now(), caller.correlation_id}, cashiers_changed(cashiers));
        return static_cast<int>(cashiers.size());
    });
}

Result<> deactivate_cashier(const Context& context, const platform::Caller& caller, const std::string& cashier_id) {
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<> {
        const auto cashier = deactivate_cashier(tx, cashier_id);
        if (!cashier)
            return Refusal{RefusalKind::not_found, "payments.cashier_unknown", "cashier_id",
                           "No hay una persona con esa clave en esta administración.", "Revise la clave."};
        platform::publish(tx, {context.random, context.clock.now(), caller.correlation_id},
                          cashiers_changed({&*cashier, 1}));
        return Done{};
    });
}

std::vector<Cashier> cashiers_of_office(const Context& context, const platform::Caller& caller,
                                        const std::string& office) {
    return context.database.run(caller.administration,
                                [&](platform::Transaction& tx) { return list_cashiers(tx, office); });
}

}  // namespace aquacis::payments
