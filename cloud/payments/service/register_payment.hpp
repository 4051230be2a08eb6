#pragma once
// A payment from outside a till. (channel, external_reference) is its key: the same body again is the same payment.

#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Result<PaymentView> register_payment(const Context& context, const platform::Caller& caller,
                                     const PaymentRequest& request);

}  // namespace aquacis::payments
