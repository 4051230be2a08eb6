#pragma once
// The next range of a series' folios. The same request key gives the same range.

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

Result<FolioRange> grant_folios(const Context& context, const platform::Caller& caller, const FolioRequest& request);

}  // namespace aquacis::payments
