#include "cloud/fiscal/store/access_log_store.hpp"

#include "cloud/fiscal/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::fiscal {

using platform::run_sql;

void log_access(platform::Transaction& tx, const Access& access) {
    run_sql(tx, sql::insert_access, tx.administration().number(), access.invoice.to_string(),
            access.customer.to_string(), access.what, access.subject, access.via, access.purpose, access.correlation_id,
            to_iso(access.at));
}

std::vector<LoggedAccess> list_accesses(platform::Transaction& tx, const AccessPage& page) {
    const int administration = tx.administration().number();
    const auto rows = page.customer ? run_sql(tx, sql::list_accesses_of_customer, administration, page.before,
                                              page.most, page.customer->to_string())
                                    : run_sql(tx, sql::list_accesses, administration, page.before, page.most);
    std::vector<LoggedAccess> found;
    for (const auto& row : rows)
        found.push_back({row["access_id"].as<std::int64_t>(),
                         {*InvoiceId::parse(row["invoice_id"].c_str()), *CustomerId::parse(row["customer_id"].c_str()),
                          row["what"].c_str(), row["subject"].c_str(), row["via"].c_str(), row["purpose"].c_str(),
                          row["correlation_id"].c_str(), from_microseconds(row["read_at_us"].as<std::int64_t>())}});
    return found;
}

}  // namespace aquacis::fiscal
