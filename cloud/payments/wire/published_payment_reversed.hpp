#pragma once
// payment.reversed: a payment is void, and what was given back.

#include <string>

#include "aquacis/payments/v1/payments.pb.h"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace aquacis::payments {

struct Reversed {
    PaymentId payment;
    std::string folio;
    Money amount;
    std::string reason;
    std::string authorized_by;
    Instant at;
};

v1::PaymentReversed payment_reversed(const Reversed& reversed);

}  // namespace aquacis::payments
