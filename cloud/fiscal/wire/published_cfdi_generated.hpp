#pragma once
// cfdi.generated: a bill's tax document has its timbre. Written with the row, in its transaction.

#include <span>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

void publish_stamped(const Context& context, platform::Transaction& tx, std::span<const StampedRow> rows);

}  // namespace aquacis::fiscal
