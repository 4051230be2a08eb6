#include "edge-node/gateway/receivers/line_format.hpp"

#include <array>
#include <charconv>

namespace aquacis::edge {
namespace {

constexpr std::size_t rtl_fields = 8;
constexpr std::size_t max_frame_hex = 2 * 300;

ParsedLine failed(LineFault fault) { return {fault, {}}; }

std::optional<std::array<std::string_view, rtl_fields>> split(std::string_view line) {
    std::array<std::string_view, rtl_fields> fields;
    for (std::size_t i = 0; i < rtl_fields; ++i) {
        const auto end = line.find(';');
        if ((end == std::string_view::npos) != (i + 1 == rtl_fields)) return std::nullopt;
        fields[i] = line.substr(0, end);
        if (end != std::string_view::npos) line.remove_prefix(end + 1);
    }
    return fields;
}

// "2024-01-01 00:00:00.000"
std::optional<Instant> parse_time(std::string_view text) {
    if (text.size() < 19 || text[10] != ' ') return std::nullopt;
    std::string iso(text);
    iso[10] = 'T';
    return parse_iso(iso + "Z");
}

}  // namespace

std::string_view to_string(LineFault fault) {
    switch (fault) {
        case LineFault::none:
            return "none";
        case LineFault::bad_crc:
            return "crc";
        case LineFault::bad_coding:
            return "three_of_six";
        case LineFault::not_a_line:
            return "format";
    }
    return "format";
}

ParsedLine parse_rtl_wmbus(std::string_view line) {
    const auto fields = split(line);
    if (!fields) return failed(LineFault::not_a_line);
    const auto& [mode, crc, coding, time, packet_level, current_level, ident, data] = *fields;
    if (mode.size() != 2 || data.size() < 4 || data.substr(0, 2) != "0x" || data.size() > max_frame_hex)
        return failed(LineFault::not_a_line);
    if (crc != "1") return failed(LineFault::bad_crc);
    if (coding != "1") return failed(LineFault::bad_coding);
    auto frame = parse_hex(data.substr(2));
    if (!frame) return failed(LineFault::not_a_line);
    ParsedLine parsed;
    parsed.heard.frame = std::move(*frame);
    parsed.heard.line_time = parse_time(time);
    std::from_chars(packet_level.data(), packet_level.data() + packet_level.size(), parsed.heard.level);
    return parsed;
}

ParsedLine parse_hex_line(std::string_view line) {
    if (line.substr(0, 2) == "0x") line.remove_prefix(2);
    if (line.size() > max_frame_hex * 2) return failed(LineFault::not_a_line);
    auto frame = parse_hex(line);
    if (!frame || frame->empty()) return failed(LineFault::not_a_line);
    ParsedLine parsed;
    parsed.heard.frame = std::move(*frame);
    return parsed;
}

}  // namespace aquacis::edge
