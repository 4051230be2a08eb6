#include "cloud/fiscal/events/consumed_invoice_generated.hpp"

#include <algorithm>

#include "cloud/fiscal/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::fiscal {
namespace {

using billing::v1::InvoiceGenerated;

PendingCfdi to_pending(const InvoiceGenerated& generated, Instant now) {
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
    return platform::subscribe<InvoiceGenerated>(
        "fiscal", [&context](platform::Transaction& tx, platform::Batch<InvoiceGenerated> events) {
            const Instant now = context.clock.now();
            std::vector<PendingCfdi> pending;
            for (const auto& [logged, generated] : events)
                pending.push_back(to_pending(generated, now));
            context.store.insert_pending(tx, pending, now);
        });
}

}  // namespace aquacis::fiscal
