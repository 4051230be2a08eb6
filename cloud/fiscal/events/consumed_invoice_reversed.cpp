#include "cloud/fiscal/events/consumed_invoice_reversed.hpp"

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::fiscal {

platform::Subscription invoice_reversed_subscription(const Context& context) {
    const auto handle = [&context](platform::Transaction& tx,
                                   std::span<const platform::Typed<billing::v1::InvoiceReversed>> batch) {
        std::vector<ReversedInvoice> reversed;
        for (const auto& event : batch) {
            const auto invoice = InvoiceId::parse(event.message.invoice_id());
            if (!invoice) throw platform::UnreadableEvent("a reversed bill has no valid invoice_id");
            reversed.push_back({*invoice, event.message.reason()});
        }
        context.store.reverse(tx, reversed,
                              {"context:billing", batch.front().logged.event.correlation_id, context.clock.now()});
    };
    return platform::subscribe<billing::v1::InvoiceReversed>("fiscal", handle);
}

}  // namespace aquacis::fiscal
