#pragma once
// Between the wire and the domain.

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/customers/domain/customer.hpp"
#include "cloud/platform/calls/access_log.hpp"

namespace aquacis::customers {

CustomerDraft from_proto(const v1::Customer& message);
v1::Customer to_proto(const Customer& customer, std::uint32_t version);
v1::Access to_proto(const platform::LoggedAccess& logged);
v1::CustomerWarning to_proto(const CustomerWarning& warning);

}  // namespace aquacis::customers
