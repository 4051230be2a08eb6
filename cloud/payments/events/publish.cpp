#include "cloud/payments/events/publish.hpp"

#include "cloud/payments/service/convert.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/platform/outbox.hpp"

namespace aquacis::payments {
namespace {

platform::Event make(const Context& context, const platform::Transaction& tx, const google::protobuf::Message& message, const char* aggregate,
                     const Cause& cause) {
    const Instant now = context.clock.now();
    return platform::make_event(message, {.event_id = make_uuid_v7(now, context.random),
                                          .source = "payments",
                                          .aggregate_type = aggregate,
                                          .timestamp = now,
                                          .administration = tx.administration(),
                                          .correlation_id = cause.correlation_id,
                                          .caused_by = cause.operation});
}

}  // namespace

void publish_payment(const Context& context, platform::Transaction& tx, const Payment& payment, const Cause& cause) {
    v1::PaymentReceived message;
    message.set_payment_id(payment.id.to_string());
    *message.mutable_payment() = to_proto(payment);
    message.set_channel(payment.channel);
    message.set_folio(payment.folio);
    message.set_taken_at_us(to_microseconds(payment.taken_at));
    platform::publish(tx, make(context, tx, message, "payment", cause));
}

void publish_accounts(const Context& context, platform::Transaction& tx, std::span<const ContractId> contracts, const Cause& cause) {
    raise_versions(tx, contracts);
    std::vector<platform::Event> events;
    for (const Account& account : find_accounts(tx, contracts)) {
        v1::AccountChanged message;
        message.set_contract_id(account.contract.to_string());
        *message.mutable_account() = to_proto(account);
        message.set_version(static_cast<std::uint64_t>(account.version));
        events.push_back(make(context, tx, message, "account", cause));
    }
    platform::publish(tx, events);
}

void publish_cashier(const Context& context, platform::Transaction& tx, const Cashier& cashier, const Cause& cause) {
    v1::CashierChanged message;
    message.set_cashier_id(cashier.id);
    *message.mutable_cashier() = to_proto(cashier);
    platform::publish(tx, make(context, tx, message, "cashier", cause));
}

}  // namespace aquacis::payments
