#pragma once
// What the context says: payment.received, debt.status.changed (the whole account as it now stands), cashier.changed.

#include <optional>
#include <span>
#include <string>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/event.hpp"

namespace aquacis::payments {

struct Cause {
    std::string correlation_id;
    std::optional<platform::OperationRef> operation;  // the node's operation behind it
};

void publish_payment(const Context& context, platform::Transaction& tx, const Payment& payment, const Cause& cause);
// Raises the accounts' versions and says how each now stands, read again after all changes of this transaction.
void publish_accounts(const Context& context, platform::Transaction& tx, std::span<const ContractId> contracts, const Cause& cause);
void publish_cashier(const Context& context, platform::Transaction& tx, const Cashier& cashier, const Cause& cause);

}  // namespace aquacis::payments
