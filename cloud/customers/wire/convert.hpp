#pragma once
// Between the wire and the domain.

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/register_customers.hpp"

namespace aquacis::customers {

CustomerDraft from_proto(const v1::Customer& message);
v1::Customer to_proto(const Customer& customer);
v1::CustomerWarning to_proto(const CustomerWarning& warning);

}  // namespace aquacis::customers
