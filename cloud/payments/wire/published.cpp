#include "cloud/payments/wire/published.hpp"

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
    message.set_taken_at_us(to_microseconds(payment.taken_at));
    platform::publish(tx, event_of(message, tx, context, cause, "payment"));
}

void announce_cashiers(platform::Transaction& tx, const Context& context, const Cause& cause,
                       std::span<const Cashier> cashiers) {
    std::vector<platform::Event> events;
    for (const Cashier& cashier : cashiers) {
        v1::CashierChanged message;
        message.set_cashier_id(cashier.id);
        *message.mutable_cashier() = to_proto(cashier);
        events.push_back(event_of(message, tx, context, cause, "cashier"));
    }
    platform::publish(tx, events);
}

}  // namespace aquacis::payments
