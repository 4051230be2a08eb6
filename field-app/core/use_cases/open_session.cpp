#include "field-app/core/use_cases/open_session.hpp"

#include "aquacis/payments/v1/payments.pb.h"

namespace aquacis::office {
namespace {

constexpr Money most_float = Money::centavos(10'000'000);

std::string body_of(const CashSession& session) {
    aquacis::payments::v1::OpenCashSession body;
    body.set_session_id(session.id.to_string());
    body.set_cashier_id(session.cashier_id);
    body.set_cashier_name(session.cashier_name);
    body.set_till(session.drawer);
    body.set_business_date(session.business_date);
    body.set_float_centavos(session.opening_float.centavos());
    body.set_opened_at_us(to_microseconds(session.opened_at));
    return body.SerializeAsString();
}

}  // namespace

Result<CashSession> open_session(Office& office, const OpenSession& request) {
    if (request.opening_float.is_negative() || request.opening_float > most_float)
        return Refusal{RefusalKind::invalid, "office.float_out_of_range", "float_centavos",
                       "El fondo debe estar entre $0.00 y " + most_float.display() + ".",
                       "Cuente el fondo y escriba esa cantidad."};
    const auto cashier = office.store.cashier(request.cashier_id);
    if (!cashier)
        return Refusal{RefusalKind::not_found, "office.unknown_cashier", "cashier_id",
                       "Esta persona no está dada de alta en esta caja.", "Pida a un supervisor que la registre."};
    const Instant now = office.clock.now();
    sqlite::Transaction transaction(office.store.database());
    CashSession session;
    session.id = CashSessionId(make_uuid_v7(now, office.random));
    session.number = office.store.next_session_number();
    session.drawer = office.config.till;
    session.cashier_id = cashier->id;
    session.cashier_name = cashier->name;
    session.business_date = to_iso(local_date(now));
    session.opening_float = request.opening_float;
    session.opened_at = now;
    if (office.store.open_session_of(session.drawer))
        return Refusal{RefusalKind::conflict, "office.session_already_open", "till",
                       session.drawer + " ya tiene un turno abierto.",
                       "Ciérrelo con el corte de caja (Ctrl+K) antes de abrir otro."};
    const std::uint64_t seq =
        office.store.operations().append({"payments.cash_session.open", 1, body_of(session), {}, cashier->id, now});
    if (!office.store.insert_session(session, seq))
        throw std::logic_error("open_session: the drawer was taken inside this transaction");
    transaction.commit();
    return session;
}

}  // namespace aquacis::office
