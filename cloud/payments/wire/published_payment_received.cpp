#include "cloud/payments/wire/published_payment_received.hpp"

#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {

v1::PaymentReceived payment_received(const NewPayment& payment, const PaymentView& view) {
    v1::PaymentReceived message;
    message.set_payment_id(payment.id.to_string());
    *message.mutable_payment() = to_proto(view);
    message.set_channel(payment.channel);
    if (payment.folio) message.set_folio(payment.folio->text);
    if (!payment.server_folio.empty()) message.set_folio(payment.server_folio);
    message.set_taken_at_us(to_microseconds(payment.taken_at));
    message.set_taken_by(payment.taken_by);
    return message;
}

}  // namespace aquacis::payments
