#pragma once
// Wired M-Bus behind a level converter, on a serial line or TCP: each meter is asked in turn, by primary or secondary
// address.

#include <condition_variable>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "edge-node/gateway/receivers/byte_source.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

struct MbusAddress {
    std::optional<std::uint8_t> primary;  // 1 to 250; otherwise:
    std::string secondary_id;             // eight digits, 'F' for any
};
std::optional<MbusAddress> parse_mbus_address(const std::string& text);  // "5" or "12345678"

Bytes mbus_short_frame(std::uint8_t control, std::uint8_t address);  // 10 C A CS 16
Bytes mbus_select_frame(const std::string& secondary_id);            // 68 0B 0B 68 53 FD 52 id FFFF FF FF CS 16
// The first whole answer in the bytes: E5, or a long frame.
std::optional<Bytes> find_mbus_answer(std::span<const std::uint8_t> bytes);

struct MbusSettings {
    std::vector<MbusAddress> meters;
    std::chrono::seconds every{3'600};
    std::chrono::milliseconds answer_within{1'000};
    ByteSourceSettings source;
};

class MbusReceiver final : public Receiver {
public:
    static constexpr std::size_t max_meters = 250;
    MbusReceiver(MbusSettings settings, Place place);
    ~MbusReceiver() override { stop(); }
    void start() override;
    void stop() override;
    bool open() const override { return source_.open(); }
    void read_now() override;

private:
    void run();
    bool pause(std::chrono::milliseconds wait);
    void wait_for_the_next_round();
    std::optional<Bytes> ask(const Bytes& request);
    void read_meter(const MbusAddress& meter);

    const MbusSettings settings_;
    std::mutex mutex_;
    std::condition_variable heard_;
    Bytes answer_;
    bool stopping_ = false;
    bool read_now_ = false;
    std::thread thread_;
    ByteSource source_;
};

}  // namespace aquacis::edge
