#include "cloud/payments/service/money_rules.hpp"

#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {

Refusal unknown_contract() {
    return {RefusalKind::not_found, "payments.contract_not_found", "contract_number",
            "No hay un contrato con ese número.", "Revise el número, como está en el recibo: 00412-7."};
}

Result<TakenMoney> may_be_cancelled(platform::Transaction& tx, PaymentId payment) {
    const auto taken = find_taken_money(tx, payment);
    if (!taken) return unknown_payment();
    if (is_cancelled(tx, payment))
        return Refusal{RefusalKind::conflict, "payments.already_cancelled", "payment_id",
                       "Este pago ya estaba cancelado.", "No hace falta cancelarlo otra vez."};
    if (!taken->session) return *taken;
    platform::lock_name(tx, "session/" + taken->session->to_string());
    const auto session = find_session(tx, *taken->session);
    if (session && session->closed)
        return Refusal{RefusalKind::conflict, "payments.session_closed", "payment_id",
                       "El turno de este pago ya tiene su corte; un pago se cancela dentro de su turno.",
                       "Registre una devolución en lugar de la cancelación."};
    return *taken;
}

}  // namespace aquacis::payments
