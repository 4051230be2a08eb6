#pragma once
// The access log's rows. Only ever added to.

#include <span>
#include <string>
#include <vector>

#include "cloud/customers/domain/access.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::customers {

// One row a customer; one without a customer when nobody was found.
void log_access(platform::Transaction& tx, std::span<const CustomerId> customers, const Access& access);

struct AccessPage {
    std::string customer_id;  // empty: everybody's
    std::string subject;      // empty: by anybody
    std::int64_t before = 0;  // the number of the last one of the page before
    int most = 0;
};
std::vector<LoggedAccess> list_accesses(platform::Transaction& tx, const AccessPage& page);  // newest first

}  // namespace aquacis::customers
