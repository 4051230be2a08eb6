#include "cloud/payments/service/cash_sessions.hpp"

#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

Outcome open_cash_session(platform::Transaction& tx, const CashSession& session) {
    if (insert_session(tx, session)) return {};
    const auto known = find_session(tx, session.id);
    if (known->device == session.device && known->opening_float == session.opening_float) return {Verdict::accepted, "payments.already_recorded", "", "", ""};
    return {Verdict::merged, "payments.session_id_reused", "session_id", "El turno ya estaba abierto con otros datos; vale el primero.",
            "Un supervisor debe comparar los dos fondos."};
}

Outcome close_cash_session(platform::Transaction& tx, const CashClose& close) {
    if (!find_session(tx, close.session))
        return {Verdict::parked, "payments.unknown_session", "session_id", "El corte es de un turno que el servidor no conoce.",
                "Conserve el corte impreso; un supervisor debe registrar el turno."};
    const Money expected = expected_cash(tx, close.session);
    if (!close_session(tx, close, expected)) return {Verdict::accepted, "payments.already_recorded", "", "", ""};
    if (expected == close.expected) return {};
    return {Verdict::merged, "payments.expected_differs", "expected_centavos", "El servidor espera " + expected.display() + " en caja y el equipo " +
            close.expected.display() + ".", "Un supervisor debe revisar los pagos del turno."};
}

}  // namespace aquacis::payments
