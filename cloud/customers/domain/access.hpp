#pragma once
// Who read or searched whose personal data, and why.

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"

namespace aquacis::customers {

struct Access {
    std::string subject;  // who: the person, the token's sub; a context that worked by itself: "context:fiscal"
    std::string via;      // the context through which the person asked; empty when directly
    std::string purpose;  // why: "cfdi", "contract 00412-7"
    std::string correlation_id;
    Instant at;
};

struct LoggedAccess {
    std::int64_t number = 0;
    std::optional<CustomerId> customer;  // nothing: a search that found nobody
    Access access;
};

}  // namespace aquacis::customers
