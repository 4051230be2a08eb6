#pragma once
// What receivers print: rtl_wmbus's lines, and raw hexadecimal ones.

#include <optional>
#include <string>
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

// Cuts a stream into lines.
class LineCutter {
public:
    static constexpr std::size_t max_line = 2'048;
    template <class OnLine>
    void feed(std::string_view text, OnLine&& on_line) {
        for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
            if (rest_.empty()) {
                on_line(text.substr(0, end));
            } else {
                keep(text.substr(0, end));
                on_line(std::string_view(rest_));
                rest_.clear();
            }
            text.remove_prefix(end + 1);
        }
        keep(text);
    }
    void forget() { rest_.clear(); }

private:
    // A line without an end is cut: it fails as a line, and the memory stays bounded.
    void keep(std::string_view text) { rest_.append(text.substr(0, max_line - rest_.size())); }
    std::string rest_;  // the line that is not yet whole
};

}  // namespace aquacis::edge
