#pragma once
// What every use case here works with.

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/customers/store/customer_store.hpp"
#include "cloud/platform/calls/access_log.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::customers {

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    CustomerStore customers;
};

inline constexpr std::size_t max_batch = 500;

}  // namespace aquacis::customers
