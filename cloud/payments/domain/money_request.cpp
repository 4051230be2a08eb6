#include "cloud/payments/domain/money_request.hpp"

#include <array>

namespace aquacis::payments {
namespace {

constexpr std::array<std::string_view, 3> kinds{"assign", "return", "cancel"};
constexpr std::array<std::string_view, 3> states{"asked", "approved", "declined"};
constexpr std::size_t longest_reason = 200;

template <class Enum, std::size_t Count>
std::optional<Enum> parse(const std::array<std::string_view, Count>& names, std::string_view text) {
    for (std::size_t i = 0; i < Count; ++i)
        if (names[i] == text) return static_cast<Enum>(i);
    return std::nullopt;
}

}  // namespace

std::string_view to_text(MoneyRequestKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view to_text(MoneyRequestState state) { return states[static_cast<std::size_t>(state)]; }

std::optional<MoneyRequestKind> parse_money_request_kind(std::string_view text) {
    return parse<MoneyRequestKind>(kinds, text);
}

std::optional<MoneyRequestState> parse_money_request_state(std::string_view text) {
    return parse<MoneyRequestState>(states, text);
}

// What can be known of a wish without the ledger: which payment, why, how much, and for an assignment whose it is.
Result<CheckedWish> check(const MoneyWish& wish) {
    const auto payment = PaymentId::parse(wish.payment_id);
    if (!payment)
        return Refusal{RefusalKind::invalid, "payments.payment_id", "payment_id", "El pago no es un identificador.",
                       "Use el que da la lista de la cuenta por aclarar."};
    if (wish.reason.empty() || wish.reason.size() > longest_reason || wish.reason.find('\0') != std::string::npos)
        return Refusal{RefusalKind::invalid, "payments.reason", "reason", "El motivo lleva de 1 a 200 caracteres.",
                       "Escriba por qué, para quien lo revise después."};
    if (wish.amount_centavos < 0)
        return Refusal{RefusalKind::invalid, "payments.amount_not_positive", "amount_centavos",
                       "El importe debe ser mayor que cero.", "Deje 0 para todo lo que hay por aclarar."};
    if (wish.kind == MoneyRequestKind::assign && wish.contract_number.empty())
        return Refusal{RefusalKind::invalid, "payments.contract_number", "contract_number",
                       "Falta el número de contrato.", "Envíelo como está en el recibo: 00412-7."};
    return CheckedWish{*payment,
                       wish.amount_centavos == 0 ? std::nullopt : std::optional(Money::centavos(wish.amount_centavos))};
}

Refusal unknown_payment() {
    return {RefusalKind::not_found, "payments.payment_not_found", "payment_id",
            "No hay un pago con ese identificador en esta administración.", "Revise el identificador en la lista."};
}

Refusal nothing_in_suspense() {
    return {RefusalKind::conflict, "payments.nothing_in_suspense", "payment_id",
            "Este pago no tiene dinero por aclarar.", "Consulte la lista de nuevo: quizá otra persona ya lo resolvió."};
}

Refusal more_than_suspense(Money there) {
    return {RefusalKind::conflict, "payments.more_than_suspense", "amount_centavos",
            "De este pago solo quedan " + there.display() + " por aclarar.", "Pida hasta esa cantidad."};
}

Refusal asked_otherwise(const MoneyRequest& open) {
    return {RefusalKind::conflict, "payments.already_asked", "payment_id",
            "Ya hay una solicitud distinta de " + open.asked_by + " sobre este pago.",
            "Apruébela o rechácela antes de pedir otra cosa."};
}

Refusal unknown_money_request() {
    return {RefusalKind::not_found, "payments.request_not_found", "request_id", "No hay una solicitud con esa clave.",
            "Consulte la lista de solicitudes."};
}

Refusal second_person_needed() {
    return {RefusalKind::forbidden, "payments.second_person_needed", "request_id",
            "La aprobación debe darla una persona distinta de quien cobró y de quien solicitó.",
            "Pida a otra persona con este permiso que la revise."};
}

Refusal decided_before(const MoneyRequest& request) {
    return {RefusalKind::conflict, "payments.request_decided", "request_id",
            "La solicitud ya fue resuelta por " + request.decided_by + ".", "Si hace falta, solicítelo de nuevo."};
}

Refusal person_needed() {
    return {RefusalKind::forbidden, "payments.person_needed", "", "Esto lo piden y lo aprueban personas, no programas.",
            "Use el token de acceso de una persona."};
}

}  // namespace aquacis::payments
