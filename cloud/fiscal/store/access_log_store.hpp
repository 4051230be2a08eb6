#pragma once
// Who read whose document, and why.

#include <cstdint>
#include <optional>
#include <vector>

#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::fiscal {

void log_access(platform::Transaction& tx, const Access& access);

struct AccessPage {
    std::optional<CustomerId> customer;
    std::int64_t before = 0;  // the number of the last one of the page before
    int most = 0;
};
struct LoggedAccess {
    std::int64_t number = 0;
    Access access;
};
std::vector<LoggedAccess> list_accesses(platform::Transaction& tx, const AccessPage& page);  // newest first

}  // namespace aquacis::fiscal
