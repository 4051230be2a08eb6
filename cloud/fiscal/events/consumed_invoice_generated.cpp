#include "cloud/fiscal/events/consumed_invoice_generated.hpp"

#include <algorithm>

#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {
namespace {

PendingCfdi to_pending(const platform::Event& event, Instant now) {
    billing::v1::InvoiceGenerated generated;
    if (!generated.ParseFromString(event.payload))
        throw platform::UnreadableEvent("the payload is not an InvoiceGenerated");
    const Invoice invoice = from_proto(generated.invoice());
    return {.invoice = invoice.id,
            .revision = invoice.revision,
            .contract = invoice.contract,
            .customer = invoice.customer,
            .period = invoice.period,
            .total = invoice.total,
            .invoice_bytes = generated.invoice().SerializeAsString(),
            .first_try = std::max(now, earliest_seal(invoice.issue_date))};
}

}  // namespace

platform::Subscription invoice_generated_subscription(const Context& context) {
    return {.group = "fiscal",
            .topic = "invoice.generated",
            .handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> batch) {
                const Instant now = context.clock.now();
                std::vector<PendingCfdi> pending;
                for (const auto& logged : batch)
                    pending.push_back(to_pending(logged.event, now));
                context.store.insert_pending(tx, pending, now);
            }};
}

}  // namespace aquacis::fiscal
