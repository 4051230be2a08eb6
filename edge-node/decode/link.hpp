#pragma once
// The link layer: which frame format the bytes are in, and the frame without its CRCs.

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

enum class FrameFormat {
    bare,   // L C M A … without CRCs
    a,      // EN 13757-4 format A: CRC after 10 bytes and then after every 16
    b,      // format B: L counts the CRCs, which stand after 126 bytes and at the end
    wired,  // EN 13757-2 long frame: 68 L L 68 C A CI … CS 16
};

struct LinkFrame {
    static constexpr std::size_t max_size =
        512;  // a message put together from fragments; a received frame has 256 at most

    std::array<std::uint8_t, max_size> bytes{};  // from the L field (wired: from the C field), CRCs removed
    std::size_t size = 0;
    FrameFormat format = FrameFormat::bare;
    std::size_t ci = 0;       // where the first CI field is
    std::size_t surplus = 0;  // bytes received behind the end that L names
    bool crc_checked = false;

    std::span<const std::uint8_t> content() const { return {bytes.data(), size}; }
    bool is_wired() const { return format == FrameFormat::wired; }
    std::size_t received_offset(std::size_t index) const;
};

// Fills the frame or says what is wrong. With `bare_size`, that many bytes are the frame, whatever L says.
struct LinkOptions {
    std::optional<std::size_t> bare_size = std::nullopt;
    bool crcs_required = false;  // refuses a frame whose CRCs nobody can check
};
std::optional<DecodeError> read_link(std::span<const std::uint8_t> received, LinkOptions options, LinkFrame& frame);

// A receiver that removes CRCs may leave the last block's: true when the last two bytes are one.
bool ends_with_block_crc(std::span<const std::uint8_t> received);

std::string manufacturer_letters(unsigned code);                            // 0x2C2D → "KAM"
std::optional<unsigned> manufacturer_code(std::string_view three_letters);  // the inverse
std::string meter_id(std::span<const std::uint8_t, 4> little_endian);

inline unsigned read_u16(const std::uint8_t* p) { return static_cast<unsigned>(p[0] | (p[1] << 8)); }
inline std::uint32_t read_u32(const std::uint8_t* p) {
    return static_cast<std::uint32_t>(p[0]) | (static_cast<std::uint32_t>(p[1]) << 8) |
           (static_cast<std::uint32_t>(p[2]) << 16) | (static_cast<std::uint32_t>(p[3]) << 24);
}
std::uint64_t read_little_endian(std::span<const std::uint8_t> bytes);  // up to 8 bytes

}  // namespace aquacis::edge
