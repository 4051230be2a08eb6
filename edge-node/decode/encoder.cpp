#include "edge-node/decode/encoder.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "edge-node/decode/cipher.hpp"
#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/link.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t largest_bare = 256;

void put(Bytes& bytes, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_volume(Bytes& bytes, const Decimal& volume) {
    const std::int64_t litres = volume.scaled_integer(3, Rounding::down);
    if (!(Decimal(litres, 3) == volume) || litres > INT32_MAX || litres <= INT32_MIN)
        throw std::invalid_argument("readout: the volume is no whole number of litres in 32 bits");
    put(bytes, static_cast<std::uint32_t>(litres), 4);
}

struct Day {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
};

unsigned day_bits(const Day& day) {
    const unsigned year = day.year - 2000;
    return day.day | ((year & 7U) << 5) | (day.month << 8) | ((year & 0x78U) << 9);
}

// The number of `size` digits at `at`, or nothing; the separators are checked by the caller's pattern.
std::optional<unsigned> digits_at(std::string_view text, std::size_t at, std::size_t size) {
    unsigned value = 0;
    const char* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + size, value);
    if (error != std::errc() || end != begin + size) return std::nullopt;
    return value;
}

// Of 2000 to 2080: a meter's year has two digits, and 81 and later are the last century's.
Day parse_day(std::string_view text) {
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const auto year = shaped ? digits_at(text, 0, 4) : std::nullopt;
    const auto month = shaped ? digits_at(text, 5, 2) : std::nullopt;
    const auto day = shaped ? digits_at(text, 8, 2) : std::nullopt;
    if (!year || !month || !day || *year < 2000 || *year > 2080 || *month < 1 || *month > 12 || *day < 1 || *day > 31)
        throw std::invalid_argument("readout: '" + std::string(text) + "' is no date YYYY-MM-DD of 2000 to 2080");
    return {*year, *month, *day};
}

// Type F of EN 13757-3: minute and hour in two bytes, then the day.
void put_date_time(Bytes& bytes, std::string_view text) {
    const bool shaped = text.size() == 16 && text[10] == 'T' && text[13] == ':';
    const auto hour = shaped ? digits_at(text, 11, 2) : std::nullopt;
    const auto minute = shaped ? digits_at(text, 14, 2) : std::nullopt;
    if (!hour || !minute || *hour > 23 || *minute > 59)
        throw std::invalid_argument("readout: '" + std::string(text) + "' is no date and time YYYY-MM-DDThh:mm");
    put(bytes, *minute | (*hour << 8), 2);
    put(bytes, day_bits(parse_day(text.substr(0, 10))), 2);
}

// 04 13 volume, 04 6D clock, 44 13 volume at the due date, 42 6C due date.
Bytes records_of(const MeterReadout& readout) {
    Bytes bytes{0x04, 0x13};
    put_volume(bytes, readout.volume_m3);
    put(bytes, 0x6D04, 2);
    put_date_time(bytes, readout.date_time);
    if (readout.target_volume_m3) {
        put(bytes, 0x1344, 2);
        put_volume(bytes, *readout.target_volume_m3);
    }
    if (readout.target_date) {
        put(bytes, 0x6C42, 2);
        put(bytes, day_bits(parse_day(*readout.target_date)), 2);
    }
    return bytes;
}

Bytes link_header(const MeterAddress& address) {
    const auto maker = manufacturer_code(address.manufacturer);
    const auto id = parse_hex(address.id);
    if (!maker) throw std::invalid_argument("readout: the manufacturer is not three letters");
    if (!id || id->size() != 4) throw std::invalid_argument("readout: the meter's number is not eight digits");
    Bytes bytes{0, 0x44};
    put(bytes, *maker, 2);
    bytes.insert(bytes.end(), id->rbegin(), id->rend());
    bytes.push_back(address.version);
    bytes.push_back(address.device_type);
    return bytes;
}

Bytes finished(Bytes frame) {
    if (frame.size() > largest_bare) throw std::invalid_argument("readout: the telegram does not fit in one frame");
    frame[0] = static_cast<std::uint8_t>(frame.size() - 1);
    return frame;
}

void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

// 2F2F, the records, and filler up to whole blocks.
Bytes filled(const MeterReadout& readout) {
    Bytes bytes{0x2F, 0x2F};
    append(bytes, records_of(readout));
    bytes.resize((bytes.size() + 15) / 16 * 16, 0x2F);
    return bytes;
}

void put_short_header(Bytes& frame, const MeterReadout& readout, unsigned configuration) {
    if (readout.status > 0xFF) throw std::invalid_argument("readout: the status does not fit in a byte");
    frame.push_back(0x7A);
    frame.push_back(readout.access_number);
    frame.push_back(static_cast<std::uint8_t>(readout.status));
    put(frame, configuration, 2);
}

unsigned configuration_of(unsigned mode, const Bytes& payload) {
    return (mode << 8) | (static_cast<unsigned>(payload.size() / 16) << 4);
}

void append_block_with_crc(Bytes& out, std::span<const std::uint8_t> block) {
    out.insert(out.end(), block.begin(), block.end());
    const std::uint16_t crc = crc16(block);
    out.push_back(static_cast<std::uint8_t>(crc >> 8));
    out.push_back(static_cast<std::uint8_t>(crc & 0xFF));
}

}  // namespace

Bytes encode_plain(const MeterReadout& readout) {
    Bytes frame = link_header(readout.address);
    put_short_header(frame, readout, 0);
    append(frame, records_of(readout));
    return finished(std::move(frame));
}

Bytes encode_mode5(const MeterReadout& readout, const Key& key) {
    Bytes frame = link_header(readout.address);
    Bytes payload = filled(readout);
    put_short_header(frame, readout, configuration_of(5, payload));
    Block iv{};
    std::copy_n(frame.begin() + 2, 8, iv.begin());
    std::fill(iv.begin() + 8, iv.end(), readout.access_number);
    Cipher().cbc_encrypt(key, iv, payload);
    append(frame, payload);
    return finished(std::move(frame));
}

Bytes encode_mode7(const MeterReadout& readout, const Key& key) {
    Bytes frame = link_header(readout.address);
    Cipher cipher;
    Bytes counter;
    put(counter, readout.session_counter, 4);
    const auto keys = derive_keys(cipher, key, std::span<const std::uint8_t, 4>(counter.data(), 4),
                                  std::span<const std::uint8_t, 4>(frame.data() + 4, 4));
    Bytes payload = filled(readout);
    Bytes transport;
    put_short_header(transport, readout, configuration_of(7, payload));
    transport.push_back(0x10);  // a derived, temporary key
    cipher.cbc_encrypt(keys.encryption, Block{}, payload);
    append(transport, payload);
    Bytes message{0x25};
    append(message, counter);
    append(message, transport);
    const Block mac = cipher.cmac(keys.authentication, message);
    for (const unsigned byte : {0x8CU, 0x00U, unsigned{readout.access_number}, 0x90U, 0x0FU, 0x00U, 0x2CU, 0x25U})
        frame.push_back(static_cast<std::uint8_t>(byte));
    append(frame, counter);
    frame.insert(frame.end(), mac.begin(), mac.begin() + 8);
    append(frame, transport);
    return finished(std::move(frame));
}

Bytes encode_ell_ctr(const MeterReadout& readout, const Key& key) {
    if (readout.session_counter >= (1U << 29))
        throw std::invalid_argument("readout: the session counter has more than 29 bits");
    if (readout.status != 0)
        throw std::invalid_argument("readout: a telegram without transport header carries no status");
    Bytes frame = link_header(readout.address);
    const std::uint32_t session = readout.session_counter | (1U << 29);
    frame.push_back(0x8D);
    frame.push_back(0x20);
    frame.push_back(readout.access_number);
    put(frame, session, 4);
    Bytes content{0x78};
    append(content, records_of(readout));
    Bytes payload;
    put(payload, crc16(content), 2);
    append(payload, content);
    Block iv{};
    std::copy_n(frame.begin() + 2, 8, iv.begin());
    iv[8] = 0x20;
    for (std::size_t i = 0; i < 4; ++i)
        iv[9 + i] = static_cast<std::uint8_t>(session >> (8 * i));
    Cipher().ctr(key, iv, payload);
    append(frame, payload);
    return finished(std::move(frame));
}

Bytes add_format_a_crcs(std::span<const std::uint8_t> frame) {
    Bytes out;
    std::size_t at = 0;
    while (at < frame.size()) {
        const std::size_t length = std::min<std::size_t>(frame.size() - at, at == 0 ? 10 : 16);
        append_block_with_crc(out, frame.subspan(at, length));
        at += length;
    }
    return out;
}

Bytes add_format_b_crcs(std::span<const std::uint8_t> frame) {
    constexpr std::size_t first_block = 126;
    const std::size_t crcs = frame.size() > first_block ? 4 : 2;
    if (frame.empty() || frame.size() + crcs > largest_bare)
        throw std::invalid_argument("format B: the frame is empty or too long");
    Bytes counted(frame.begin(), frame.end());
    counted[0] = static_cast<std::uint8_t>(frame.size() - 1 + crcs);
    Bytes out;
    const std::span<const std::uint8_t> bytes(counted);
    append_block_with_crc(out, bytes.first(std::min(bytes.size(), first_block)));
    if (bytes.size() > first_block) append_block_with_crc(out, bytes.subspan(first_block));
    return out;
}

std::string rtl_wmbus_line(std::span<const std::uint8_t> frame, const RadioLine& line) {
    if (frame.size() < 8) throw std::invalid_argument("rtl_wmbus line: the frame has no meter number");
    std::string text = "T1;";
    text += line.crc_ok ? "1;" : "0;";
    text += line.three_of_six_ok ? "1;" : "0;";
    text += line.received_at + ";" + std::to_string(line.rssi) + ";148;";
    text += meter_id(std::span<const std::uint8_t, 4>(frame.data() + 4, 4)) + ";0x";
    std::string hex = to_hex(frame);
    std::transform(hex.begin(), hex.end(), hex.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text + hex;
}

}  // namespace aquacis::edge
