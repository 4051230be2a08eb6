#include "cloud/payments/wire/published_payment_reversed.hpp"

namespace aquacis::payments {

v1::PaymentReversed payment_reversed(const Reversed& reversed) {
    v1::PaymentReversed message;
    message.set_payment_id(reversed.payment.to_string());
    message.set_folio(reversed.folio);
    message.set_amount_centavos(reversed.amount.centavos());
    message.set_reason(reversed.reason);
    message.set_authorized_by(reversed.authorized_by);
    message.set_reversed_at_us(to_microseconds(reversed.at));
    return message;
}

}  // namespace aquacis::payments
