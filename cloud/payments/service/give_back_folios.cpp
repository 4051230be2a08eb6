#include "cloud/payments/service/give_back_folios.hpp"

#include "base/log/log.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {
namespace {

Refusal of_another(const StatedFolios& stated) {
    return {RefusalKind::forbidden, "payments.folios_of_another_device", "series",
            "Los folios " + std::to_string(stated.first) + " a " + std::to_string(stated.last) + " de la serie " +
                stated.series + " son de otro equipo.",
            "Si este equipo lo reemplazó, pida a sistemas que le pasen la serie."};
}

Refusal partly_granted(const StatedFolios& stated) {
    return {RefusalKind::conflict, "payments.folios_overlap", "first",
            "Algunos de los folios " + std::to_string(stated.first) + " a " + std::to_string(stated.last) +
                " de la serie " + stated.series + " se entregaron después de otra manera.",
            "Los cobros con esos folios quedan con un folio del servidor."};
}

}  // namespace

Result<> give_back_folios(const Context& context, const platform::Caller& caller, const StatedFolios& stated) {
    if (auto sound = check(stated); !sound) return sound.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<> {
        platform::lock_name(tx, "folio/" + stated.series);
        const auto known = find_overlap(tx, stated);
        if (known && known->device != stated.device) return of_another(stated);
        if (known && known->holds_all) return Done{};
        if (known) return partly_granted(stated);
        if (claim_series(tx, {stated.series, stated.device}, context.clock.now()) != stated.device)
            return of_another(stated);
        give_back_folios(tx, stated, context.clock.now());
        log::warning("payments.folios_given_back", {{"device", stated.device.to_string()},
                                                    {"series", stated.series},
                                                    {"first", stated.first},
                                                    {"last", stated.last}});
        return Done{};
    });
}

}  // namespace aquacis::payments
