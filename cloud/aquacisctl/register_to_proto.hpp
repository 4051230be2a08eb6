#pragma once
// The register's entries as the contexts' services take them.

#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/aquacisctl/register_generator.hpp"

namespace aquacis::aquacisctl {

customers::v1::Customer to_proto(const customers::CustomerDraft& draft);
contracts::v1::Contract to_proto(const contracts::ContractDraft& draft);
metering::v1::Meter to_proto(const metering::MeterDraft& draft);

}  // namespace aquacis::aquacisctl
