#include "cloud/payments/service/announce.hpp"

#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {
void announce_accounts(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts) {
    if (contracts.empty()) return;
    touch_accounts(tx, contracts, cause.now);
    std::vector<v1::AccountChanged> changed;
    for (const Account& account : find_accounts(tx, contracts)) {
        v1::AccountChanged& message = changed.emplace_back();
        message.set_contract_id(account.contract.to_string());
        *message.mutable_account() = to_proto(account);
        message.set_version(account.version);
    }
    platform::publish(tx, cause, changed);
}

void announce_payment(platform::Transaction& tx, const Cause& cause, const NewPayment& payment,
                      const PaymentView& view) {
    v1::PaymentReceived message;
    message.set_payment_id(payment.id.to_string());
    *message.mutable_payment() = to_proto(view);
    message.set_channel(payment.channel);
    if (payment.folio) message.set_folio(payment.folio->text);
    if (!payment.server_folio.empty()) message.set_folio(payment.server_folio);
    message.set_taken_at_us(to_microseconds(payment.taken_at));
    message.set_taken_by(payment.taken_by);
    platform::publish(tx, cause, message);
}

void announce_reversal(platform::Transaction& tx, const Cause& cause, const Reversed& reversed) {
    v1::PaymentReversed message;
    message.set_payment_id(reversed.payment.to_string());
    message.set_folio(reversed.folio);
    message.set_amount_centavos(reversed.amount.centavos());
    message.set_reason(reversed.reason);
    message.set_authorized_by(reversed.authorized_by);
    message.set_reversed_at_us(to_microseconds(cause.now));
    platform::publish(tx, cause, message);
}

void announce_settled(platform::Transaction& tx, const Cause& cause, const MoneyRequest& request,
                      const std::optional<ContractId>& contract) {
    v1::SuspenseSettled message;
    message.set_payment_id(request.payment.to_string());
    message.set_request_id(request.id.to_string());
    message.set_kind(std::string(to_text(request.kind)));
    if (contract) message.set_contract_id(contract->to_string());
    message.set_amount_centavos(request.amount.centavos());
    message.set_asked_by(request.asked_by);
    message.set_approved_by(request.decided_by);
    message.set_reason(request.reason);
    message.set_settled_at_us(to_microseconds(cause.now));
    platform::publish(tx, cause, message);
}

void announce_cashiers(platform::Transaction& tx, const Cause& cause, std::span<const Cashier> cashiers) {
    std::vector<v1::CashierChanged> changed;
    for (const Cashier& cashier : cashiers) {
        v1::CashierChanged& message = changed.emplace_back();
        message.set_cashier_id(cashier.id);
        *message.mutable_cashier() = to_proto(cashier);
    }
    platform::publish(tx, cause, changed);
}

}  // namespace aquacis::payments
