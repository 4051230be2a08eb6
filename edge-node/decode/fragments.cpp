#include "edge-node/decode/fragments.hpp"

#include <algorithm>

namespace aquacis::edge {
namespace {

constexpr std::uint8_t afl_ci = 0x90;
constexpr unsigned more_follow = 0x4000;
constexpr unsigned has_mcl = 0x2000;
constexpr unsigned has_length = 0x1000;
constexpr unsigned has_counter = 0x0800;
constexpr unsigned has_mac = 0x0400;
constexpr unsigned has_key_information = 0x0200;
constexpr unsigned fragment_id = 0x00FF;

// Behind a short extended link layer or none; one that encrypts each fragment for itself is not met with this layer.
std::optional<std::size_t> find_layer(const LinkFrame& frame) {
    std::size_t at = frame.ci;
    if (at < frame.size && frame.bytes[at] == 0x8C) at += 3;
    if (at < frame.size && frame.bytes[at] == 0x8E) at += 11;
    if (at + 4 > frame.size || frame.bytes[at] != afl_ci || at + 2 + frame.bytes[at + 1] > frame.size ||
        frame.bytes[at + 1] < 2)
        return std::nullopt;
    return at;
}

}  // namespace

std::size_t mac_size_of(unsigned mcl) {
    constexpr std::array<std::uint8_t, 16> sizes{0, 0, 0, 2, 4, 8, 12, 16, 12};
    return sizes[mcl & 0x0FU];
}

bool Fragments::read_fields(std::span<const std::uint8_t> layer, Fields& fields) {
    const unsigned control = read_u16(layer.data());
    std::size_t at = 2;
    const auto take = [&](unsigned flag, std::size_t size, Bytes& field) {
        if ((control & flag) == 0) return true;
        if (at + size > layer.size()) return false;
        field.assign(layer.begin() + static_cast<std::ptrdiff_t>(at),
                     layer.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
        return true;
    };
    return take(has_mcl, 1, fields.mcl) && take(has_key_information, 2, fields.key_information) &&
           take(has_counter, 4, fields.counter) &&
           take(has_mac, fields.mcl.empty() ? 0 : mac_size_of(fields.mcl[0]), fields.mac) &&
           take(has_length, 2, fields.length);
}

bool Fragments::assemble(const Message& message, std::size_t layer, LinkFrame& frame) {
    const Fields& fields = message.fields;
    unsigned control = 1;
    Bytes content{afl_ci, 0, 0, 0};
    const auto put = [&](unsigned flag, const Bytes& field) {
        if (field.empty()) return;
        control |= flag;
        content.insert(content.end(), field.begin(), field.end());
    };
    put(has_mcl, fields.mcl);
    put(has_key_information, fields.key_information);
    put(has_counter, fields.counter);
    put(has_mac, fields.mac);
    put(has_length, fields.length);
    content[1] = static_cast<std::uint8_t>(content.size() - 2);
    content[2] = static_cast<std::uint8_t>(control);
    content[3] = static_cast<std::uint8_t>(control >> 8);
    for (const Bytes& piece : message.pieces)
        content.insert(content.end(), piece.begin(), piece.end());
    if (layer + content.size() > LinkFrame::max_size) return false;
    std::copy(content.begin(), content.end(), frame.bytes.begin() + static_cast<std::ptrdiff_t>(layer));
    frame.size = layer + content.size();
    frame.format = FrameFormat::bare;
    frame.crc_checked = true;
    return true;
}

Fragments::Step Fragments::take(LinkFrame& frame) {
    const auto layer = frame.is_wired() ? std::nullopt : find_layer(frame);
    if (!layer) return Step::whole;
    const unsigned control = read_u16(frame.bytes.data() + *layer + 2);
    const std::size_t number = control & fragment_id;
    const bool more = (control & more_follow) != 0;
    if (!more && number <= 1) return Step::whole;

    Address address{};
    std::copy_n(frame.bytes.begin() + 2, address.size(), address.begin());
    if (number == 1 && messages_.size() >= max_meters && !messages_.contains(address)) messages_.clear();
    const auto found = number == 1 ? messages_.insert_or_assign(address, Message{}).first : messages_.find(address);
    if (number == 0 || number > max_fragments || found == messages_.end() || found->second.pieces.size() + 1 < number)
        return Step::broken;
    Message& message = found->second;
    message.pieces.resize(number - 1);
    const std::size_t begin = *layer + 2 + frame.bytes[*layer + 1];
    if (!read_fields(frame.content().subspan(*layer + 2, begin - *layer - 2), message.fields)) return Step::broken;
    const auto piece = frame.content().subspan(begin);
    message.pieces.emplace_back(piece.begin(), piece.end());
    if (more) return Step::awaiting;
    return assemble(message, *layer, frame) ? Step::assembled : Step::broken;
}

}  // namespace aquacis::edge
