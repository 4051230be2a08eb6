#include "cloud/payments/events/consumed.hpp"

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/payments/service/record_debts.hpp"
#include "cloud/payments/service/withdraw_debts.hpp"
#include "cloud/payments/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::payments {
namespace {

template <class Message>
Message read(const platform::Event& event) {
    Message message;
    if (!message.ParseFromString(event.payload))
        throw platform::UnreadableEvent("the payload is not a " + message.GetTypeName());
    return message;
}

}  // namespace

platform::Subscription invoice_generated_subscription(const Context& context) {
    const auto handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<Invoiced> invoices;
        for (const auto& logged : events) {
            const auto generated = read<billing::v1::InvoiceGenerated>(logged.event);
            invoices.push_back({from_proto(generated.invoice()), generated.invoice().contract_number()});
        }
        record_debts(tx, {context.random, context.clock.now(), events.front().event.correlation_id}, invoices);
    };
    return {.group = "payments", .topic = "invoice.generated", .handle = handle};
}

platform::Subscription invoice_reversed_subscription(const Context& context) {
    const auto handle = [&context](platform::Transaction& tx,
                                   std::span<const platform::Typed<billing::v1::InvoiceReversed>> events) {
        std::vector<ReversedBill> bills;
        for (const auto& event : events) {
            const Debt debt = from_proto(event.message.invoice());
            bills.push_back(
                {{debt.invoice, debt.contract, event.message.reason()}, event.message.invoice().contract_number()});
        }
        withdraw_debts(tx, {context.random, context.clock.now(), events.front().logged.event.correlation_id}, bills);
    };
    return platform::subscribe<billing::v1::InvoiceReversed>("payments", handle);
}

platform::Subscription contract_created_subscription() {
    const auto handle = [](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<AccountName> accounts;
        for (const auto& logged : events) {
            const auto created = read<contracts::v1::ContractCreated>(logged.event);
            const auto contract = ContractId::parse(created.contract().contract_id());
            if (!contract) throw platform::UnreadableEvent("it names no contract");
            accounts.push_back({*contract, created.contract().number()});
        }
        insert_accounts(tx, accounts);
    };
    return {.group = "payments", .topic = "contract.created", .handle = handle};
}

}  // namespace aquacis::payments
