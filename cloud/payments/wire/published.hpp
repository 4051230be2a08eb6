#pragma once
// payment.received, debt.status.changed and cashier.changed, published in the transaction that made them true.

#include <optional>
#include <span>
#include <string>

#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/payments/service/context.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::payments {

// Why something happened, for the events that tell of it.
struct Cause {
    std::string correlation_id;
    std::optional<platform::OperationRef> operation;
    Instant now;
};

// Each account one version up, told as it now stands. Contracts without an account are left out.
void announce_accounts(platform::Transaction& tx, const Context& context, const Cause& cause,
                       std::span<const ContractId> contracts);
void announce_payment(platform::Transaction& tx, const Context& context, const Cause& cause, const NewPayment& payment,
                      const PaymentView& view);
void announce_cashiers(platform::Transaction& tx, const Context& context, const Cause& cause,
                       std::span<const Cashier> cashiers);

}  // namespace aquacis::payments
