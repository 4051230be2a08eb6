#include "cloud/payments/service/move_series.hpp"

#include "cloud/payments/store/folio_store.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {

Result<bool> move_series(const Context& context, const platform::Caller& caller, const SeriesMoveRequest& request) {
    const auto device = DeviceId::parse(request.device_id);
    if (!device || request.series.empty())
        return Refusal{RefusalKind::invalid, "payments.series_move", device ? "series" : "device_id",
                       "Falta la serie o el equipo no es un identificador.",
                       "Envíe la serie y el device_id del equipo que la recibe."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        platform::lock_name(tx, "folio/" + request.series);
        return move_series(tx, {request.series, *device}, context.clock.now());
    });
}

}  // namespace aquacis::payments
