#include "cloud/payments/events/consumed_invoice_generated.hpp"

#include "cloud/payments/service/record_debts.hpp"
#include "cloud/payments/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::payments {

platform::Subscription invoice_generated_subscription(const Context& context) {
    using billing::v1::InvoiceGenerated;
    return platform::subscribe<InvoiceGenerated>("payments", [&context](platform::Transaction& tx,
                                                                        platform::Batch<InvoiceGenerated> events) {
        std::vector<Invoiced> invoices;
        for (const auto& [logged, generated] : events)
            invoices.push_back({from_proto(generated.invoice()), generated.invoice().contract_number()});
        record_debts(tx, {context.random, context.clock.now(), events.front().logged.event.correlation_id}, invoices);
    });
}

}  // namespace aquacis::payments
