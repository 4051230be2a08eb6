#pragma once
// This context's values <-> its messages.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/reversal.hpp"
#include "cloud/billing/domain/run.hpp"

namespace aquacis::billing {

v1::Invoice to_proto(const Bill& bill);
v1::Run to_proto(const RunStatus& status);
v1::BillReversal to_proto(const BillReversal& reversal);
// Throw std::runtime_error when what another context says cannot be read.
BilledContract from_proto(const contracts::v1::Contract& contract);
MeterConsumption from_proto(const metering::v1::Consumption& consumption);

}  // namespace aquacis::billing
