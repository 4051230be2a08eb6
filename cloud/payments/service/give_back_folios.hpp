#pragma once
// A range of folios that a device says it was granted, after this database was put back from a backup: granted again
// where nobody else can have it. The device's word suffices for that, because a series is of one device: no part of the
// range may be granted here, and the series must be the device's own. It is noted that the range was given back on a
// word.

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/folio_store.hpp"

namespace aquacis::payments {

Result<> give_back_folios(const Context& context, const platform::Caller& caller, const StatedFolios& stated);

}  // namespace aquacis::payments
