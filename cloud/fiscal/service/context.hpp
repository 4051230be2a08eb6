#pragma once
// What every use case here works with.

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/fiscal/domain/build.hpp"
#include "cloud/fiscal/service/alarms.hpp"
#include "cloud/fiscal/service/csd.hpp"
#include "cloud/fiscal/store/cfdi_store.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::fiscal {

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    const platform::Channels& channels;
    const Issuer& issuer;
    const Csd* csd;  // nullptr: none is configured, and nothing is sealed
    Alarms& alarms;
    CfdiStore store;
};

inline constexpr int most_customers = 500;  // in one question to customers

}  // namespace aquacis::fiscal
