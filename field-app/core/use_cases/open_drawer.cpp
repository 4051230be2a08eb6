#include "field-app/core/use_cases/open_drawer.hpp"

#include "aquacis/payments/v1/payments.pb.h"

namespace aquacis::office {
namespace {
constexpr std::size_t longest_reason = 200;
}

Result<Done> open_drawer(Office& office, const std::string& reason) {
    if (reason.empty() || reason.size() > longest_reason)
        return Refusal{RefusalKind::invalid, "office.drawer_reason", "reason", "Falta el motivo, o pasa de 200 letras.",
                       "Escriba por qué abre el cajón."};
    sqlite::Transaction transaction(office.store.database());
    const auto session = office.store.open_session_of(office.config.till);
    if (!session)
        return Refusal{RefusalKind::conflict, "payments.no_open_session", "session_id",
                       "No hay un turno abierto en esta caja.", "Abra el turno con su fondo."};
    const Instant now = office.clock.now();
    aquacis::payments::v1::OpenDrawer body;
    body.set_session_id(session->id.to_string());
    body.set_reason(reason);
    body.set_opened_at_us(to_microseconds(now));
    const std::uint64_t seq = office.store.operations().append(
        {"payments.drawer.open", 1, body.SerializeAsString(), {}, session->cashier_id, now});
    office.store.insert_drawer_opening({session->id, now, reason}, seq);
    transaction.commit();
    return Done{};
}

}  // namespace aquacis::office
