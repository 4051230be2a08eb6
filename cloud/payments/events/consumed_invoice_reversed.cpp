#include "cloud/payments/events/consumed_invoice_reversed.hpp"

#include "cloud/payments/service/withdraw_debts.hpp"
#include "cloud/payments/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::payments {

platform::Subscription invoice_reversed_subscription(const Context& context) {
    using billing::v1::InvoiceReversed;
    return platform::subscribe<InvoiceReversed>("payments", [&context](platform::Transaction& tx,
                                                                       platform::Batch<InvoiceReversed> events) {
        std::vector<ReversedBill> bills;
        for (const auto& [logged, reversed] : events) {
            const Debt debt = from_proto(reversed.invoice());
            bills.push_back({{debt.invoice, debt.contract, reversed.reason()}, reversed.invoice().contract_number()});
        }
        withdraw_debts(tx, {context.random, context.clock.now(), events.front().logged.event.correlation_id}, bills);
    });
}

}  // namespace aquacis::payments
