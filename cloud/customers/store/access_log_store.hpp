#pragma once
// Who read whose personal data, and why.

#include <span>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::customers {

struct Access {
    std::string subject;  // who: the token's sub, "context:fiscal"
    std::string purpose;  // why: "cfdi", "contract 00412-7"
    std::string correlation_id;
    Instant at;
};

void log_access(platform::Transaction& tx, std::span<const CustomerId> customers, const Access& access);

}  // namespace aquacis::customers
