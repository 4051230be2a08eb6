#pragma once
// What asking and approving both look at.

#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

Refusal unknown_contract();
// The payment when its cash session is still open, or it has none, and it was not cancelled.
Result<TakenMoney> may_be_cancelled(platform::Transaction& tx, PaymentId payment);

}  // namespace aquacis::payments
