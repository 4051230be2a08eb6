#include "field-app/core/use_cases/cancel_payment.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "field-app/core/use_cases/reprint.hpp"
#include "field-app/core/use_cases/sign_in.hpp"

namespace aquacis::office {
namespace {

constexpr std::size_t longest_reason = 200;

Refusal refuse(std::string code, std::string field, std::string message, std::string remedy) {
    return {RefusalKind::conflict, std::move(code), std::move(field), std::move(message), std::move(remedy)};
}

// The payment, when it may still be undone here. The till forgets nothing: an old one is found and its remedy named.
Result<StoredPayment> cancellable(Office& office, PaymentId id) {
    auto payment = office.store.payment(id);
    if (!payment)
        return refuse("payments.unknown_payment", "payment_id", "En esta caja no se hizo ese cobro.",
                      "Cancélelo en la caja que lo cobró.");
    if (office.store.cancellation(id))
        return refuse("payments.already_cancelled", "payment_id",
                      "El cobro " + payment->folio.text() + " ya está cancelado.",
                      "Si falta el papel, reimprímalo desde la lista de cobros.");
    const auto session = office.store.session(payment->session);
    if (!session || session->closed_at || session->drawer != office.config.till)
        return refuse("payments.session_closed", "session_id",
                      "El turno del cobro " + payment->folio.text() + " ya se cerró; aquí no se puede cancelar.",
                      "Pida una devolución a su supervisor: se hace desde la oficina, con el comprobante.");
    return *payment;
}

Result<Cashier> second_person(Office& office, const CancelPayment& request, const CashSession& session) {
    const auto person = authenticate(office, {request.authorized_by, request.pin});
    if (!person) return person.refusal();
    if (!person->is_supervisor())
        return refuse("payments.not_a_supervisor", "authorized_by", person->name + " no es de supervisión.",
                      "Pida que un supervisor escriba su NIP.");
    if (person->id == session.cashier_id)
        return refuse("payments.second_person", "authorized_by", "Nadie se autoriza a sí mismo.",
                      "Pida que otro supervisor escriba su NIP.");
    return *person;
}

std::string body_of(const StoredPayment& payment, const Cancellation& cancellation) {
    aquacis::payments::v1::CancelPayment body;
    body.set_payment_id(payment.id.to_string());
    body.set_session_id(payment.session.to_string());
    body.set_reason(cancellation.reason);
    body.set_authorized_by(cancellation.authorized_by);
    body.set_cancelled_at_us(to_microseconds(cancellation.cancelled_at));
    return body.SerializeAsString();
}

}  // namespace

Result<Receipt> cancel_payment(Office& office, const CancelPayment& request) {
    if (request.reason.empty() || request.reason.size() > longest_reason)
        return Refusal{RefusalKind::invalid, "payments.reason", "reason", "Falta el motivo, o pasa de 200 letras.",
                       "Escriba por qué se cancela; queda en el papel y en el corte."};
    const auto payment = cancellable(office, request.payment);
    if (!payment) return payment.refusal();
    const auto session = office.store.session(payment->session);
    const auto person = second_person(office, request, *session);  // its own commit: wrong PINs are counted
    if (!person) return person.refusal();

    sqlite::Transaction transaction(office.store.database());
    if (const auto still = cancellable(office, request.payment); !still) return still.refusal();
    const Cancellation cancellation{request.reason, session->cashier_id, person->id, person->name, office.clock.now()};
    const std::uint64_t seq = office.store.operations().append({"payments.payment.cancel",
                                                                1,
                                                                body_of(*payment, cancellation),
                                                                {office.store.operation_of(payment->id)},
                                                                session->cashier_id,
                                                                cancellation.cancelled_at});
    office.store.insert_cancellation(*payment, cancellation, seq);
    transaction.commit();
    return receipt_of(office, *payment, 0);
}

std::vector<Cashier> second_persons(Office& office) {
    const auto session = office.store.open_session_of(office.config.till);
    std::vector<Cashier> persons;
    for (Cashier& person : office.store.cashiers())
        if (person.is_supervisor() && (!session || person.id != session->cashier_id))
            persons.push_back(std::move(person));
    return persons;
}

}  // namespace aquacis::office
