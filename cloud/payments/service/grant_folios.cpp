#include "cloud/payments/service/grant_folios.hpp"

#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {
namespace {

Refusal series_of_another(const std::string& series) {
    return {RefusalKind::forbidden, "payments.series_of_another_device", "series",
            "La serie " + series + " es de otro equipo.",
            "Revise la serie en la configuración de la caja; si este equipo la reemplaza, pida a sistemas que se la "
            "pase."};
}

Refusal too_many_unused() {
    return {RefusalKind::exhausted, "payments.folios_unused", "count",
            "Este equipo ya tiene más de 20,000 folios sin usar.", "Use los que tiene antes de pedir más."};
}

}  // namespace

Result<FolioRange> grant_folios(const Context& context, const platform::Caller& caller, const FolioRequest& request) {
    const auto asked = check(request);
    if (!asked) return asked.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<FolioRange> {
        platform::lock_name(tx, "folio/" + asked->series);
        if (claim_series(tx, {asked->series, asked->device}, context.clock.now()) != asked->device)
            return series_of_another(asked->series);
        if (const auto known = find_folio_range(tx, *asked)) return *known;
        if (count_unused_folios(tx, *asked) + asked->count > most_unused_folios) return too_many_unused();
        return grant_folios(tx, *asked, context.clock.now());
    });
}

}  // namespace aquacis::payments
