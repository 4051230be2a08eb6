#pragma once
// What this context tells the others, published in the transaction that made it true.

#include <optional>
#include <span>
#include <string>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::payments {

using platform::Cause;

// Each account one version up, told as it now stands. Contracts without an account are left out.
void announce_accounts(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts);
void announce_payment(platform::Transaction& tx, const Cause& cause, const NewPayment& payment,
                      const PaymentView& view);
// And the account that it changed, which is locked and one version up already: both in one statement.
void announce_payment(platform::Transaction& tx, const Cause& cause, const NewPayment& payment, const PaymentView& view,
                      const Account& account);
struct Reversed {
    PaymentId payment;
    std::string folio;
    Money amount;
    std::string reason;
    std::string authorized_by;
};
void announce_reversal(platform::Transaction& tx, const Cause& cause, const Reversed& reversed);
void announce_settled(platform::Transaction& tx, const Cause& cause, const MoneyRequest& request,
                      const std::optional<ContractId>& contract);
void announce_cashiers(platform::Transaction& tx, const Cause& cause, std::span<const Cashier> cashiers);

}  // namespace aquacis::payments
