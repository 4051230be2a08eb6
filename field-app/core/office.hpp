#pragma once
// What every use case of the till is given.

#include <memory>

#include "base/time.hpp"
#include "base/uptime.hpp"
#include "base/uuid.hpp"
#include "field-app/core/office_config.hpp"
#include "field-app/core/store/office_store.hpp"

namespace aquacis::office {

struct Office {
    const OfficeConfig& config;
    OfficeStore& store;
    const Clock& clock;
    RandomBits random;
    std::shared_ptr<const Uptime> uptime = std::make_shared<SystemUptime>();  // what waits are measured in
};

}  // namespace aquacis::office
