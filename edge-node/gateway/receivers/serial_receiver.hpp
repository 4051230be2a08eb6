#pragma once
// A radio module on a serial line.

#include "edge-node/gateway/receivers/byte_source.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"
#include "edge-node/gateway/receivers/serial_frames.hpp"

namespace aquacis::edge {

class SerialReceiver final : public Receiver {
public:
    SerialReceiver(SerialFrames::Module module, const ByteSourceSettings& source, Place place)
        : Receiver(source.name, place),
          frames_(module),
          source_(
              source, [this](int, std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
              [this](int) { frames_.forget(); }) {}
    void start() override { source_.start(); }
    void stop() override { source_.stop(); }
    bool open() const override { return source_.open(); }
    std::uint16_t port() const override { return source_.port(); }

private:
    void on_bytes(std::span<const std::uint8_t> bytes) {
        frames_.feed(bytes);
        while (auto telegram = frames_.next())
            hand_on(std::move(telegram->frame), telegram->rssi_dbm);
        counts_.bad_crc = frames_.bad_checks();
    }
    SerialFrames frames_;
    ByteSource source_;
};

}  // namespace aquacis::edge
