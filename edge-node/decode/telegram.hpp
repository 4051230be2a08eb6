#pragma once
// What a meter's radio or wired telegram says, once decoded. Volumes are m³, flows m³/h, temperatures °C, all exact.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"

namespace aquacis::edge {

using Bytes = std::vector<std::uint8_t>;
using Key = std::array<std::uint8_t, 16>;

// Hexadecimal text; underscores, vertical bars and blanks are a reader's aid and are ignored.
// Nothing on an odd number of digits or any other character.
std::optional<Bytes> parse_hex(std::string_view text);
// Why parse_hex gave nothing.
struct HexFault {
    std::size_t byte = 0;    // how many whole bytes stand before it
    std::size_t digits = 0;  // hexadecimal digits in the whole text, when their number is odd
    std::string wrong;       // the character that is no digit; empty: the number of digits is odd
};
std::optional<HexFault> hex_fault(std::string_view text);
std::string describe(const HexFault& fault);  // for developers, in English
std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<Key> parse_key(std::string_view text);  // 32 hexadecimal digits

struct MeterAddress {
    std::string manufacturer;  // three letters: "KAM"
    std::string id;            // eight digits as printed on the meter (a few makers use hexadecimal digits, lower case)
    std::uint8_t version = 0;
    std::uint8_t device_type = 0;
    auto operator<=>(const MeterAddress&) const = default;
};

enum class Security { none, mode5, mode7, ell_ctr, unknown };
std::string_view to_string(Security security);  // "none", "mode5", "mode7", "ell-ctr", "unknown"

struct Record {
    std::string quantity;          // "volume", "flow", "date_time", "error_flags", …
    std::optional<Decimal> value;  // a number, or
    std::string text;              // a date, a date and time, letters or hexadecimal digits; empty when value is set
    std::string unit;              // "m3", "m3/h", "C", "h", … or empty
    unsigned storage = 0;
    unsigned tariff = 0;
    unsigned subunit = 0;
    std::string function = "instantaneous";  // instantaneous | maximum | minimum | error
    std::optional<std::string> at;           // of a value in a profile: its moment
    std::size_t offset = 0;                  // of its first byte in the telegram as received
    std::size_t length = 0;
    std::uint8_t dif = 0;
    std::uint32_t vif = 0;  // VIF and up to three VIFEs, first byte highest: 0x13, 0xFD17, 0x933C
};

struct Telegram {
    MeterAddress address;
    std::string driver = "generic";
    Security security = Security::none;
    bool decrypted = false;  // a ciphertext was opened (or the receiver had done so already)
    std::optional<Decimal> volume_m3;
    std::optional<std::string> date_time;  // "2026-07-01T08:27" or with seconds
    std::optional<Decimal> target_volume_m3;
    std::optional<std::string> target_date;  // "2026-07-01"
    std::optional<Decimal> flow_m3_h;
    std::optional<Decimal> temperature_c;
    std::optional<Decimal> pressure_bar;  // of sensors that are asked by wire
    std::vector<std::string> status;      // sorted words; none means that the meter reports nothing wrong
    std::vector<Record> records;
    std::vector<std::string> warnings;
    std::optional<std::uint32_t> counter;  // access number or session counter: part of the identity for de-duplication
    bool counter_rises = false;            // it is authenticated and never falls: a lower one later on is a replay
    bool alarm = false;                    // the status holds a word, or the meter sent an alarm telegram
};

struct DecodeError {
    std::size_t offset = 0;  // of the byte, in the telegram as received
    std::string message;
};

enum class Outcome {
    decoded,
    needs_key,  // the key is missing or wrong: keep the telegram
    invalid,
};

struct Decoded {
    Outcome outcome = Outcome::invalid;
    // As far as it was read. Of an invalid telegram the values before the error: to look at, no reading.
    Telegram telegram;
    std::optional<DecodeError> error;
};

// The meter's address (the transport header's when it carries one) without decrypting; nothing when it is no frame.
std::optional<MeterAddress> peek_address(std::span<const std::uint8_t> telegram);

}  // namespace aquacis::edge
