#pragma once
// The next range of a series' folios, for the device that the series belongs to. The same request key of a device gives
// the same range, whatever count it asks.

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/folio_store.hpp"

namespace aquacis::payments {

Result<FolioRange> grant_folios(const Context& context, const platform::Caller& caller, const FolioRequest& request);

}  // namespace aquacis::payments
