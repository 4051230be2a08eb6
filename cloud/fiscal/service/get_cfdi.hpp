#pragma once
// A bill's tax document, and how a period's documents stand.

#include <string>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

Result<StoredCfdi> get_cfdi(const Context& context, const platform::Caller& caller, const std::string& invoice_id);
Result<ProgressOfPeriod> get_progress(const Context& context, const platform::Caller& caller,
                                      const std::string& period);

}  // namespace aquacis::fiscal
