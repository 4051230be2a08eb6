#include "cloud/payments/service/apply_operation.hpp"

#include "cloud/payments/service/cash_sessions.hpp"
#include "cloud/payments/service/convert.hpp"
#include "cloud/payments/service/take_payment.hpp"

namespace aquacis::payments {
namespace {

// What cannot be read is kept with its body for a person, never thrown away: it may be money.
Outcome parked(const Refusal& refusal) { return {Verdict::parked, refusal.code, refusal.field, refusal.message, refusal.remedy}; }

Outcome unreadable_body() {
    return {Verdict::parked, "payments.unreadable_body", "body", "La operación no se puede leer.",
            "Conserve el equipo como está y avise a soporte: la operación quedó guardada."};
}

Outcome decide(const Context& context, platform::Transaction& tx, const sync::v1::Operation& operation, const Cause& cause) {
    if (operation.type() == "payments.payment.take") {
        v1::TakePayment body;
        if (!body.ParseFromString(operation.body())) return unreadable_body();
        const auto payment = from_proto(body);
        return payment ? take_payment(context, tx, *payment, cause) : parked(payment.refusal());
    }
    if (operation.type() == "payments.cash_session.open") {
        v1::OpenCashSession body;
        if (!body.ParseFromString(operation.body())) return unreadable_body();
        const auto session = from_proto(body, DeviceId(cause.operation->device));
        return session ? open_cash_session(tx, *session) : parked(session.refusal());
    }
    if (operation.type() == "payments.cash_session.close") {
        v1::CloseCashSession body;
        if (!body.ParseFromString(operation.body())) return unreadable_body();
        const auto close = from_proto(body);
        return close ? close_cash_session(tx, *close) : parked(close.refusal());
    }
    return {Verdict::parked, "payments.unknown_operation", "type", "El servidor no conoce la operación «" + operation.type() + "».",
            "Actualice el servidor; la operación quedó guardada."};
}

}  // namespace

Result<sync::v1::Outcome> apply_operation(const Context& context, const platform::Caller& caller, const sync::v1::Operation& operation) {
    const auto ref = ref_of(operation);
    if (!ref) return ref.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<sync::v1::Outcome> {
        if (!claim_operation(tx, *ref, operation.type())) return to_proto(find_outcome(tx, *ref).value(), operation);
        const Outcome outcome = decide(context, tx, operation, {caller.correlation_id, *ref});
        record_outcome(tx, *ref, outcome, operation.body());
        return to_proto(outcome, operation);
    });
}

}  // namespace aquacis::payments
