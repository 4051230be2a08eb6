#include "cloud/billing/domain/reversal.hpp"

#include <algorithm>
#include <array>

namespace aquacis::billing {
namespace {

constexpr std::array<std::string_view, 3> states{"asked", "approved", "declined"};
// Each has its motive before SAT, which the tax documents' context knows.
constexpr std::array<std::string_view, 5> reasons{"wrong_reading", "wrong_tariff", "wrong_customer", "duplicate",
                                                  "not_supplied"};
constexpr std::size_t longest_note = 200;

}  // namespace

std::string_view to_text(ReversalState state) { return states[static_cast<std::size_t>(state)]; }

std::optional<ReversalState> parse_reversal_state(std::string_view text) {
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i] == text) return static_cast<ReversalState>(i);
    return std::nullopt;
}

Result<InvoiceId> check(const ReversalRequest& request) {
    const auto invoice = InvoiceId::parse(request.invoice_id);
    if (!invoice)
        return Refusal{RefusalKind::invalid, "billing.invoice_id", "invoice_id", "No es un identificador.",
                       "Use el del recibo."};
    if (std::ranges::find(reasons, request.reason) == reasons.end())
        return Refusal{RefusalKind::invalid, "billing.reversal_reason", "reason", "Ese motivo no está en la lista.",
                       "Elija wrong_reading, wrong_tariff, wrong_customer, duplicate o not_supplied: de él depende "
                       "cómo se cancela el comprobante fiscal."};
    if (request.note.empty() || request.note.size() > longest_note)
        return Refusal{RefusalKind::invalid, "billing.reversal_note", "note", "La nota lleva de 1 a 200 caracteres.",
                       "Escriba qué está mal en el recibo, para quien lo apruebe."};
    return *invoice;
}

bool is_repeated(const BillReversal& open, const BillReversal& asked) {
    return open.asked_by == asked.asked_by && open.reason == asked.reason && open.note == asked.note;
}

Refusal bill_is_paid(const std::string& number, const DebtPayment& first) {
    return {RefusalKind::conflict, "billing.bill_is_paid", "invoice_id",
            "El recibo " + number + " tiene un pago: " + first.reference + " por " + first.amount.display() + ".",
            "Cancele antes ese pago, en su caja o con POST /v1/payments/" + first.payment_id +
                "/cancel, y pida la cancelación del recibo otra vez. Un pago cuyo turno ya tiene corte no se cancela; "
                "entonces el recibo tampoco."};
}

Refusal unknown_bill() {
    return {RefusalKind::not_found, "billing.invoice_not_found", "invoice_id",
            "Ese recibo no existe en esta administración.", "Revise el identificador."};
}

Refusal reversed_before(const std::string& number) {
    return {RefusalKind::conflict, "billing.bill_reversed", "invoice_id", "El recibo " + number + " ya está cancelado.",
            "Consulte los recibos del contrato."};
}

Refusal reversal_asked_otherwise(const BillReversal& open) {
    return {RefusalKind::conflict, "billing.reversal_asked", "invoice_id",
            "Ya hay una solicitud distinta de " + open.asked_by + " sobre este recibo.",
            "Apruébela o rechácela antes de pedir otra cosa."};
}

Refusal unknown_reversal() {
    return {RefusalKind::not_found, "billing.reversal_not_found", "reversal_id", "No hay una solicitud con esa clave.",
            "Consulte la lista de solicitudes."};
}

Refusal reversal_decided_before(const BillReversal& reversal) {
    return {RefusalKind::conflict, "billing.reversal_decided", "reversal_id",
            "La solicitud ya fue resuelta por " + reversal.decided_by + ".", "Si hace falta, solicítelo de nuevo."};
}

Refusal second_person_needed() {
    return {RefusalKind::forbidden, "billing.second_person_needed", "reversal_id",
            "La aprobación debe darla una persona distinta de quien solicitó.",
            "Pida a otra persona con este permiso que la revise."};
}

Refusal person_needed() {
    return {RefusalKind::forbidden, "billing.person_needed", "", "Esto lo piden y lo aprueban personas, no programas.",
            "Use el token de acceso de una persona."};
}

}  // namespace aquacis::billing
