#include "edge-node/gateway/receivers/line_receiver.hpp"

#include <algorithm>

namespace aquacis::edge {

LineReceiver::LineReceiver(LineReceiverSettings settings, Place place)
    : Receiver(settings.source.name, place),
      settings_(std::move(settings)),
      source_(
          settings_.source, [this](int peer, std::span<const std::uint8_t> bytes) { on_bytes(peer, bytes); },
          [this](int peer) { lines_[static_cast<std::size_t>(peer)].forget(); }) {}

void LineReceiver::on_bytes(int peer, std::span<const std::uint8_t> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    lines_[static_cast<std::size_t>(peer)].feed(text, [this](std::string_view line) { on_line(line); });
}

// A line becomes a reception or is counted by what was wrong with it. Its own time is taken only where the settings
// trust it.
void LineReceiver::on_line(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    if (line.empty()) return;
    ParsedLine parsed = parse_line(settings_.format, line);
    switch (parsed.fault) {
        case LineFault::bad_crc:
            ++counts_.bad_crc;
            return;
        case LineFault::bad_coding:
            ++counts_.bad_coding;
            return;
        case LineFault::not_a_line:
            ++counts_.not_understood;
            return;
        case LineFault::none:
            break;
    }
    Reception reception;
    reception.moment = place().time->now();
    if (settings_.trust_line_time && parsed.heard.line_time) {
        reception.moment.at = *parsed.heard.line_time;
        reception.moment.quality = TimeQuality::synced;
    }
    reception.frame = std::move(parsed.heard.frame);
    const int level = parsed.heard.level;
    reception.rssi_dbm = level > 0 ? std::min(level + settings_.level_offset, -1) : level;
    hand_on(std::move(reception));
}

}  // namespace aquacis::edge
