#include "cloud/fiscal/events/consumed_customer_updated.hpp"

#include <algorithm>
#include <array>

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::fiscal {
namespace {

using customers::v1::CustomerUpdated;

bool touches_tax_data(const CustomerUpdated& updated) {
    constexpr std::array<std::string_view, 6> fields{"name",    "rfc", "tax_name", "tax_regime", "tax_postal_code",
                                                     "cfdi_use"};
    return std::any_of(updated.changed_fields().begin(), updated.changed_fields().end(), [&](const std::string& field) {
        return std::find(fields.begin(), fields.end(), field) != fields.end();
    });
}

}  // namespace

platform::Subscription customer_updated_subscription(const Context& context) {
    return platform::subscribe<CustomerUpdated>(
        "fiscal", [&context](platform::Transaction& tx, platform::Batch<CustomerUpdated> events) {
            for (const auto& [logged, updated] : events) {
                const auto customer = CustomerId::parse(updated.customer_id());
                if (!customer) throw platform::UnreadableEvent("it names no customer");
                if (touches_tax_data(updated))
                    context.store.retry_rejected_of(
                        tx, *customer, {"context:customers", logged.event.correlation_id, context.clock.now()});
            }
        });
}

}  // namespace aquacis::fiscal
