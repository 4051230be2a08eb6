#pragma once
// A published version as its canonical text: what a bill's SHA-256 is of, so that anyone can calculate the bill again.

#include <string>

#include "cloud/billing/service/context.hpp"
#include "cloud/billing/store/tariff_store.hpp"

namespace aquacis::billing {

Result<PublishedVersion> get_tariff(const Context& context, const platform::Caller& caller, const std::string& code,
                                    std::uint32_t version);

}  // namespace aquacis::billing
