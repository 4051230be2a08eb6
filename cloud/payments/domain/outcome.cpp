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

Outcome bill_reversed(const std::string& number, Money surplus) {
    return merged("bill_reversed", "applications",
                  "El recibo " + number + " se canceló antes de que llegara este cobro; " + surplus.display() +
                      " quedaron como saldo a favor del contrato.",
                  "Avise al cliente: se descontará del recibo que lo sustituya. Si lo quiere de vuelta, pida la "
                  "devolución a su supervisor.");
}

Outcome unplaced_money(Money amount) {
    return merged(
        "unplaced_money", "applications",
        amount.display() +
            " no se pudieron aplicar: el recibo o el contrato no existe aquí. El dinero está en la cuenta por aclarar.",
        "Pida a su supervisor que lo aplique al contrato correcto; conserve el recibo entregado.");
}

Outcome folio_taken(const FolioReplaced& folio) {
    return merged(
        "folio_taken", "folio",
        "El folio " + folio.paper + " ya lo tiene otro pago. El cobro se aplicó con el folio " + folio.server + ".",
        "Conserve el folio nuevo con el recibo entregado; reporte la caja a sistemas.");
}

Outcome folio_not_granted(const FolioReplaced& folio) {
    return merged("folio_not_granted", "folio",
                  "El folio " + folio.paper + " no es de los entregados a esta caja. El cobro se aplicó con el folio " +
                      folio.server + ".",
                  "Conserve el folio nuevo con el recibo entregado; reporte la caja a sistemas.");
}

Outcome folio_missing(const FolioReplaced& folio) {
    return merged("folio_missing", "folio_number",
                  "El cobro llegó sin folio. El cobro se aplicó con el folio " + folio.server + ".",
                  "Conserve el folio nuevo con el recibo entregado; reporte la caja a sistemas.");
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

Outcome partly_unreadable(Money received) {
    return merged("partly_unreadable", "body",
                  "De este cobro solo se pudo leer lo recibido: " + received.display() +
                      ". El dinero está en la cuenta por aclarar y el cobro se guardó completo.",
                  "No lo cobre otra vez; pida a su supervisor que lo aplique con el recibo a la vista.");
}

Outcome key_reused() {
    return parked("operation_key_reused", "seq",
                  "La caja ya había enviado otra operación con este mismo número; esta se guardó aparte.",
                  "Reporte la caja a sistemas: puede ser una copia o una restauración de otra.");
}

// The cash is already back with the customer: what cannot be cancelled here waits for a person, it is not refused.
Outcome cancel_of_unknown_payment() {
    return parked("cancel_of_unknown_payment", "payment_id",
                  "La cancelación es de un cobro que no está en el servidor.",
                  "Reporte la caja a sistemas; conserve el recibo con la palabra CANCELADO.");
}

Outcome cancel_of_other_session() {
    return parked("cancel_of_other_session", "session_id", "El cobro es de otro turno; aquí no se canceló.",
                  "Pida a su supervisor que revise el cobro y el efectivo que se devolvió.");
}

Outcome cancel_after_close() {
    return parked("cancel_after_close", "session_id",
                  "El turno de este cobro ya tiene su corte; el cobro sigue en pie.",
                  "Pida a su supervisor una devolución en lugar de la cancelación.");
}

Outcome cancel_not_authorized() {
    return parked("cancel_not_authorized", "authorized_by",
                  "Quien autoriza debe ser otra persona, con puesto de supervisor vigente; el cobro sigue en pie.",
                  "Pida a un supervisor que cancele el cobro desde la oficina, o cobre de nuevo lo devuelto.");
}

Outcome already_cancelled() {
    return merged("already_cancelled", "payment_id", "Este cobro ya estaba cancelado.",
                  "Revise con su supervisor que el efectivo se haya devuelto una sola vez.");
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

Outcome close_not_authorized() {
    return rejected("close_not_authorized", "closed_by",
                    "El turno de otra persona solo lo cierra un supervisor vigente.",
                    "Pida a un supervisor que haga el corte con su clave.");
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
