#include "cloud/fiscal/events/consumed_invoice_generated.hpp"

#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {
namespace {

PendingCfdi to_pending(const platform::Event& event) {
    billing::v1::InvoiceGenerated generated;
    if (!generated.ParseFromString(event.payload))
        throw platform::UnreadableEvent("the payload is not an InvoiceGenerated");
    const Invoice invoice = from_proto(generated.invoice());
    return {invoice.id,     invoice.contract, invoice.customer,
            invoice.period, invoice.total,    generated.invoice().SerializeAsString()};
}

}  // namespace

platform::Subscription invoice_generated_subscription(const Context& context) {
    return {.group = "fiscal",
            .topic = "invoice.generated",
            .handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> batch) {
                std::vector<PendingCfdi> pending;
                for (const auto& logged : batch)
                    pending.push_back(to_pending(logged.event));
                context.store.insert_pending(tx, pending, context.clock.now());
            }};
}

}  // namespace aquacis::fiscal
