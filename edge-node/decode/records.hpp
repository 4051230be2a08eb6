#pragma once
// Data records (DIF, VIF, value) of EN 13757-3.

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct RecordError {
    std::size_t at = 0;  // index in the payload
    std::string message;
};

struct ParsedRecords {
    std::vector<Record> records;  // offset and length are relative to the payload
    bool collect_format = false;  // asks for `headers`
    Bytes headers;                // DIF and VIF bytes one after the other: what a compact frame leaves out
    Bytes full;                   // of a compact frame: headers and values, which its second CRC is over
    std::optional<std::size_t> manufacturer_data;  // where the bytes after DIF 0F or 1F begin
    std::optional<RecordError> error;
};

// Records up to the end, to DIF 0F/1F or to the first that does not fit. At most max_records.
inline constexpr std::size_t max_records = 128;
void parse_records(std::span<const std::uint8_t> payload, ParsedRecords& parsed);

// The values of a compact frame, with the headers of an earlier full one.
void parse_compact(std::span<const std::uint8_t> values, std::span<const std::uint8_t> headers, ParsedRecords& parsed);

// "2026-07-01" of type G; nothing when it marks an invalid date.
std::optional<std::string> date_of(std::span<const std::uint8_t> bytes);
// Types F (4 bytes), I (6): "2026-07-01T08:27", with seconds for type I.
std::optional<std::string> date_time_of(std::span<const std::uint8_t> bytes);
// Little-endian BCD, F in the top digit is a minus sign; nothing when another digit is not decimal.
std::optional<Decimal> bcd_of(std::span<const std::uint8_t> bytes, int exponent);
Decimal scaled(int128 units, int exponent);

}  // namespace aquacis::edge
