#pragma once
// payment.received: the money, and what became of it at once.

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/domain/payment.hpp"

namespace aquacis::payments {

v1::PaymentReceived payment_received(const NewPayment& payment, const PaymentView& view);

}  // namespace aquacis::payments
