#include "cloud/customers/store/access_log_store.hpp"

#include "cloud/customers/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::customers {

void log_access(platform::Transaction& tx, std::span<const CustomerId> customers, const Access& access) {
    if (customers.empty()) return;
    platform::SqlArray id;
    for (const CustomerId& customer : customers)
        id.add(customer.to_string());
    platform::run_sql(tx, sql::insert_accesses, tx.administration().number(), id.text(), access.subject, access.purpose,
                      access.correlation_id, to_iso(access.at));
}

}  // namespace aquacis::customers
