#include "cloud/payments/service/grant_folios.hpp"

namespace aquacis::payments {

Result<FolioRange> grant_folios(const Context& context, const platform::Caller& caller, const FolioRequest& request) {
    const auto asked = check(request);
    if (!asked) return asked.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<FolioRange> {
        lock_name(tx, "folio_range/" + asked->series);
        const auto known = find_folio_range(tx, *asked);
        if (!known) return grant_folios(tx, *asked, context.clock.now());
        if (known->device == asked->device && known->last - known->first + 1 == asked->count) return *known;
        return Refusal{RefusalKind::conflict, "payments.request_key_reused", "request_key",
                       "Esta clave ya se usó para otra solicitud de folios.",
                       "Envíe otra clave para una solicitud nueva."};
    });
}

}  // namespace aquacis::payments
