#pragma once
// Between the wire and the domain.

#include <string>

#include "aquacis/edge/v1/edge.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/domain/validation.hpp"

namespace aquacis::metering {

MeterDraft from_proto(const v1::Meter& message);
v1::Meter to_proto(const Meter& meter);
v1::Campaign to_proto(const Campaign& campaign);
v1::Consumption to_proto(const Consumption& consumption);

RawReading from_proto(const edge::v1::MeterReading& message);
// From the serialized MeterReading; throws std::runtime_error when it is none.
IncomingReading incoming_from(std::string raw, std::string correlation_id);

}  // namespace aquacis::metering
