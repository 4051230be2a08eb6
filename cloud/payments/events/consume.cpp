#include "cloud/payments/events/consume.hpp"

#include <set>
#include <stdexcept>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/payments/events/publish.hpp"
#include "cloud/payments/service/record_debts.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {
namespace {

template <class Message>
Message parse(const platform::LoggedEvent& logged) {
    Message message;
    if (!message.ParseFromString(logged.event.payload)) throw std::runtime_error("the event is not a " + message.GetTypeName());
    return message;
}

Debt debt_of(const billing::v1::Invoice& invoice) {
    const auto id = InvoiceId::parse(invoice.invoice_id());
    const auto contract = ContractId::parse(invoice.contract_id());
    const auto due = parse_date(invoice.due_date());
    if (!id || !contract || !due) throw std::runtime_error("invoice.generated: invoice_id, contract_id or due_date cannot be read");
    return {.invoice = *id,
            .contract = *contract,
            .number = invoice.number(),
            .contract_number = invoice.contract_number(),
            .period = invoice.period(),
            .due = *due,
            .total = Money::centavos(invoice.total_centavos()),
            .remaining = Money::centavos(invoice.total_centavos()),
            .consumed = Volume::litres(invoice.consumed_litres())};
}

}  // namespace

platform::Subscription contract_created_subscription() {
    const auto handle = [](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<AccountName> names;
        for (const auto& logged : events) {
            const auto message = parse<contracts::v1::ContractCreated>(logged);
            const auto contract = ContractId::parse(message.contract_id());
            if (!contract) throw std::runtime_error("contract.created: contract_id cannot be read");
            names.push_back({*contract, message.contract().number()});
        }
        upsert_accounts(tx, names);
    };
    return {.group = "payments", .topic = "contract.created", .batch = static_cast<int>(max_batch), .handle = handle};
}

platform::Subscription invoice_generated_subscription(const Context& context) {
    const auto handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<Debt> debts;
        for (const auto& logged : events) debts.push_back(debt_of(parse<billing::v1::InvoiceGenerated>(logged).invoice()));
        record_debts(context, tx, debts);
    };
    return {.group = "payments", .topic = "invoice.generated", .batch = static_cast<int>(max_batch), .handle = handle};
}

}  // namespace aquacis::payments
