#pragma once
// What every use case here works with.

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::contracts {

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
};

inline constexpr std::size_t max_batch = 500;

}  // namespace aquacis::contracts
