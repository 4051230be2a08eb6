#include "cloud/fiscal/events/consumed_invoice_reversed.hpp"

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::fiscal {

platform::Subscription invoice_reversed_subscription(const Context& context) {
    using billing::v1::InvoiceReversed;
    return platform::subscribe<InvoiceReversed>(
        "fiscal", [&context](platform::Transaction& tx, platform::Batch<InvoiceReversed> events) {
            std::vector<ReversedInvoice> bills;
            for (const auto& [logged, reversed] : events) {
                const auto invoice = InvoiceId::parse(reversed.invoice_id());
                if (!invoice) throw platform::UnreadableEvent("a reversed bill has no valid invoice_id");
                bills.push_back({*invoice, reversed.reason()});
            }
            context.store.reverse(tx, bills,
                                  {"context:billing", events.front().logged.event.correlation_id, context.clock.now()});
        });
}

}  // namespace aquacis::fiscal
