#pragma once
// A bill's printed form.

#include <string>

#include "cloud/fiscal/service/get_cfdi.hpp"

namespace aquacis::fiscal {

Result<std::string> get_invoice_pdf(const Context& context, const platform::Caller& caller,
                                    const CfdiQuestion& question);

}  // namespace aquacis::fiscal
