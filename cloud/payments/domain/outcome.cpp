#include "cloud/payments/domain/outcome.hpp"

namespace aquacis::payments {
namespace {

Outcome merged(std::string code, std::string field, std::string reason, std::string remedy) {
    return {Verdict::merged, "payments." + std::move(code), std::move(field), std::move(reason), std::move(remedy)};
}

Outcome parked(std::string code, std::string field, std::string reason, std::string remedy) {
    return {Verdict::parked, "payments." + std::move(code), std::move(field), std::move(reason), std::move(remedy)};
}

Outcome rejected(std::string code, std::string field, std::string reason, std::string remedy) {
    return {Verdict::rejected, "payments." + std::move(code), std::move(field), std::move(reason), std::move(remedy)};
}

}  // namespace

Outcome debt_already_paid(const std::string& number, Money surplus) {
    return merged("debt_already_paid", "applications",
                  "El recibo " + number + " ya estaba pagado cuando llegó este cobro; " + surplus.display() +
                      " quedaron como saldo a favor del contrato.",
                  "Avise al cliente: se descontará de su próximo recibo. Si lo quiere de vuelta, pida la devolución a "
                  "su supervisor.");
}

Outcome unplaced_money(Money amount) {
    return merged(
        "unplaced_money", "applications",
        amount.display() +
            " no se pudieron aplicar: el recibo o el contrato no existe aquí. El dinero está en la cuenta por aclarar.",
        "Pida a su supervisor que lo aplique al contrato correcto; conserve el recibo entregado.");
}

Outcome folio_taken(const std::string& folio) {
    return merged("folio_taken", "folio",
                  "El folio " + folio + " ya lo tiene otro pago. El dinero se recibió y está en la cuenta por aclarar.",
                  "Pida a su supervisor que compare los dos recibos con ese folio y aplique este cobro.");
}

Outcome folio_missing() {
    return merged("folio_missing", "folio_number",
                  "El cobro llegó sin folio. El dinero se recibió y está en la cuenta por aclarar.",
                  "Pida a su supervisor que aplique este cobro y reporte la caja a sistemas.");
}

Outcome sum_differs(Money tenders, Money asked) {
    return merged("sum_differs", "tenders",
                  "Las formas de pago suman " + tenders.display() + " y lo cobrado " + asked.display() +
                      ". Todo quedó en la cuenta por aclarar.",
                  "Pida a su supervisor que lo aplique con el recibo a la vista.");
}

Outcome payment_id_reused() {
    return merged("payment_id_reused", "payment_id",
                  "Otro pago distinto ya usa este identificador. El dinero se recibió y está en la cuenta por aclarar.",
                  "Pida a su supervisor que compare los dos recibos; reporte la caja a sistemas.");
}

Outcome session_unknown() {
    return merged("session_unknown", "session_id",
                  "El cobro se aplicó, pero su turno no está registrado en el servidor.",
                  "Pida a su supervisor que revise la apertura de esta caja.");
}

Outcome session_closed() {
    return merged("session_closed", "session_id", "El cobro se aplicó, pero llegó después del corte de su turno.",
                  "Pida a su supervisor que ajuste el corte de ese turno.");
}

Outcome no_money_in_it() {
    return parked("no_money", "tenders", "El cobro no trae dinero: sus formas de pago no suman más de cero.",
                  "Si el cliente pagó, pida a su supervisor que lo registre con el recibo a la vista.");
}

Outcome unreadable(const std::string& type) {
    return parked("unreadable", "body", "La operación " + type + " no se pudo leer; se guardó completa para revisarla.",
                  "Reporte la caja a sistemas; no repita el cobro.");
}

Outcome key_reused() {
    return parked("operation_key_reused", "seq",
                  "La caja ya había enviado otra operación con este mismo número; esta se guardó aparte.",
                  "Reporte la caja a sistemas: puede ser una copia o una restauración de otra.");
}

Outcome session_reused() {
    return rejected("session_reused", "session_id", "Otro turno distinto ya usa este identificador.",
                    "Abra un turno nuevo.");
}

Outcome till_already_open(const std::string& till) {
    return merged("till_already_open", "till", "El turno se abrió, pero " + till + " tenía otro turno sin corte.",
                  "Haga el corte del turno anterior.");
}

Outcome float_impossible() {
    return rejected("float_impossible", "float_centavos", "El fondo no puede ser negativo.",
                    "Cuente el fondo y abra el turno de nuevo.");
}

Outcome close_without_session() {
    return parked("session_unknown", "session_id", "El corte es de un turno que no está registrado en el servidor.",
                  "Pida a su supervisor que revise la apertura de esta caja.");
}

Outcome already_closed() {
    return rejected("session_already_closed", "session_id",
                    "El turno ya tiene su corte; la primera cuenta es la que vale.",
                    "Si contó mal, pida a su supervisor que registre el ajuste.");
}

Outcome count_differs(Money counted, Money by_denomination) {
    return merged(
        "count_differs", "counted_centavos",
        "Lo contado dice " + counted.display() + " y las denominaciones suman " + by_denomination.display() + ".",
        "Pida a su supervisor que revise el arqueo.");
}

Outcome cash_differs(const CashDifference& difference) {
    const Money gap = difference.server_expected - difference.device_expected;
    return merged("cash_differs", "expected_centavos",
                  "El servidor espera " + difference.server_expected.display() + " en efectivo (" +
                      std::to_string(difference.server_payments) + " cobros) y la caja " +
                      difference.device_expected.display() + " (" + std::to_string(difference.device_payments) +
                      " cobros): diferencia de " + gap.display() + ".",
                  "Revise con su supervisor los cobros del turno, uno por uno.");
}

}  // namespace aquacis::payments
