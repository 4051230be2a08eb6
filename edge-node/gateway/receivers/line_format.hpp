#pragma once
// What receivers print: rtl_wmbus's lines, and raw hexadecimal ones.

#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

enum class LineFormat { rtl_wmbus, hex };

struct HeardLine {
    Bytes frame;
    std::optional<Instant> line_time;  // the receiver's own, UTC
    int level = 0;                     // rtl_wmbus: uncalibrated; 0 unknown
};

enum class LineFault { none, bad_crc, bad_coding, not_a_line };
std::string_view to_string(LineFault fault);

struct ParsedLine {
    LineFault fault = LineFault::none;
    HeardLine heard;
};

// "T1;1;1;2024-01-01 00:00:00.000;97;148;88888888;0x…": a line whose CRC or 3-out-of-6 flag is not 1 is not a telegram.
ParsedLine parse_rtl_wmbus(std::string_view line);
ParsedLine parse_hex_line(std::string_view line);
inline ParsedLine parse_line(LineFormat format, std::string_view line) {
    return format == LineFormat::rtl_wmbus ? parse_rtl_wmbus(line) : parse_hex_line(line);
}

}  // namespace aquacis::edge
