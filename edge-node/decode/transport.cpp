#include "edge-node/decode/transport.hpp"

#include <algorithm>

#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/fragments.hpp"

namespace aquacis::edge {
namespace {

constexpr int max_layers = 4;                // extended link, authentication, network, transport: one of each
constexpr std::uint8_t control_mask = 0xED;  // a repeater changes the hop and the synchronous bits on the way

struct Reader {
    Cipher& cipher;
    const Key* key;
    Layers& layers;
    std::uint8_t* bytes() { return layers.frame.bytes.data(); }
    std::size_t size() const { return layers.frame.size; }
    std::span<std::uint8_t> from(std::size_t at) { return {bytes() + at, size() - at}; }
};

LayerResult ends_early(std::size_t at, const char* what) {
    return {LayerOutcome::invalid, at, std::string("the telegram ends inside its ") + what};
}

Block counter_iv(const Layers& layers, std::uint32_t session) {
    Block iv{};
    std::copy_n(layers.frame.bytes.begin() + 2, 8, iv.begin());
    iv[8] = layers.ell_control & control_mask;
    for (std::size_t i = 0; i < 4; ++i)
        iv[9 + i] = static_cast<std::uint8_t>(session >> (8 * i));
    return iv;
}

bool payload_crc_fits(std::span<const std::uint8_t> payload) {
    return payload.size() > 2 && crc16(payload.subspan(2)) == read_u16(payload.data());
}

// Whether the extended link layer's content is clear, opened by the key, or closed: its payload CRC decides, and the
// result says what is missing.
LayerResult open_session(Reader& reader, std::size_t at, std::uint32_t session) {
    Layers& layers = reader.layers;
    const auto payload = reader.from(at);
    if (payload.size() < 3) return ends_early(reader.size(), "extended link layer");
    const bool encrypted = (session >> 29) == 1;
    if (encrypted) {
        layers.security = Security::ell_ctr;
        layers.ciphered = true;
    }
    layers.ell.end = at + 2;
    // With the key at hand it goes first: a ciphertext looks like a plaintext with its CRC once in 65,536 telegrams.
    if (encrypted && reader.key != nullptr) {
        const Block iv = counter_iv(layers, session);
        reader.cipher.ctr(*reader.key, iv, payload);
        if (payload_crc_fits(payload)) {
            layers.decrypted = true;
            return {};
        }
        reader.cipher.ctr(*reader.key, iv, payload);
    }
    if (payload_crc_fits(payload)) {
        layers.decrypted = encrypted;
        return {};
    }
    if ((session >> 29) > 1) return {LayerOutcome::needs_key, at, "an unknown encryption of the extended link layer"};
    if (!encrypted) return {LayerOutcome::invalid, at, "wrong payload CRC in the extended link layer"};
    if (reader.key == nullptr) return {LayerOutcome::needs_key, at, "the telegram is encrypted and no key was given"};
    return {LayerOutcome::needs_key, at, "the key does not open the telegram: the payload CRC is wrong"};
}

// 8C: CC ACC. 8D: + SN(4) CRC(2). 8E: CC ACC M2(2) A2(6). 8F: that + SN CRC. 86: variable, one length byte.
LayerResult read_extended_link(Reader& reader, std::size_t& at) {
    Layers& layers = reader.layers;
    const std::uint8_t ci = reader.bytes()[at];
    const bool with_session = ci == 0x8D || ci == 0x8F;
    const bool with_address = ci == 0x8E || ci == 0x8F;
    const std::size_t fixed = 3U + (with_address ? 8U : 0U) + (with_session ? 4U : 0U);
    if (reader.size() < at + fixed) return ends_early(reader.size(), "extended link layer");
    layers.ell_ci = ci;
    layers.ell = {at, at + fixed};
    layers.ell_control = reader.bytes()[at + 1];
    layers.access_number = reader.bytes()[at + 2];
    at += fixed;
    if (!with_session) return {};
    layers.session = read_u32(reader.bytes() + at - 4);
    auto result = open_session(reader, at, *layers.session);
    at += 2;
    return result;
}

LayerResult read_variable_extended_link(Reader& reader, std::size_t& at) {
    Layers& layers = reader.layers;
    if (reader.size() < at + 4) return ends_early(reader.size(), "extended link layer");
    const std::uint8_t* p = reader.bytes() + at;
    layers.ell_ci = p[0];
    layers.ell_control = p[1];
    layers.access_number = p[2];
    const std::uint8_t extension = p[3];
    const bool with_address = (extension & 0x01) != 0;
    const bool with_session = (extension & 0x02) != 0;
    const std::size_t fixed = 4U + (with_address ? 8U : 0U) + (with_session ? 4U : 0U);
    if (reader.size() < at + fixed) return ends_early(reader.size(), "extended link layer");
    layers.ell = {at, at + fixed};
    at += fixed;
    if (!with_session) return {};
    layers.session = read_u32(reader.bytes() + at - 4);
    auto result = open_session(reader, at, *layers.session);
    at += 2;
    return result;
}

struct Authentication {
    std::size_t mcl = 0;
    std::size_t counter = 0;
    std::size_t length = 0;  // index of the message length, when it is there
    std::size_t mac = 0;
    std::size_t mac_size = 0;
    std::size_t end = 0;
};

// The fields that the control word says are there, in their order, none beyond the layer's own length.
LayerResult read_authentication(Reader& reader, std::size_t& at, Authentication& fields) {
    Layers& layers = reader.layers;
    if (reader.size() < at + 4) return ends_early(reader.size(), "authentication layer");
    const std::size_t end = at + 2U + reader.bytes()[at + 1];
    if (end > reader.size()) return ends_early(reader.size(), "authentication layer");
    const unsigned control = read_u16(reader.bytes() + at + 2);
    if ((control & 0x4000U) != 0)
        return {LayerOutcome::invalid, at + 2, "a fragment where the whole message is needed"};
    std::size_t next = at + 4;
    const auto take = [&](bool present, std::size_t size) {
        const std::size_t here = next;
        if (present) next += size;
        return present ? here : std::size_t{0};
    };
    fields.mcl = take((control & 0x2000U) != 0, 1);
    if (fields.mcl >= end) return ends_early(end, "authentication layer");
    take((control & 0x0200U) != 0, 2);
    fields.counter = take((control & 0x0800U) != 0, 4);
    fields.mac_size = fields.mcl != 0 ? mac_size_of(reader.bytes()[fields.mcl]) : 0;
    fields.mac = take((control & 0x0400U) != 0, fields.mac_size);
    fields.length = take((control & 0x1000U) != 0, 2);
    if (next > end) return ends_early(end, "authentication layer");
    if (fields.counter != 0) layers.message_counter = read_u32(reader.bytes() + fields.counter);
    fields.end = end;
    layers.afl = {at, end};
    at = end;
    return {};
}

bool mac_fits(Reader& reader, const Authentication& fields, const Key& authentication_key) {
    Bytes message;
    message.reserve(reader.size());
    message.push_back(reader.bytes()[fields.mcl]);
    const auto add = [&](std::size_t from, std::size_t size) {
        if (from != 0) message.insert(message.end(), reader.bytes() + from, reader.bytes() + from + size);
    };
    add(fields.counter, 4);
    add(fields.length, 2);
    add(fields.end, reader.size() - fields.end);
    const Block mac = reader.cipher.cmac(authentication_key, message);
    return std::equal(mac.begin(), mac.begin() + static_cast<std::ptrdiff_t>(fields.mac_size),
                      reader.bytes() + fields.mac);
}

constexpr unsigned sappel = 0x4C30;

bool is_diehl(unsigned maker) {  // DME, EWT, HYD, SAP, SPL
    return maker == 0x11A5 || maker == 0x16F4 || maker == 0x2324 || maker == sappel || maker == 0x4E0C;
}

bool starts_with_filler(std::span<const std::uint8_t> bytes) {
    return bytes.size() >= 2 && bytes[0] == 0x2F && bytes[1] == 0x2F;
}

LayerResult open_mode5(Reader& reader, std::size_t at, std::size_t encrypted) {
    Layers& layers = reader.layers;
    const auto payload = reader.from(at).first(encrypted);
    const bool readable = starts_with_filler(payload);
    if (reader.key != nullptr && layers.has_address) {
        Block iv{};
        std::copy(layers.address.begin(), layers.address.end(), iv.begin());
        std::fill(iv.begin() + 8, iv.end(), layers.access_number.value_or(0));
        std::array<std::uint8_t, LinkFrame::max_size> sent;
        std::copy(payload.begin(), payload.end(), sent.begin());
        reader.cipher.cbc_decrypt(*reader.key, iv, payload);
        if (starts_with_filler(payload)) {
            layers.decrypted = true;
            return {};
        }
        std::copy_n(sent.begin(), encrypted, payload.begin());
    }
    if (readable) {
        layers.decrypted = true;
        return {};
    }
    if (reader.key == nullptr) return {LayerOutcome::needs_key, at, "the telegram is encrypted and no key was given"};
    return {LayerOutcome::needs_key, at, "the key does not open the telegram"};
}

// Diehl's meters leave the factory with a key that is publicly known.
LayerResult open_mode5_of_maker(Reader& reader, std::size_t at, std::size_t encrypted) {
    static constexpr Key factory{0x51, 0x72, 0x89, 0x10, 0xE6, 0x6D, 0x83, 0xF8,
                                 0x51, 0x72, 0x89, 0x10, 0xE6, 0x6D, 0x83, 0xF8};
    LayerResult result = open_mode5(reader, at, encrypted);
    if (result.outcome != LayerOutcome::needs_key || reader.key != nullptr) return result;
    if (!is_diehl(read_u16(reader.layers.frame.bytes.data() + 2)) && !is_diehl(read_u16(reader.layers.address.data())))
        return result;
    Reader with_factory_key{reader.cipher, &factory, reader.layers};
    const LayerResult second = open_mode5(with_factory_key, at, encrypted);
    return second.outcome == LayerOutcome::ok ? second : result;
}

// The MAC is judged before anything is decrypted; a payload that already is clear was opened by a receiver.
LayerResult open_mode7(Reader& reader, std::size_t at, std::size_t encrypted, const Authentication& fields) {
    Layers& layers = reader.layers;
    const auto payload = reader.from(at).first(encrypted);
    if (reader.key == nullptr || fields.counter == 0 || fields.mac == 0 || !layers.has_address) {
        if (starts_with_filler(payload)) {
            layers.decrypted = true;
            return {};
        }
        if (reader.key != nullptr) return {LayerOutcome::invalid, at, "mode 7 without a message counter and a MAC"};
        return {LayerOutcome::needs_key, at, "the telegram is encrypted and no key was given"};
    }
    const std::span<const std::uint8_t, 4> counter(reader.bytes() + fields.counter, 4);
    const std::span<const std::uint8_t, 4> id(layers.address.data() + 2, 4);
    const DerivedKeys keys = derive_keys(reader.cipher, *reader.key, counter, id);
    const bool authentic = mac_fits(reader, fields, keys.authentication);
    if (!authentic) {
        // A receiver that had the key may have stored the plaintext; then no MAC can fit any more.
        if (starts_with_filler(payload)) {
            layers.decrypted = true;
            return {};
        }
        return {LayerOutcome::needs_key, fields.mac, "the key does not fit the telegram: the MAC is wrong"};
    }
    reader.cipher.cbc_decrypt(keys.encryption, Block{}, payload);
    if (!starts_with_filler(payload))
        return {LayerOutcome::invalid, at, "authentic, but the plaintext does not start with 2F2F"};
    layers.decrypted = true;
    return {};
}

// Which mode of security the configuration word names, and how much of the payload it closes.
LayerResult open_transport(Reader& reader, std::size_t at, const Authentication& fields) {
    Layers& layers = reader.layers;
    const unsigned mode = (layers.configuration >> 8) & 0x1FU;
    const std::size_t blocks = (layers.configuration >> 4) & 0x0FU;
    const std::size_t encrypted = blocks * 16;
    layers.payload = at;
    layers.clear_tail = at;
    if (mode == 0) return {};
    if (mode != 5 && mode != 7) {
        // Some makers use the word for other things; whether the rest reads as records decides.
        if (layers.security == Security::none) layers.security = Security::unknown;
        return {};
    }
    layers.security = mode == 5 ? Security::mode5 : Security::mode7;
    if (blocks == 0) return {};
    if (encrypted > reader.size() - at && starts_with_filler(reader.from(at))) {
        // Stored in clear by the receiver and cut to its own padding: nothing is left to decrypt.
        layers.ciphered = layers.decrypted = true;
        layers.clear_tail = reader.size();
        return {};
    }
    if (encrypted > reader.size() - at) return ends_early(reader.size(), "encrypted blocks");
    layers.ciphered = true;
    layers.clear_tail = at + encrypted;
    return mode == 5 ? open_mode5_of_maker(reader, at, encrypted) : open_mode7(reader, at, encrypted, fields);
}

bool is_long_ci(std::uint8_t ci) {
    switch (ci) {
        case 0x6B:
        case 0x6F:
        case 0x72:
        case 0x73:
        case 0x75:
        case 0x6D:
            return true;
        default:
            return false;
    }
}

bool is_short_ci(std::uint8_t ci) {
    switch (ci) {
        case 0x6A:
        case 0x6E:
        case 0x74:
        case 0x7A:
        case 0x7B:
            return true;
        default:
            return false;
    }
}

// Without a header: full, compact, error and alarm telegrams, and the makers' own.
bool is_bare_ci(std::uint8_t ci) {
    return ci == 0x78 || ci == 0x79 || ci == 0x70 || ci == 0x71 || is_manufacturer_ci(ci);
}

void take_long_address(Layers& layers, std::size_t at) {
    const std::uint8_t* p = layers.frame.bytes.data() + at;  // ID(4) M(2) version type
    layers.address = {p[4], p[5], p[0], p[1], p[2], p[3], p[6], p[7]};
    layers.has_address = true;
    layers.swapped_address = false;
}

// The CI says which header follows: none, short or long; the long one brings the meter's own address.
LayerResult read_transport(Reader& reader, std::size_t at, const Authentication& fields) {
    Layers& layers = reader.layers;
    const std::uint8_t ci = reader.bytes()[at];
    layers.ci = ci;
    const bool is_long = is_long_ci(ci);
    const bool with_header = is_long || is_short_ci(ci);
    if (!with_header && !is_bare_ci(ci)) return {LayerOutcome::invalid, at, "an unknown CI field"};
    if (!with_header) {
        layers.transport = {at, at + 1};
        layers.payload = layers.clear_tail = at + 1;
        return {};
    }
    const std::size_t header = 1U + (is_long ? 8U : 0U) + 4U;
    if (reader.size() < at + header) return ends_early(reader.size(), "transport header");
    if (is_long) take_long_address(layers, at + 1);
    const std::uint8_t* p = reader.bytes() + at + header - 4;
    layers.access_number = p[0];
    layers.status = p[1];
    layers.configuration = read_u16(p + 2);
    std::size_t payload = at + header;
    if (((layers.configuration >> 8) & 0x1FU) == 7) {
        if (payload >= reader.size()) return ends_early(reader.size(), "transport header");
        ++payload;
    }
    layers.transport = {at, payload};
    return open_transport(reader, payload, fields);
}

// The link's address is the meter's, but for Diehl's own frames, which order its parts otherwise.
void take_link_address(Layers& layers) {
    if (layers.frame.is_wired()) return;
    std::copy_n(layers.frame.bytes.begin() + 2, 8, layers.address.begin());
    layers.has_address = true;
    // Diehl's own frames: M, version, type 07 or 04/06, then the number.
    const std::uint8_t ci = layers.frame.bytes[layers.frame.ci];
    const auto& b = layers.frame.bytes;
    const bool own_payload = (ci >= 0xA0 && ci <= 0xA7) || (ci >= 0xB1 && ci <= 0xB3) || ci == 0x71;
    const bool own_cipher = ci == 0x7A && layers.frame.size > 14 && (b[14] & 0x10) != 0;
    const unsigned maker = read_u16(b.data() + 2);
    if (is_diehl(maker) && maker != sappel && (own_payload || own_cipher)) {
        layers.address = {b[2], b[3], b[6], b[7], b[8], b[9], b[4], b[5]};
        layers.swapped_address = true;
    }
}

}  // namespace

LayerResult read_layers(Cipher& cipher, const Key* key, Layers& layers) {
    Reader reader{cipher, key, layers};
    take_link_address(layers);
    Authentication fields;
    std::size_t at = layers.frame.ci;
    for (int layer = 0; layer < max_layers; ++layer) {
        if (at >= reader.size()) return ends_early(reader.size(), "layers");
        LayerResult result;
        switch (reader.bytes()[at]) {
            case 0x8C:
            case 0x8D:
            case 0x8E:
            case 0x8F:
                result = read_extended_link(reader, at);
                break;
            case 0x86:
                result = read_variable_extended_link(reader, at);
                break;
            case 0x90:
                result = read_authentication(reader, at, fields);
                break;
            default:
                return read_transport(reader, at, fields);
        }
        if (result.outcome != LayerOutcome::ok) return result;
    }
    return {LayerOutcome::invalid, at, "more layers than a telegram has"};
}

void read_address(Layers& layers) {
    take_link_address(layers);
    std::size_t at = layers.frame.ci;
    const std::uint8_t* bytes = layers.frame.bytes.data();
    for (int layer = 0; layer < max_layers && at < layers.frame.size; ++layer) {
        switch (bytes[at]) {
            case 0x8C:
                at += 3;
                break;
            case 0x8E:
                at += 11;
                break;
            case 0x90:
                if (at + 1 >= layers.frame.size) return;
                at += 2U + bytes[at + 1];
                break;
            default:
                if (is_long_ci(bytes[at]) && at + 9 <= layers.frame.size) take_long_address(layers, at + 1);
                return;
        }
    }
}

bool is_manufacturer_ci(std::uint8_t ci) { return ci >= 0xA0 && ci <= 0xB7; }
bool is_compact_ci(std::uint8_t ci) { return ci == 0x73 || ci == 0x7B || ci == 0x79; }
bool is_alarm_ci(std::uint8_t ci) { return ci == 0x71 || ci == 0x74 || ci == 0x75; }
bool is_error_ci(std::uint8_t ci) { return ci == 0x6E || ci == 0x6F || ci == 0x70; }

}  // namespace aquacis::edge
