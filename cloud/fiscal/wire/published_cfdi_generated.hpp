#pragma once
// cfdi.generated: a bill's tax document has its timbre.

#include "aquacis/fiscal/v1/fiscal.pb.h"
#include "cloud/fiscal/domain/cfdi.hpp"

namespace aquacis::fiscal {

v1::CfdiGenerated cfdi_generated(const StampedRow& row);

}  // namespace aquacis::fiscal
