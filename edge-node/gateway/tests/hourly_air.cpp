#include "edge-node/gateway/tests/hourly_air.hpp"

#include "edge-node/decode/encoder.hpp"

namespace aquacis::edge::test {

namespace {
constexpr unsigned power_low = 0x04;  // EN 13757-7
constexpr std::size_t alarm_one_meter_in = 100;
constexpr int alarm_every_hours = 240;
}  // namespace

bool HourlyAir::alarms(std::size_t meter, int hour) const {
    return meter % alarm_one_meter_in == 2 && meters_.meters[meter].security == Security::none &&
           hour % alarm_every_hours == static_cast<int>(meter * 7 % alarm_every_hours);
}

std::string HourlyAir::line(std::size_t meter, int hour) const {
    const SimulatedMeter& one = meters_.meters[meter];
    const Instant at = hour_begin(hour) + std::chrono::seconds(meter * 1'801 % 3'600);
    MeterReadout readout;
    readout.address = one.address;
    readout.volume_m3 = Decimal(litres(meter, hour), 3);
    readout.date_time = to_local_iso(at).substr(0, 16);
    readout.access_number = static_cast<std::uint8_t>(hour + static_cast<int>(meter));
    readout.session_counter = static_cast<std::uint32_t>(hour + 1);
    if (alarms(meter, hour)) readout.status = power_low;
    RadioLine radio;
    radio.received_at = to_iso(at).substr(0, 23);
    radio.received_at[10] = ' ';
    radio.rssi = 60 + static_cast<int>(meter % 60);
    const Bytes frame = one.security == Security::mode5     ? encode_mode5(readout, one.key)
                        : one.security == Security::ell_ctr ? encode_ell_ctr(readout, one.key)
                                                            : encode_plain(readout);
    return rtl_wmbus_line(frame, radio) + '\n';
}

std::string HourlyAir::hour(int hour) const {
    std::string text;
    for (std::size_t meter = 0; meter < size(); ++meter)
        text += line(meter, hour);
    return text;
}

}  // namespace aquacis::edge::test
