#include "cloud/customers/store/access_log_store.hpp"

#include "cloud/customers/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::customers {

void log_access(platform::Transaction& tx, std::span<const CustomerId> customers, const Access& access) {
    platform::SqlArray id;
    for (const CustomerId& customer : customers)
        id.add(customer.to_string());
    if (customers.empty()) id.add_null();
    platform::run_sql(tx, sql::insert_accesses, tx.administration().number(), id.text(), access.subject, access.via,
                      access.purpose, access.correlation_id, to_iso(access.at));
}

std::vector<LoggedAccess> list_accesses(platform::Transaction& tx, const AccessPage& page) {
    std::vector<LoggedAccess> found;
    for (const auto& row : platform::run_sql(tx, sql::list_accesses, tx.administration().number(), page.before,
                                             page.most, page.customer_id, page.subject))
        found.push_back({row["access_id"].as<std::int64_t>(),
                         row["customer_id"].is_null() ? std::nullopt : CustomerId::parse(row["customer_id"].c_str()),
                         {row["subject"].c_str(), row["via"].c_str(), row["purpose"].c_str(),
                          row["correlation_id"].c_str(), from_microseconds(row["read_at_us"].as<std::int64_t>())}});
    return found;
}

}  // namespace aquacis::customers
