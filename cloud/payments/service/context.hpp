#pragma once
// What every use case here works with.

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
};

}  // namespace aquacis::payments
