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
// With its serialized form, which is kept of what is refused.
IncomingReading incoming_from(const edge::v1::MeterReading& message, std::string raw);
IncomingReading incoming_from(std::string raw);  // throws UnreadableEvent when it is no MeterReading

}  // namespace aquacis::metering
