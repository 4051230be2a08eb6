#include "cloud/metering/wire/convert.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {
namespace {

const Decimal most_cubic_metres = Decimal::integer(1'000'000'000);

std::optional<Volume> parse_volume(std::string_view cubic_metres) {
    const auto value = Decimal::parse(cubic_metres);
    if (!value || value->is_negative() || *value > most_cubic_metres) return std::nullopt;
    return Volume::from_cubic_metres(*value);
}

std::uint64_t hash_of(std::string_view bytes) {
    std::uint64_t hash = 0;
    for (const char byte : bytes.substr(0, sizeof hash))
        hash = hash << 8U | static_cast<unsigned char>(byte);
    return hash;
}

}  // namespace

MeterDraft from_proto(const v1::Meter& message) {
    return {.meter_id = message.meter_id(),
            .contract_id = message.contract_id(),
            .zone_id = message.zone_id(),
            .installed_on = message.installed_on(),
            .identity = {message.manufacturer(), message.serial(), message.version(), message.device_type()},
            .initial_litres = message.initial_litres(),
            .permanent_flow_litres_h = message.permanent_flow_litres_h(),
            .register_digits = message.register_digits()};
}

v1::Meter to_proto(const Meter& meter) {
    v1::Meter message;
    message.set_meter_id(meter.id.to_string());
    message.set_manufacturer(meter.identity.manufacturer);
    message.set_serial(meter.identity.serial);
    message.set_version(meter.identity.version);
    message.set_device_type(meter.identity.device_type);
    message.set_contract_id(meter.contract.to_string());
    message.set_zone_id(meter.zone);
    message.set_installed_on(to_iso(meter.installed_on));
    message.set_initial_litres(meter.initial.litres());
    message.set_permanent_flow_litres_h(meter.permanent_flow_litres_h);
    message.set_register_digits(meter.shows.digits);
    return message;
}

v1::Consumption to_proto(const Consumption& consumption) {
    v1::Consumption message;
    message.set_contract_id(consumption.contract.to_string());
    message.set_meter_id(consumption.meter.to_string());
    message.set_meter_label(consumption.meter_label);
    message.set_previous_litres(consumption.previous.volume.litres());
    message.set_previous_date(to_iso(local_date(consumption.previous.taken_at)));
    message.set_current_litres(consumption.current.volume.litres());
    message.set_current_date(to_iso(local_date(consumption.current.taken_at)));
    message.set_consumed_litres(consumption.consumed.litres());
    message.set_quality(consumption.quality);
    message.set_remark(consumption.remark);
    return message;
}

v1::Campaign to_proto(const Campaign& campaign) {
    v1::Campaign message;
    message.set_campaign_id(campaign.id.to_string());
    message.set_zone_id(campaign.zone);
    message.set_period(campaign.period.to_string());
    message.set_cut_date(to_iso(campaign.cut));
    message.set_state(campaign.voided ? "voided" : "closed");
    if (campaign.claimed_by) message.set_billing_run_id(campaign.claimed_by->to_string());
    message.set_meters(campaign.meters);
    message.set_measured(campaign.measured);
    return message;
}

RawReading from_proto(const edge::v1::MeterReading& message) {
    const bool time_known = message.time_quality() != edge::v1::TIME_QUALITY_UNKNOWN &&
                            message.time_quality() != edge::v1::TIME_QUALITY_UNSPECIFIED;
    return {.meter = {message.manufacturer(), message.serial(), message.version(), message.device_type()},
            .counter = message.counter(),
            .payload_hash = hash_of(message.payload_hash()),
            .taken_at = from_microseconds(message.taken_at_us()),
            .time_known = time_known,
            .volume = parse_volume(message.volume_m3()),
            .status = {message.status().begin(), message.status().end()},
            .gateway = message.gateway_id()};
}

IncomingReading incoming_from(const edge::v1::MeterReading& message, std::string raw) {
    return {.reading = from_proto(message), .raw = std::move(raw), .correlation_id = {}};
}

IncomingReading incoming_from(std::string raw) {
    edge::v1::MeterReading message;
    if (!message.ParseFromString(raw))
        throw platform::UnreadableEvent("a raw reading is no aquacis.edge.v1.MeterReading");
    return incoming_from(message, std::move(raw));
}

}  // namespace aquacis::metering
