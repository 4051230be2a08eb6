#include "cloud/fiscal/events/consumed_customer_updated.hpp"

#include <algorithm>
#include <array>

#include "aquacis/customers/v1/customers.pb.h"

namespace aquacis::fiscal {
namespace {

bool touches_tax_data(const customers::v1::CustomerUpdated& updated) {
    constexpr std::array<std::string_view, 6> fields{"name",    "rfc", "tax_name", "tax_regime", "tax_postal_code",
                                                     "cfdi_use"};
    return std::any_of(updated.changed_fields().begin(), updated.changed_fields().end(), [&](const std::string& field) {
        return std::find(fields.begin(), fields.end(), field) != fields.end();
    });
}

}  // namespace

platform::Subscription customer_updated_subscription(const Context& context) {
    return {.group = "fiscal",
            .topic = "customer.updated",
            .handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> batch) {
                for (const auto& logged : batch) {
                    customers::v1::CustomerUpdated updated;
                    const bool readable = updated.ParseFromString(logged.event.payload);
                    const auto customer = CustomerId::parse(updated.customer_id());
                    if (!readable || !customer)
                        throw platform::UnreadableEvent("the payload is no CustomerUpdated of a customer");
                    if (touches_tax_data(updated))
                        context.store.retry_rejected_of(
                            tx, *customer, {"context:customers", logged.event.correlation_id, context.clock.now()});
                }
            }};
}

}  // namespace aquacis::fiscal
