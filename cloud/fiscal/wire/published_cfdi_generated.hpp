#pragma once
// cfdi.generated: a bill's tax document has its timbre.

#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::fiscal {

platform::Event cfdi_generated(const StampedRow& row, platform::EventOrigin origin);

}  // namespace aquacis::fiscal
