#pragma once
// The inverse of the decoder: telegrams as a meter would send them, for tests and the demo's meters.
// Every function gives a link frame without link-layer CRCs; add_format_*_crcs adds them.

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct MeterReadout {
    MeterAddress address;
    Decimal volume_m3;      // sent in litres, 32 bits: -2147483.648 to 2147483.647
    std::string date_time;  // "YYYY-MM-DDThh:mm", years 2000 to 2080
    std::optional<Decimal> target_volume_m3;
    std::optional<std::string> target_date;  // "YYYY-MM-DD"
    unsigned status = 0;                     // the transport header's status byte
    std::uint8_t access_number = 0;
    std::uint32_t session_counter = 0;  // 29 bits for the extended link layer, 32 for mode 7's message counter
};

// Each throws std::invalid_argument when a field of the readout does not fit the wire.
Bytes encode_plain(const MeterReadout& readout);
Bytes encode_mode5(const MeterReadout& readout, const Key& key);
Bytes encode_mode7(const MeterReadout& readout, const Key& key);
Bytes encode_ell_ctr(const MeterReadout& readout, const Key& key);

Bytes add_format_a_crcs(std::span<const std::uint8_t> frame);
Bytes add_format_b_crcs(std::span<const std::uint8_t> frame);

struct RadioLine {
    std::string received_at = "2024-01-01 00:00:00.000";
    int rssi = 97;
    bool crc_ok = true;
    bool three_of_six_ok = true;
};

// As rtl_wmbus prints a T1 telegram: "T1;1;1;2024-01-01 00:00:00.000;97;148;88888888;0x…".
std::string rtl_wmbus_line(std::span<const std::uint8_t> frame, const RadioLine& line);

}  // namespace aquacis::edge
