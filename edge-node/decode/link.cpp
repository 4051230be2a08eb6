#include "edge-node/decode/link.hpp"

#include <algorithm>

#include "edge-node/decode/crc.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t first_block = 10;
constexpr std::size_t block = 16;
constexpr std::size_t format_b_first = 126;  // bytes before the first CRC of format B
constexpr std::size_t smallest_frame = 11;   // L C M(2) A(6) CI

bool crc_follows(std::span<const std::uint8_t> bytes, std::size_t from, std::size_t length) {
    const unsigned sent = static_cast<unsigned>((bytes[from + length] << 8) | bytes[from + length + 1]);
    return crc16(bytes.subspan(from, length)) == sent;
}

std::size_t format_a_size(std::size_t without_crcs) {
    if (without_crcs <= first_block) return without_crcs + 2;
    return without_crcs + 2 + 2 * ((without_crcs - first_block + block - 1) / block);
}

void append(LinkFrame& frame, std::span<const std::uint8_t> bytes) {
    std::copy(bytes.begin(), bytes.end(), frame.bytes.begin() + static_cast<std::ptrdiff_t>(frame.size));
    frame.size += bytes.size();
}

// The offset of the first block whose CRC is wrong; nothing when all are right.
std::optional<std::size_t> read_format_a(std::span<const std::uint8_t> received, std::size_t without_crcs,
                                         LinkFrame& frame) {
    frame.size = 0;
    std::size_t at = 0;
    std::size_t left = without_crcs;
    while (left > 0) {
        const std::size_t length = std::min(left, frame.size == 0 ? first_block : block);
        if (!crc_follows(received, at, length)) return at + length;
        append(frame, received.subspan(at, length));
        at += length + 2;
        left -= length;
    }
    return std::nullopt;
}

bool read_format_b(std::span<const std::uint8_t> received, LinkFrame& frame) {
    const std::size_t first = std::min(received.size() - 2, format_b_first);
    if (!crc_follows(received, 0, first)) return false;
    frame.size = 0;
    append(frame, received.first(first));
    if (received.size() <= first + 2) return true;
    const std::size_t rest = received.size() - first - 2;
    if (rest <= 2 || !crc_follows(received, first + 2, rest - 2)) return false;
    append(frame, received.subspan(first + 2, rest - 2));
    return true;
}

bool looks_wired(std::span<const std::uint8_t> received) {
    return received.size() >= 4 && received[0] == 0x68 && received[3] == 0x68 && received[1] == received[2];
}

std::optional<DecodeError> read_wired(std::span<const std::uint8_t> received, LinkFrame& frame) {
    const std::size_t length = received[1];
    if (length < 3) return DecodeError{1, "the length field is too small for a long frame"};
    if (received.size() < length + 6)
        return DecodeError{received.size(), "the frame ends before its length field says"};
    const auto content = received.subspan(4, length);
    unsigned sum = 0;
    for (const std::uint8_t byte : content)
        sum += byte;
    if ((sum & 0xFFU) != received[4 + length]) return DecodeError{4 + length, "wrong checksum"};
    if (received[5 + length] != 0x16) return DecodeError{5 + length, "the stop byte 16 is missing"};
    frame.size = 0;
    append(frame, content);
    frame.format = FrameFormat::wired;
    frame.crc_checked = true;
    frame.ci = 2;
    frame.surplus = received.size() - length - 6;
    return std::nullopt;
}

void take_bare(std::span<const std::uint8_t> bytes, LinkFrame& frame) {
    frame.size = 0;
    append(frame, bytes);
    frame.format = FrameFormat::bare;
    frame.ci = first_block;
}

}  // namespace

std::size_t LinkFrame::received_offset(std::size_t index) const {
    switch (format) {
        case FrameFormat::bare:
            return index;
        case FrameFormat::wired:
            return index + 4;
        case FrameFormat::a:
            return index < first_block ? index : index + 2 + 2 * ((index - first_block) / block);
        case FrameFormat::b:
            return index < format_b_first ? index : index + 2;
    }
    return index;
}

// Finds out how the frame came: wired, format A or B, or without checks as receivers hand it on. The first that fits by
// its CRC wins; without one a frame is taken bare only where no CRC is asked for.
std::optional<DecodeError> read_link(std::span<const std::uint8_t> received, LinkOptions options, LinkFrame& frame) {
    frame.surplus = 0;
    frame.crc_checked = false;
    if (received.empty()) return DecodeError{0, "no bytes"};
    if (looks_wired(received)) {
        auto error = read_wired(received, frame);
        if (!error || received.size() != received[0] + std::size_t{1}) return error;
    }
    const std::size_t named = received[0] + std::size_t{1};
    if (named < smallest_frame && !options.bare_size)
        return DecodeError{0, "the length field is too small for a frame"};
    if (received.size() < smallest_frame) return DecodeError{received.size(), "the frame ends inside its header"};
    if (options.bare_size) {
        take_bare(received.first(std::min({received.size(), *options.bare_size, LinkFrame::max_size})), frame);
        return std::nullopt;
    }
    if (received.size() < named) return DecodeError{received.size(), "the frame ends before its length field says"};
    const bool length_of_a = received.size() == format_a_size(named);
    std::optional<std::size_t> wrong_crc;
    if (received.size() >= format_a_size(named)) {
        wrong_crc = read_format_a(received, named, frame);
        if (!wrong_crc) {
            frame.format = FrameFormat::a;
            frame.ci = first_block;
            frame.crc_checked = true;
            frame.surplus = received.size() - format_a_size(named);
            return std::nullopt;
        }
    }
    if (named >= smallest_frame + 2 && read_format_b(received.first(named), frame)) {
        frame.format = FrameFormat::b;
        frame.ci = first_block;
        frame.crc_checked = true;
        frame.surplus = received.size() - named;
        return std::nullopt;
    }
    if (length_of_a || options.crcs_required) return DecodeError{wrong_crc.value_or(received.size()), "wrong CRC"};
    take_bare(received.first(named), frame);
    frame.surplus = received.size() - named;
    return std::nullopt;
}

bool ends_with_block_crc(std::span<const std::uint8_t> received) {
    if (received.size() < smallest_frame + 2 || received.size() > LinkFrame::max_size) return false;
    const std::size_t content = received.size() - 2;
    const std::size_t last = first_block + (content - first_block - 1) / block * block;
    return crc_follows(received, last, content - last);
}

std::string manufacturer_letters(unsigned code) {
    std::string letters(3, '?');
    for (int i = 2; i >= 0; --i) {
        letters[static_cast<std::size_t>(i)] = static_cast<char>('@' + (code & 0x1FU));
        code >>= 5;
    }
    return letters;
}

std::optional<unsigned> manufacturer_code(std::string_view three_letters) {
    if (three_letters.size() != 3) return std::nullopt;
    unsigned code = 0;
    for (const char c : three_letters) {
        if (c < '@' || c > '_') return std::nullopt;
        code = (code << 5) | static_cast<unsigned>(c - '@');
    }
    return code;
}

std::string meter_id(std::span<const std::uint8_t, 4> little_endian) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string id(8, '0');
    for (std::size_t i = 0; i < 4; ++i) {
        id[2 * i] = digits[little_endian[3 - i] >> 4];
        id[2 * i + 1] = digits[little_endian[3 - i] & 0x0F];
    }
    return id;
}

std::uint64_t read_little_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = std::min<std::size_t>(bytes.size(), 8); i > 0; --i)
        value = (value << 8) | bytes[i - 1];
    return value;
}

}  // namespace aquacis::edge
