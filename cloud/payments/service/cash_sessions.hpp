#pragma once
// A till's session, opened and closed by its operations.

#include "cloud/payments/domain/till.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Outcome open_cash_session(platform::Transaction& tx, const CashSession& session);
// The expected cash is computed again from this ledger and compared with what the device said.
Outcome close_cash_session(platform::Transaction& tx, const CashClose& close);

}  // namespace aquacis::payments
