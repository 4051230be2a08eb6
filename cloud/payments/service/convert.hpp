#pragma once
// Between the wire and the domain.

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/operation.pb.h"
#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/till.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

v1::Account to_proto(const Account& account);
v1::Payment to_proto(const Payment& payment);
v1::Cashier to_proto(const Cashier& cashier);
Cashier from_proto(const v1::Cashier& message);

// A till's operation bodies. Refused when an id or a date in them cannot be read.
Result<TillPayment> from_proto(const v1::TakePayment& body);
Result<CashSession> from_proto(const v1::OpenCashSession& body, DeviceId device);
Result<CashClose> from_proto(const v1::CloseCashSession& body);

Result<platform::OperationRef> ref_of(const sync::v1::Operation& operation);
sync::v1::Outcome to_proto(const Outcome& outcome, const sync::v1::Operation& operation);

}  // namespace aquacis::payments
