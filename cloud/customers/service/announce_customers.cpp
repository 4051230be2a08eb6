#include "cloud/customers/service/announce_customers.hpp"

#include "cloud/customers/wire/published_customer_created.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::customers {

platform::Announcement customers_announced(const Context& context) {
    return {"customer", [&context](platform::Transaction& tx, const std::string& after) {
                const auto names = context.customers.list_names(tx, after, platform::announced_at_once);
                std::vector<v1::CustomerRegistered> registered;
                for (const PublicName& one : names)
                    registered.push_back(customer_registered(one.customer, one.name, one.cfdi_use));
                platform::publish(tx, {context.random, context.clock.now()}, registered);
                return platform::announced_page(names,
                                                [](const PublicName& last) { return last.customer.to_string(); });
            }};
}

}  // namespace aquacis::customers
