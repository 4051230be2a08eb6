#include "edge-node/gateway/receivers/serial_frames.hpp"

#include <algorithm>
#include <numeric>

namespace aquacis::edge {
namespace {

// iM871A: A5, control (flags in the high nibble, endpoint in the low one), message, length, payload, [time 4] [RSSI 1]
// [CRC 2].
constexpr std::uint8_t im871a_start = 0xA5;
constexpr std::uint8_t has_crc = 0x80;
constexpr std::uint8_t has_rssi = 0x40;
constexpr std::uint8_t has_time = 0x20;
constexpr std::uint8_t radio_link = 0x02;
constexpr std::uint8_t wmbus_heard = 0x03;

// AMB8465: FF, command, length, payload, [RSSI], XOR of all before. The payload is the telegram without its L field.
constexpr std::uint8_t amb_start = 0xFF;
constexpr std::uint8_t amb_data = 0x03;
constexpr std::uint8_t most_payload = 0xFE;

Bytes with_length(std::span<const std::uint8_t> telegram) {
    Bytes frame{static_cast<std::uint8_t>(telegram.size())};
    frame.insert(frame.end(), telegram.begin(), telegram.end());
    return frame;
}

// The radio chip's half decibels around -74 dBm.
int chip_rssi(std::uint8_t raw) { return static_cast<std::int8_t>(raw) / 2 - 74; }

}  // namespace

// CRC-16 as X.25 has it: reflected 1021, from FFFF, inverted.
std::uint16_t im871a_crc(std::span<const std::uint8_t> bytes) {
    unsigned crc = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? (crc >> 1) ^ 0x8408U : crc >> 1;
    }
    return static_cast<std::uint16_t>(~crc);
}

void SerialFrames::feed(std::span<const std::uint8_t> bytes) {
    if (waiting_.size() + bytes.size() > max_waiting) waiting_.clear();
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
}

std::optional<SerialTelegram> SerialFrames::next() {
    std::optional<SerialTelegram> telegram;
    while (true) {
        const auto start =
            std::find(waiting_.begin(), waiting_.end(), module_ == Module::im871a ? im871a_start : amb_start);
        waiting_.erase(waiting_.begin(), start);
        if (waiting_.size() < 4) return std::nullopt;
        const Step step = module_ == Module::im871a ? read_im871a(telegram) : read_amb8465(telegram);
        if (step == Step::wait) return std::nullopt;
        if (step == Step::frame && telegram) return telegram;
    }
}

// The control byte says which fields follow the payload, and so where the frame ends.
SerialFrames::Step SerialFrames::read_im871a(std::optional<SerialTelegram>& telegram) {
    const std::uint8_t control = waiting_[1];
    const std::size_t payload = waiting_[3];
    const std::size_t time = (control & has_time) != 0 ? 4 : 0;
    const std::size_t rssi = (control & has_rssi) != 0 ? 1 : 0;
    const std::size_t crc = (control & has_crc) != 0 ? 2 : 0;
    const std::size_t size = 4 + payload + time + rssi + crc;
    if (waiting_.size() < size) return Step::wait;
    const std::span<const std::uint8_t> all(waiting_);
    if (crc != 0) {
        const std::uint16_t sent = static_cast<std::uint16_t>(waiting_[size - 2] | waiting_[size - 1] << 8);
        if (im871a_crc(all.subspan(1, size - 3)) != sent) {
            ++bad_checks_;
            drop(1);
            return Step::skipped;
        }
    }
    // The module's RSSI is uncalibrated and its scale depends on the firmware: it is left out.
    if ((control & 0x0F) == radio_link && waiting_[2] == wmbus_heard && payload > 0)
        telegram = SerialTelegram{with_length(all.subspan(4, payload)), 0};
    drop(size);
    return Step::frame;
}

// The module sends RSSI or not, and nothing in the frame says so: the checksum that fits decides.
SerialFrames::Step SerialFrames::read_amb8465(std::optional<SerialTelegram>& telegram) {
    const std::size_t payload = waiting_[2];
    if (payload > most_payload) {
        drop(1);
        return Step::skipped;
    }
    const std::span<const std::uint8_t> all(waiting_);
    const auto fits = [&](std::size_t size) {
        return all.size() >= size &&
               std::accumulate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size), std::uint8_t{0},
                               [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a ^ b); }) == 0;
    };
    const std::size_t plain = 3 + payload + 1;
    if (all.size() < plain) return Step::wait;
    const bool with_rssi = !fits(plain);
    if (with_rssi && all.size() < plain + 1) return Step::wait;
    if (with_rssi && !fits(plain + 1)) {
        ++bad_checks_;
        drop(1);
        return Step::skipped;
    }
    if (waiting_[1] == amb_data && payload > 0)
        telegram =
            SerialTelegram{with_length(all.subspan(3, payload)), with_rssi ? chip_rssi(waiting_[3 + payload]) : 0};
    drop(with_rssi ? plain + 1 : plain);
    return Step::frame;
}

}  // namespace aquacis::edge
