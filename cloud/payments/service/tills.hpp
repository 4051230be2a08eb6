#pragma once
// What a till needs before it goes offline.

#include <span>

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

Result<FolioRange> grant_folio_range(const Context& context, const platform::Caller& caller, const FolioRequest& request);
Result<int> register_cashiers(const Context& context, const platform::Caller& caller, std::span<const Cashier> cashiers);

}  // namespace aquacis::payments
