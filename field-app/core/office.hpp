#pragma once
// What every use case of the till is given.

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "field-app/core/office_config.hpp"
#include "field-app/core/store/office_store.hpp"

namespace aquacis::office {

struct Office {
    const OfficeConfig& config;
    OfficeStore& store;
    const Clock& clock;
    RandomBits random;
};

}  // namespace aquacis::office
