#pragma once
// Between the wire's messages and this context's values.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/fiscal/v1/fiscal.pb.h"
#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/fiscal/domain/invoice.hpp"
#include "cloud/fiscal/domain/receptor.hpp"
#include "cloud/platform/calls/access_log.hpp"

namespace aquacis::fiscal {

// Throws std::runtime_error naming the field: billing says only what it has validated, so this is a fault.
Invoice from_proto(const billing::v1::Invoice& invoice);
Taxpayer from_proto(const customers::v1::Customer& customer);
v1::Cfdi to_proto(const StoredCfdi& cfdi);
v1::Progress to_proto(const ProgressOfPeriod& progress);
v1::CfdiStanding to_proto(const CfdiStanding& standing);
v1::CfdiNote to_proto(const CfdiNote& note);
v1::Access to_proto(const platform::LoggedAccess& logged);

}  // namespace aquacis::fiscal
