#pragma once
// How serial radio modules wrap a telegram: IMST iM871A's host interface, and Würth (Amber) AMB8465's command frames.
// Bytes come in pieces of any size; what is no frame is skipped to the next start byte.

#include <optional>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct SerialTelegram {
    Bytes frame;       // from the L field, without CRCs
    int rssi_dbm = 0;  // 0: not told
};

class SerialFrames {
public:
    enum class Module { im871a, amb8465 };
    static constexpr std::size_t max_waiting = 1'024;

    explicit SerialFrames(Module module) : module_(module) {}
    void feed(std::span<const std::uint8_t> bytes);
    std::optional<SerialTelegram> next();  // the next whole telegram of what was fed
    std::int64_t bad_checks() const { return bad_checks_; }
    void forget() { waiting_.clear(); }

private:
    enum class Step { wait, skipped, frame };
    Step read_im871a(std::optional<SerialTelegram>& telegram);
    Step read_amb8465(std::optional<SerialTelegram>& telegram);
    void drop(std::size_t count) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    }

    const Module module_;
    Bytes waiting_;
    std::int64_t bad_checks_ = 0;
};

std::uint16_t im871a_crc(std::span<const std::uint8_t> bytes);

}  // namespace aquacis::edge
