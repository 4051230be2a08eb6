#pragma once
// A bill's printed form.

#include <string>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

Result<std::string> get_invoice_pdf(const Context& context, const platform::Caller& caller,
                                    const std::string& invoice_id);

}  // namespace aquacis::fiscal
