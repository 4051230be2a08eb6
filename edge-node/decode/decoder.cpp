#include "edge-node/decode/decoder.hpp"

#include <algorithm>
#include <bitset>

#include "edge-node/decode/collect.hpp"
#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/driver.hpp"
#include "edge-node/decode/fragments.hpp"
#include "edge-node/decode/payloads.hpp"
#include "edge-node/decode/profile.hpp"
#include "edge-node/decode/records.hpp"
#include "edge-node/decode/transport.hpp"

namespace aquacis::edge {
namespace {

MeterAddress address_of(const Layers& layers) {
    MeterAddress address;
    if (!layers.has_address) {
        // A wired meter without a transport address is known by its primary address only.
        address.manufacturer = "???";
        const std::array<std::uint8_t, 4> primary{layers.frame.size > 1 ? layers.frame.bytes[1] : std::uint8_t{0}, 0, 0,
                                                  0};
        address.id = meter_id(primary);
        return address;
    }
    const auto& a = layers.address;
    address.manufacturer = manufacturer_letters(read_u16(a.data()) & 0x7FFFU);
    address.id = meter_id(std::span<const std::uint8_t, 4>(a.data() + 2, 4));
    address.version = a[6];
    address.device_type = a[7];
    return address;
}

}  // namespace

void MemoryFormatStore::remember(std::uint16_t signature, std::span<const std::uint8_t> headers) {
    if (formats_.size() >= max_formats) return;
    formats_.insert_or_assign(signature, Bytes(headers.begin(), headers.end()));
}

std::optional<Bytes> MemoryFormatStore::find(std::uint16_t signature) const {
    const auto it = formats_.find(signature);
    if (it == formats_.end()) return std::nullopt;
    return it->second;
}

struct Decoder::Parts {
    Parts(const Drivers& d, FormatStore& f) : drivers(d), formats(f) {
        for (const auto& driver : drivers.all()) {
            for (const Bytes& format : driver->formats)
                documented.emplace(crc16(format), format);
        }
    }

    Decoded fail(Decoded decoded, Outcome outcome, std::size_t at, std::string message) const {
        decoded.outcome = outcome;
        decoded.error = DecodeError{layers.frame.received_offset(at), std::move(message)};
        return decoded;
    }

    Decoded decode(std::span<const std::uint8_t> received, const Key* key, LinkOptions options);
    Decoded decode_layers(const Key* key);
    Decoded addressed();
    static Decoded within(Decoded decoded, std::size_t received);
    Decoded decode_application(Decoded decoded, const Key* key);
    const char* read_application(ParsedRecords& parsed, Telegram& telegram);
    void remember_format(const ParsedRecords& parsed);
    bool believable_without_security(const ParsedRecords& parsed) const;

    const Drivers& drivers;
    FormatStore& formats;
    Cipher cipher;
    Layers layers;
    Fragments fragments;
    std::map<std::uint16_t, Bytes> documented;
    std::bitset<65536> remembered;
};

// Nothing, or why a compact frame cannot be read.
const char* Decoder::Parts::read_application(ParsedRecords& parsed, Telegram& telegram) {
    auto payload = layers.frame.content().subspan(layers.payload);
    if (!is_compact_ci(layers.ci)) {
        parsed.collect_format = layers.session.has_value();
        parsed.records.reserve(12);
        parse_records(payload, parsed);
        if (!parsed.error && parsed.collect_format) remember_format(parsed);
        return nullptr;
    }
    // Mode 5 and 7 put 2F2F before the signature and fill the last block behind the values.
    const std::size_t filler =
        payload.size() >= 2 && layers.ciphered && payload[0] == 0x2F && payload[1] == 0x2F ? 2 : 0;
    payload = payload.subspan(filler);
    if (payload.size() < 4) return "the compact frame ends inside its format signature";
    const auto signature = static_cast<std::uint16_t>(read_u16(payload.data()));
    std::optional<Bytes> headers;
    if (const auto known = documented.find(signature); known != documented.end()) headers = known->second;
    if (!headers) headers = formats.find(signature);
    if (!headers) return "the compact frame's format is not known yet: a full frame must come first";
    parse_compact(payload.subspan(4), *headers, parsed);
    if (!parsed.error && crc16(parsed.full) != read_u16(payload.data() + 2)) {
        // The extended link layer's CRC has proved the bytes; without it this CRC is the only witness.
        if (!layers.session) return "the compact frame's CRC is wrong";
        telegram.warnings.emplace_back("the compact frame's own CRC does not fit its content");
    }
    for (Record& record : parsed.records)
        record.offset += filler + 4;
    return nullptr;
}

void Decoder::Parts::remember_format(const ParsedRecords& parsed) {
    if (parsed.headers.empty()) return;
    const std::uint16_t signature = crc16(parsed.headers);
    if (remembered.test(signature)) return;
    remembered.set(signature);
    if (!formats.find(signature)) formats.remember(signature, parsed.headers);
}

// A configuration word that names no known mode: only content that reads without any doubt counts.
bool Decoder::Parts::believable_without_security(const ParsedRecords& parsed) const {
    return !parsed.error && !parsed.manufacturer_data &&
           std::any_of(parsed.records.begin(), parsed.records.end(),
                       [](const Record& r) { return r.quantity == "volume" && r.value && r.storage == 0; });
}

// From the opened payload to values: the driver says whether records, a maker's algorithm or both are read, and a
// payload of unknown security is believed only when it reads as records. Places are told as they were received.
Decoded Decoder::Parts::decode_application(Decoded decoded, const Key* key) {
    Telegram& telegram = decoded.telegram;
    const Driver* driver = drivers.find(telegram.address);
    if (driver != nullptr) telegram.driver = driver->name;
    const Driver& rules = driver != nullptr ? *driver : generic_driver();
    const PayloadAlgorithm* algorithm = find_payload(rules.payload);
    if (is_error_ci(layers.ci)) {
        telegram.warnings.emplace_back("the meter reports an application error");
        collect_status(rules, {layers.status, is_alarm_ci(layers.ci)}, telegram);
        decoded.outcome = Outcome::decoded;
        return decoded;
    }
    const auto application = layers.frame.content().subspan(layers.payload);
    ParsedRecords parsed;
    if (algorithm != nullptr && algorithm->manufacturer_ci && !is_manufacturer_ci(layers.ci)) algorithm = nullptr;
    const bool only_algorithm = algorithm != nullptr && algorithm->replaces_records;
    if (!only_algorithm) {
        if (is_manufacturer_ci(layers.ci))
            return fail(std::move(decoded), Outcome::invalid, layers.transport.begin,
                        "a manufacturer's own payload without a driver");
        if (const char* wrong = read_application(parsed, telegram))
            return fail(std::move(decoded), Outcome::invalid, layers.payload, wrong);
        if (layers.security == Security::unknown) {
            if (!believable_without_security(parsed) && open_diehl(layers, key)) {
                parsed = ParsedRecords{};
                read_application(parsed, telegram);
                telegram.decrypted = true;
            }
            if (!believable_without_security(parsed))
                return fail(std::move(decoded), Outcome::needs_key, layers.transport.begin,
                            "a security mode that is not supported");
            telegram.security = Security::none;
        }
    }
    telegram.records = std::move(parsed.records);
    if (algorithm != nullptr && !parsed.error) {
        auto result = algorithm->run({layers, application, parsed.manufacturer_data, cipher, key}, telegram);
        if (result.outcome != LayerOutcome::ok) {
            const auto outcome = result.outcome == LayerOutcome::needs_key ? Outcome::needs_key : Outcome::invalid;
            return fail(std::move(decoded), outcome, result.at, std::move(result.message));
        }
    }
    expand_profiles(telegram.records);
    if (telegram.security == Security::unknown) telegram.security = Security::none;
    const std::size_t base = only_algorithm ? 0 : layers.payload;
    // A compact frame's record may have no byte at all, and stand behind the last one.
    const std::size_t end = layers.frame.size - 1;
    for (Record& record : telegram.records) {
        const std::size_t first = std::min(base + record.offset, end);
        const std::size_t last = std::min(first + std::max<std::size_t>(record.length, 1) - 1, end);
        record.offset = layers.frame.received_offset(first);
        record.length = layers.frame.received_offset(last) + 1 - record.offset;
    }
    collect_values(rules, telegram);
    collect_status(rules, {layers.status, is_alarm_ci(layers.ci)}, telegram);
    if (parsed.error)
        return fail(std::move(decoded), Outcome::invalid, layers.payload + parsed.error->at, parsed.error->message);
    decoded.outcome = Outcome::decoded;
    return decoded;
}

// What the outer layers say is told also of a telegram that cannot be opened. The counter is the most protected one
// that there is, and it rises only where a key proved it.
Decoded Decoder::Parts::decode_layers(const Key* key) {
    Decoded decoded;
    auto result = read_layers(cipher, key, layers);
    Telegram& telegram = decoded.telegram;
    telegram.address = address_of(layers);
    telegram.security = layers.security;
    telegram.decrypted = layers.decrypted;
    if (layers.message_counter)
        telegram.counter = layers.message_counter;
    else if (layers.session)
        telegram.counter = *layers.session & 0x1FFFFFFFU;
    else if (layers.access_number)
        telegram.counter = *layers.access_number;
    telegram.counter_rises = layers.decrypted && (layers.message_counter || layers.session);
    if (result.outcome == LayerOutcome::invalid)
        return fail(std::move(decoded), Outcome::invalid, result.at, std::move(result.message));
    if (result.outcome == LayerOutcome::needs_key) {
        if (const Driver* driver = drivers.find(telegram.address)) telegram.driver = driver->name;
        return fail(std::move(decoded), Outcome::needs_key, result.at, std::move(result.message));
    }
    if (!layers.has_address) telegram.warnings.emplace_back("the telegram carries no meter number");
    return decode_application(std::move(decoded), key);
}

Decoded Decoder::Parts::decode(std::span<const std::uint8_t> received, const Key* key, LinkOptions options) {
    layers = Layers{};
    if (auto error = read_link(received, options, layers.frame)) {
        Decoded decoded;
        decoded.error = std::move(error);
        return decoded;
    }
    const std::size_t layer_begins = layers.frame.ci;
    switch (fragments.take(layers.frame)) {
        case Fragments::Step::whole:
            return decode_layers(key);
        case Fragments::Step::assembled:
            return within(decode_layers(key), received.size());
        case Fragments::Step::awaiting:
            return fail(addressed(), Outcome::invalid, layer_begins,
                        "a fragment of a longer message: the others are awaited");
        case Fragments::Step::broken:
            return fail(addressed(), Outcome::invalid, layer_begins, "a fragment without the ones before it");
    }
    return {};
}

Decoded Decoder::Parts::addressed() {
    read_address(layers);
    Decoded decoded;
    decoded.telegram.address = address_of(layers);
    return decoded;
}

// A message of several frames has no place in the last one for most of its bytes.
Decoded Decoder::Parts::within(Decoded decoded, std::size_t received) {
    for (Record& record : decoded.telegram.records) {
        record.offset = std::min(record.offset, received);
        record.length = std::min(record.length, received - record.offset);
    }
    if (decoded.error) decoded.error->offset = std::min(decoded.error->offset, received);
    return decoded;
}

Decoder::Decoder(const Drivers& drivers, FormatStore& formats) : parts_(std::make_unique<Parts>(drivers, formats)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

const Layers& Decoder::layers() const { return parts_->layers; }

Decoded Decoder::decode(std::span<const std::uint8_t> telegram, const Key* key, Framing framing) {
    const bool must_check = framing == Framing::with_crcs;
    Decoded decoded = parts_->decode(telegram, key, {.crcs_required = must_check});
    // The last two bytes of a bare frame look like format B's CRC once in 65,536 telegrams.
    if (decoded.outcome != Outcome::decoded && !must_check && parts_->layers.frame.format == FrameFormat::b) {
        Decoded bare = parts_->decode(telegram, key, {.bare_size = telegram[0] + std::size_t{1}});
        if (bare.outcome == Outcome::decoded ||
            (bare.outcome == Outcome::needs_key && decoded.outcome == Outcome::invalid))
            return bare;
        decoded = parts_->decode(telegram, key, {});
    }
    if (parts_->layers.frame.crc_checked || telegram.empty() || must_check) return decoded;
    const std::size_t named = telegram[0] + std::size_t{1};
    if (telegram.size() < named) return decoded;
    const auto retry = [&](std::size_t size, std::string warning) {
        Decoded again = parts_->decode(telegram, key, {.bare_size = size});
        if (again.outcome != Outcome::decoded) return false;
        decoded = std::move(again);
        decoded.telegram.warnings.push_back(std::move(warning));
        return true;
    };
    // Some receivers leave the last CRC in place or a length byte that counts something else: believed only when
    // everything then reads.
    const std::size_t surplus = telegram.size() - named;
    if (decoded.outcome == Outcome::invalid) {
        if (ends_with_block_crc(telegram) &&
            retry(telegram.size() - 2, "the last block's CRC was left in the telegram"))
            return decoded;
        if (surplus == 0 || !retry(telegram.size(), "the length byte leaves out " + std::to_string(surplus) +
                                                        " bytes that belong to the telegram"))
            return decoded;
    } else if (surplus > 0) {
        decoded.telegram.warnings.push_back(std::to_string(surplus) + " bytes behind the telegram's end were ignored");
    }
    return decoded;
}

Decoded Decoder::decode_transport(std::span<const std::uint8_t> payload, const MeterAddress& address, const Key* key) {
    Layers& layers = parts_->layers;
    layers = Layers{};
    LinkFrame& frame = layers.frame;
    if (payload.empty() || payload.size() + 10 > LinkFrame::max_size) {
        Decoded decoded;
        decoded.error = DecodeError{0, payload.empty() ? "no bytes" : "the payload is too long"};
        return decoded;
    }
    // The link header that radio would have carried; offsets count from the payload.
    const unsigned maker = manufacturer_code(address.manufacturer).value_or(0);
    frame.bytes[2] = static_cast<std::uint8_t>(maker & 0xFFU);
    frame.bytes[3] = static_cast<std::uint8_t>(maker >> 8);
    const auto id = parse_hex(address.id);
    for (std::size_t i = 0; id && i < 4 && i < id->size(); ++i)
        frame.bytes[4 + i] = (*id)[id->size() - 1 - i];
    frame.bytes[8] = address.version;
    frame.bytes[9] = address.device_type;
    std::copy(payload.begin(), payload.end(), frame.bytes.begin() + 10);
    frame.size = payload.size() + 10;
    frame.ci = 10;
    frame.crc_checked = true;
    Decoded decoded = parts_->decode_layers(key);
    for (Record& record : decoded.telegram.records)
        record.offset -= 10;
    if (decoded.error) decoded.error->offset -= std::min<std::size_t>(10, decoded.error->offset);
    return decoded;
}

std::optional<MeterAddress> peek_address(std::span<const std::uint8_t> telegram) {
    Layers layers;
    if (read_link(telegram, {}, layers.frame)) return std::nullopt;
    read_address(layers);
    if (!layers.has_address) return std::nullopt;
    return address_of(layers);
}

}  // namespace aquacis::edge
