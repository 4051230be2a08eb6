#include "cloud/customers/service/register_customers.hpp"

#include <set>

#include "cloud/customers/wire/published_customer_created.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::customers {
namespace {

Result<std::vector<Customer>> check_all(std::span<const CustomerDraft> drafts) {
    if (auto count = platform::check_count("customers", drafts.size(), max_batch); !count) return count.refusal();
    std::vector<Customer> customers;
    customers.reserve(drafts.size());
    for (const CustomerDraft& draft : drafts) {
        auto customer = check_customer(draft);
        if (!customer) return platform::in_element("customers", customers.size(), customer.refusal());
        customers.push_back(*std::move(customer));
    }
    return customers;
}

Refusal taken(const CustomerId& id) {
    return {RefusalKind::conflict, "customers.id_taken", "customers.customer_id",
            "El cliente " + id.to_string() + " ya está registrado con otros datos.",
            "Use otro identificador, o consulte al cliente antes de cambiarlo."};
}

Warning duplicate(const Duplicate& found) {
    const std::string what = found.field == "rfc" ? "Ese RFC" : "Esa CURP";
    return {found.field, what + " ya está en otro cliente: " + found.other.to_string() + ".",
            "Revise si es la misma persona; si lo es, use al cliente que ya estaba."};
}

}  // namespace

std::vector<CustomerWarning> warnings_about_all(const Context& context, platform::Transaction& tx,
                                                std::span<const Customer> customers) {
    std::vector<CustomerWarning> warnings;
    for (const Customer& customer : customers)
        for (Warning& warning : warnings_about(customer))
            warnings.push_back({customer.id, std::move(warning)});
    for (const Duplicate& found : context.customers.find_duplicates(tx, customers))
        warnings.push_back({found.customer, duplicate(found)});
    return warnings;
}

Result<RegisteredCustomers> register_customers(const Context& context, const platform::Caller& caller,
                                               std::span<const CustomerDraft> drafts) {
    const auto customers = check_all(drafts);
    if (!customers) return customers.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<RegisteredCustomers> {
        const Instant now = context.clock.now();
        const auto added = context.customers.insert(tx, *customers, now);
        if (const auto other = context.customers.find_differing(tx, *customers)) return taken(*other);

        std::set<CustomerId> unannounced(added.begin(), added.end());
        std::vector<v1::CustomerRegistered> registered;
        for (const Customer& customer : *customers)
            if (unannounced.erase(customer.id) != 0) registered.push_back(customer_registered(customer));
        platform::publish(tx, {context.random, now, caller.correlation_id}, registered);
        return RegisteredCustomers{static_cast<int>(added.size()), warnings_about_all(context, tx, *customers)};
    });
}

}  // namespace aquacis::customers
