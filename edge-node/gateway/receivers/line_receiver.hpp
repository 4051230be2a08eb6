#pragma once
// rtl_wmbus or any program that prints a telegram a line.

#include <array>

#include "edge-node/gateway/receivers/byte_source.hpp"
#include "edge-node/gateway/receivers/line_format.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

struct LineReceiverSettings {
    LineFormat format = LineFormat::rtl_wmbus;
    bool trust_line_time = false;
    int level_offset = -150;  // rtl_wmbus's level is uncalibrated: dBm ≈ level + offset
    ByteSourceSettings source;
};

class LineReceiver final : public Receiver {
public:
    LineReceiver(LineReceiverSettings settings, Place place);
    void start() override { source_.start(); }
    void stop() override { source_.stop(); }
    bool open() const override { return source_.open(); }
    bool ended() const override { return source_.ended(); }
    std::uint16_t port() const override { return source_.port(); }

private:
    void on_bytes(int peer, std::span<const std::uint8_t> bytes);
    void on_line(std::string_view line);

    const LineReceiverSettings settings_;
    std::array<LineCutter, ByteSource::max_peers> lines_;  // of each peer
    ByteSource source_;
};

}  // namespace aquacis::edge
