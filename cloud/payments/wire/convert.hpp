#pragma once
// This context's values <-> its messages.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::payments {

v1::Account to_proto(const Account& account);
v1::Payment to_proto(const PaymentView& payment);
v1::Cashier to_proto(const Cashier& cashier);
v1::MoneyRequest to_proto(const MoneyRequest& request);

PaymentRequest from_proto(const v1::RegisterPaymentRequest& request);
Cashier from_proto(const v1::Cashier& cashier);
Debt from_proto(const billing::v1::Invoice& invoice);  // throws std::runtime_error when it cannot be read

}  // namespace aquacis::payments
