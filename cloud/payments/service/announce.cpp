#include "cloud/payments/service/announce.hpp"

#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/wire/convert.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::payments {
namespace {

platform::Event event_of(const google::protobuf::Message& payload, const platform::Transaction& tx,
                         const Context& context, const Cause& cause, const char* aggregate) {
    return platform::make_event(payload, {.event_id = make_uuid_v7(cause.now, context.random),
                                          .source = "payments",
                                          .aggregate_type = aggregate,
                                          .timestamp = cause.now,
                                          .administration = tx.administration(),
                                          .correlation_id = cause.correlation_id,
                                          .caused_by = cause.operation});
}

}  // namespace

void announce_accounts(platform::Transaction& tx, const Context& context, const Cause& cause,
                       std::span<const ContractId> contracts) {
    if (contracts.empty()) return;
    touch_accounts(tx, contracts);
    std::vector<platform::Event> events;
    for (const Account& account : find_accounts(tx, contracts)) {
        v1::AccountChanged message;
        message.set_contract_id(account.contract.to_string());
        *message.mutable_account() = to_proto(account);
        message.set_version(account.version);
        events.push_back(event_of(message, tx, context, cause, "account"));
        events.back().version = static_cast<std::uint32_t>(account.version);
    }
    platform::publish(tx, events);
}

void announce_payment(platform::Transaction& tx, const Context& context, const Cause& cause, const NewPayment& payment,
                      const PaymentView& view) {
    v1::PaymentReceived message;
    message.set_payment_id(payment.id.to_string());
    *message.mutable_payment() = to_proto(view);
    message.set_channel(payment.channel);
    if (payment.folio) message.set_folio(payment.folio->text);
    if (!payment.server_folio.empty()) message.set_folio(payment.server_folio);
    message.set_taken_at_us(to_microseconds(payment.taken_at));
    message.set_taken_by(payment.taken_by);
    platform::publish(tx, event_of(message, tx, context, cause, "payment"));
}

void announce_reversal(platform::Transaction& tx, const Context& context, const Cause& cause,
                       const Reversed& reversed) {
    v1::PaymentReversed message;
    message.set_payment_id(reversed.payment.to_string());
    message.set_folio(reversed.folio);
    message.set_amount_centavos(reversed.amount.centavos());
    message.set_reason(reversed.reason);
    message.set_authorized_by(reversed.authorized_by);
    message.set_reversed_at_us(to_microseconds(cause.now));
    platform::publish(tx, event_of(message, tx, context, cause, "payment"));
}

void announce_settled(platform::Transaction& tx, const Context& context, const Cause& cause,
                      const MoneyRequest& request, const std::optional<ContractId>& contract) {
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
    platform::publish(tx, event_of(message, tx, context, cause, "payment"));
}

void announce_cashiers(platform::Transaction& tx, const Context& context, const Cause& cause,
                       std::span<const Cashier> cashiers) {
    std::vector<platform::Event> events;
    for (const Cashier& cashier : cashiers) {
        v1::CashierChanged message;
        message.set_cashier_id(cashier.id);
        *message.mutable_cashier() = to_proto(cashier);
        message.mutable_cashier()->clear_pin_salt();  // what a PIN is checked by stands in no log
        message.mutable_cashier()->clear_pin_hash();
        events.push_back(event_of(message, tx, context, cause, "cashier"));
    }
    platform::publish(tx, events);
}

}  // namespace aquacis::payments
