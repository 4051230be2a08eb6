#include "edge-node/decode/lorawan.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "edge-node/decode/collect.hpp"
#include "edge-node/decode/layout.hpp"
#include "edge-node/decode/link.hpp"
#include "edge-node/drivers/embedded.hpp"

namespace aquacis::edge {
namespace {

constexpr std::string_view no_number = "00000000";

using Payload = std::span<const std::uint8_t>;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::uint64_t raw_of(Payload bytes, bool big_endian) {
    if (!big_endian) return read_little_endian(bytes);
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes)
        value = (value << 8) | byte;
    return value;
}

std::string time_text(std::int64_t unix_seconds) {
    using namespace std::chrono;
    const sys_seconds moment{seconds(unix_seconds)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss clock(moment - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

Record record_at(const std::string& quantity, std::size_t at, std::size_t size) {
    Record record;
    record.quantity = quantity;
    record.offset = at;
    record.length = size;
    return record;
}

void add_number(Telegram& telegram, const char* quantity, const char* unit, Decimal value, std::size_t at,
                std::size_t size) {
    Record record = record_at(quantity, at, size);
    record.unit = unit;
    record.value = value;
    telegram.records.push_back(std::move(record));
}

void add_words(const LayoutField& field, std::uint64_t raw, Telegram& telegram) {
    for (const StatusWord& bit : field.bits) {
        if ((raw & bit.value) != 0) telegram.status.push_back(bit.word);
    }
    for (const StatusWord& word : field.words) {
        if (raw == word.value && !word.word.empty()) telegram.status.push_back(word.word);
    }
}

void read_field(const LayoutField& field, Payload payload, std::size_t at, Telegram& telegram) {
    const Payload bytes = payload.subspan(at, field.size);
    Record record = record_at(field.quantity, at, field.size);
    record.unit = field.unit;
    record.storage = field.storage;
    record.function = field.function;
    if (field.type == FieldType::hexadecimal) {
        record.text = to_hex(bytes);
    } else {
        std::uint64_t raw = (raw_of(bytes, field.big_endian) >> field.shift) & field.mask;
        if (!field.bits.empty() || !field.words.empty()) add_words(field, raw, telegram);
        if (field.type == FieldType::unix_time) {
            record.text = time_text(static_cast<std::int64_t>(raw & 0xFFFFFFFFU) + field.epoch);
        } else {
            int128 value = static_cast<int128>(raw);
            const unsigned width = static_cast<unsigned>(field.size) * 8;
            if (field.type == FieldType::signed_integer && ((raw >> (width - 1)) & 1U) != 0)
                value -= static_cast<int128>(1) << width;
            record.value = Decimal(value + field.add, 0) * field.factor + field.offset;
        }
    }
    if (!field.quantity.empty()) telegram.records.push_back(std::move(record));
}

std::optional<DecodeError> read_fixed(const Layout& layout, Payload payload, Telegram& telegram) {
    for (const LayoutField& field : layout.fields) {
        if (field.at + field.size > payload.size())
            return DecodeError{payload.size(), "the payload ends before '" + field.quantity + "'"};
        read_field(field, payload, field.at, telegram);
    }
    return std::nullopt;
}

// Two or more fields may share a channel's bytes: they follow one another.
std::optional<DecodeError> read_channels(const Layout& layout, Payload payload, Telegram& telegram) {
    std::size_t at = 0;
    while (at < payload.size()) {
        std::size_t next = at;
        for (const LayoutField& field : layout.fields) {
            const std::size_t size = field.channel.size();
            if (size == 0 || size > payload.size() - at ||
                !std::equal(field.channel.begin(), field.channel.end(),
                            payload.begin() + static_cast<std::ptrdiff_t>(at)))
                continue;
            const std::size_t begin = next == at ? at + size : next;
            if (field.size > payload.size() - begin)
                return DecodeError{payload.size(), "the payload ends inside '" + field.quantity + "'"};
            read_field(field, payload, begin, telegram);
            next = begin + field.size;
        }
        if (next == at) return DecodeError{at, "an unknown channel"};
        at = next;
    }
    return std::nullopt;
}

std::optional<DecodeError> read_flags(const Layout& layout, Payload payload, Telegram& telegram) {
    std::size_t at = layout.flags_at + 2;
    if (payload.size() < at) return DecodeError{payload.size(), "the payload ends inside its header"};
    const std::uint64_t flags = raw_of(payload.subspan(layout.flags_at, 2), true);
    for (const LayoutField& field : layout.fields) {
        if (field.at + field.size <= layout.flags_at) {
            read_field(field, payload, field.at, telegram);
            continue;
        }
        if (((flags >> field.flag) & 1U) == 0) continue;
        if (field.size > payload.size() - at)
            return DecodeError{payload.size(), "the payload ends inside '" + field.quantity + "'"};
        read_field(field, payload, at, telegram);
        at += field.size;
    }
    if (at < payload.size()) return DecodeError{at, "bytes behind the last announced value"};
    return std::nullopt;
}

// Axioma W1, enhanced 24 h: clock, status, volume and 23 hourly differences of 14 bits.
std::optional<DecodeError> read_axioma(Payload payload, Telegram& telegram) {
    constexpr std::size_t size = 51;
    constexpr unsigned hours = 23;
    if (payload.size() < size) return DecodeError{payload.size(), "the enhanced payload has 51 bytes"};
    if (payload.size() > size)
        telegram.warnings.emplace_back("bytes behind the 51 of the enhanced payload were ignored");
    if (payload[0] != 0x01) return DecodeError{0, "an unknown frame version"};
    Record clock = record_at("date_time", 1, 4);
    clock.text = time_text(read_u32(payload.data() + 1));
    telegram.records.push_back(std::move(clock));
    const std::uint8_t status = payload[5];
    const bool backflow = (status & 0x60) == 0x60;
    const bool burst = (status & 0xA0) == 0xA0;
    if ((status & 0x04) != 0) telegram.status.emplace_back("LOW_BATTERY");
    if ((status & 0x08) != 0) telegram.status.emplace_back("PERMANENT_ERROR");
    if ((status & 0x10) != 0) telegram.status.emplace_back(status == 0x10 ? "PIPE_EMPTY" : "TEMPORARY_ERROR");
    if (backflow) telegram.status.emplace_back("BACKFLOW");
    if (burst) telegram.status.emplace_back("BURST");
    if ((status & 0x20) != 0 && !backflow && !burst) telegram.status.emplace_back("LEAKAGE");
    if ((status & 0x80) != 0 && !burst) telegram.status.emplace_back("LOW_TEMPERATURE");
    const std::uint32_t logged = read_u32(payload.data() + 6);
    std::int64_t litres = logged;
    for (unsigned hour = 0; hour < hours; ++hour) {
        unsigned difference = 0;
        for (unsigned bit = 0; bit < 14; ++bit) {
            const unsigned place = hour * 14 + bit;
            difference |= ((payload[10 + place / 8] >> (place % 8)) & 1U) << bit;
        }
        litres += difference;
    }
    add_number(telegram, "volume", "m3", Decimal(litres, 3), 6, size - 6);
    add_number(telegram, "volume", "m3", Decimal(logged, 3), 6, 4);
    telegram.records.back().storage = 1;
    if ((payload[size - 1] >> 2) != 0)
        telegram.warnings.emplace_back("the differences carry a multiplier that is not applied");
    return std::nullopt;
}

// Dragino SW3L: the flag names the flow sensor, which gives 450, 360 or 60 pulses a litre.
std::optional<DecodeError> read_sw3l(Payload payload, Telegram& telegram) {
    if (payload.size() < 11) return DecodeError{payload.size(), "the payload of 11 bytes is cut short"};
    const unsigned flag = payload[0] >> 2;
    const int pulses_per_litre = flag == 2 ? 60 : flag == 1 ? 360 : 450;
    const auto pulses = static_cast<std::int64_t>(raw_of(payload.subspan(1, 4), true));
    const bool since_last = payload[5] == 0x01;
    add_number(telegram, since_last ? "pulses_since_last" : "pulses", "", Decimal(pulses, 0), 1, 4);
    const Decimal volume = Decimal(pulses, 3).divided_by(Decimal(pulses_per_litre, 0), 7, Rounding::half_even);
    add_number(telegram, since_last ? "volume_since_last" : "volume", "m3", volume, 1, 4);
    if ((payload[0] & 0x02) != 0) telegram.status.emplace_back("ALARM");
    Record clock = record_at("date_time", 7, 4);
    clock.text = time_text(static_cast<std::int64_t>(raw_of(payload.subspan(7, 4), true)));
    telegram.records.push_back(std::move(clock));
    return std::nullopt;
}

int ascii_digit(std::uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Strega valves: the battery's millivolts as letters, a status letter, '#', temperature and humidity.
std::optional<DecodeError> read_strega(Payload payload, Telegram& telegram) {
    static constexpr const char* words[] = {nullptr, "TAMPER", "CABLE", "INPUT_0", "INPUT_1", "LEAK", "FRAUD"};
    if (payload.size() < 5) return DecodeError{payload.size(), "the payload is cut short"};
    int millivolts = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int digit = ascii_digit(payload[i] & 0x3F);
        if (digit < 0 || digit > 9) return DecodeError{i, "no decimal digit of the battery's voltage"};
        millivolts = millivolts * 10 + digit;
    }
    const int percent = std::clamp((millivolts - 2000 + 8) / 16, 0, 100);
    add_number(telegram, "battery", "%", Decimal(percent, 0), 0, 4);
    const unsigned status = ((payload[4] >> 4) - 3U) * 16U + (payload[4] & 0x0FU);
    add_number(telegram, "valve_open", "", Decimal(status & 1U, 0), 4, 1);
    for (unsigned bit = 1; bit < 7; ++bit) {
        if (((status >> bit) & 1U) != 0) telegram.status.emplace_back(words[bit]);
    }
    if (payload.size() >= 10 && payload[5] == 0x23) {
        const auto temperature = static_cast<int128>(raw_of(payload.subspan(6, 2), true)) * 165;
        const auto humidity = static_cast<int128>(raw_of(payload.subspan(8, 2), true)) * 100;
        const Decimal whole(65536, 0);
        add_number(telegram, "external_temperature", "C",
                   Decimal(temperature, 0).divided_by(whole, 2, Rounding::half_even) - Decimal(40, 0), 6, 2);
        add_number(telegram, "relative_humidity", "%", Decimal(humidity, 0).divided_by(whole, 2, Rounding::half_even),
                   8, 2);
    }
    return std::nullopt;
}

// Adeunis Pulse 4, frame 5A: the count, earlier counts as differences, an optional clock counted from 2013.
std::optional<DecodeError> read_adeunis(Payload payload, std::size_t at, Telegram& telegram) {
    constexpr std::int64_t start_2013 = 1'356'998'400;
    if (payload.size() < at + 6) return DecodeError{payload.size(), "the frame is cut short"};
    if (payload[at] != 0x5A && payload[at] != 0x5B)
        return DecodeError{at, "a frame that is no channel's data (5A or 5B)"};
    const std::uint8_t status = payload[at + 1];
    if ((status & 0x02) != 0) telegram.status.emplace_back("LOW_BATTERY");
    if ((status & 0x08) != 0) telegram.status.emplace_back("HARDWARE_ERROR");
    const bool clock = (status & 0x04) != 0;
    const std::size_t end = payload.size() - (clock && payload.size() >= at + 10 ? 4 : 0);
    auto count = static_cast<std::int64_t>(raw_of(payload.subspan(at + 2, 4), true));
    const unsigned subunit = payload[at] == 0x5B ? 1 : 0;
    add_number(telegram, "pulses", "", Decimal(count, 0), at + 2, 4);
    telegram.records.back().subunit = subunit;
    unsigned storage = 1;
    for (std::size_t next = at + 6; next + 2 <= end; next += 2, ++storage) {
        count -= static_cast<std::int64_t>(raw_of(payload.subspan(next, 2), true));
        add_number(telegram, "pulses", "", Decimal(count, 0), next, 2);
        telegram.records.back().storage = storage;
        telegram.records.back().subunit = subunit;
    }
    if (end < payload.size()) {
        Record record = record_at("date_time", end, 4);
        record.text = time_text(static_cast<std::int64_t>(raw_of(payload.subspan(end, 4), true)) + start_2013);
        telegram.records.push_back(std::move(record));
    }
    return std::nullopt;
}

std::optional<DecodeError> run_algorithm(const std::string& name, Payload payload, Telegram& telegram) {
    if (name == "axioma") return read_axioma(payload, telegram);
    if (name == "sw3l") return read_sw3l(payload, telegram);
    if (name == "strega") return read_strega(payload, telegram);
    if (name == "adeunis") return read_adeunis(payload, 0, telegram);
    if (name == "adeunis_nb") return read_adeunis(payload, 13, telegram);
    return DecodeError{0, "the layout names the unknown algorithm '" + name + "'"};
}

// A compact profile holds differences: without the register they start from it says nothing.
std::optional<DecodeError> profile_without_base(const Telegram& telegram) {
    for (const Record& profile : telegram.records) {
        if (!profile.quantity.ends_with("_profile")) continue;
        const bool based = std::any_of(telegram.records.begin(), telegram.records.end(), [&](const Record& record) {
            return record.storage == profile.storage && record.value && profile.quantity.starts_with(record.quantity);
        });
        if (!based) return DecodeError{profile.offset, "a profile without the value it starts from"};
    }
    return std::nullopt;
}

}  // namespace

struct LorawanDecoder::Parts {
    Parts(const Drivers& drivers, FormatStore& formats) : decoder(drivers, formats) {
        for (const auto& file : embedded::lorawan_drivers) {
            auto found = parse_layouts(file.text, std::string(file.name));
            layouts.insert(layouts.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        }
    }

    Decoded decode_mbus(const Layout& layout, Payload payload);

    Decoder decoder;
    std::vector<Layout> layouts;
};

Decoded LorawanDecoder::Parts::decode_mbus(const Layout& layout, Payload payload) {
    MeterAddress address;
    address.manufacturer = layout.vendor == "kamstrup" ? "KAW" : "???";
    address.id = no_number;
    address.version = layout.vendor == "kamstrup" ? 0x3C : 0;
    address.device_type = 0x16;
    Decoded decoded = decoder.decode_transport(payload, address, nullptr);
    // A short header names no meter: whoever knows the device does. Left in, all meters of a maker would be one.
    if (decoded.telegram.address.id == no_number) decoded.telegram.address.id.clear();
    if (decoded.outcome != Outcome::decoded) return decoded;
    if (auto error = profile_without_base(decoded.telegram)) {
        decoded.outcome = Outcome::invalid;
        decoded.error = std::move(error);
        return decoded;
    }
    collect_values(layout.driver, decoded.telegram);
    return decoded;
}

LorawanDecoder::LorawanDecoder(const Drivers& drivers, FormatStore& formats)
    : parts_(std::make_unique<Parts>(drivers, formats)) {}
LorawanDecoder::~LorawanDecoder() = default;
LorawanDecoder::LorawanDecoder(LorawanDecoder&&) noexcept = default;
LorawanDecoder& LorawanDecoder::operator=(LorawanDecoder&&) noexcept = default;

std::vector<std::string> LorawanDecoder::models() const {
    std::vector<std::string> names;
    for (const Layout& layout : parts_->layouts) {
        for (const auto& model : layout.models)
            names.push_back(layout.vendor + "/" + model);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Decoded LorawanDecoder::decode(const LorawanUplink& uplink) {
    constexpr std::size_t max_payload = 242;
    Decoded decoded;
    const std::string vendor = lower(uplink.vendor);
    const std::string model = lower(uplink.model);
    bool known = false;
    bool port_known = false;
    const Layout* chosen = nullptr;
    for (const Layout& layout : parts_->layouts) {
        if (layout.vendor != vendor ||
            std::find(layout.models.begin(), layout.models.end(), model) == layout.models.end())
            continue;
        known = true;
        if (!layout.ports.empty() &&
            std::find(layout.ports.begin(), layout.ports.end(), uplink.port) == layout.ports.end())
            continue;
        port_known = true;
        if (layout.size && *layout.size != uplink.payload.size()) continue;
        if (layout.starts.size() > uplink.payload.size() ||
            !std::equal(layout.starts.begin(), layout.starts.end(), uplink.payload.begin()))
            continue;
        chosen = &layout;
        break;
    }
    if (uplink.payload.empty() || uplink.payload.size() > max_payload || chosen == nullptr) {
        const char* wrong = !known        ? "no layout for this vendor and model"
                            : !port_known ? "unknown FPort"
                                          : "no layout fits this payload's length and start";
        decoded.error = DecodeError{0, uplink.payload.empty() ? "no bytes" : wrong};
        return decoded;
    }
    if (chosen->kind == LayoutKind::algorithm && chosen->algorithm == "mbus")
        return parts_->decode_mbus(*chosen, uplink.payload);
    Telegram& telegram = decoded.telegram;
    telegram.driver = chosen->driver.name;
    switch (chosen->kind) {
        case LayoutKind::fixed:
            decoded.error = read_fixed(*chosen, uplink.payload, telegram);
            break;
        case LayoutKind::channels:
            decoded.error = read_channels(*chosen, uplink.payload, telegram);
            break;
        case LayoutKind::flags:
            decoded.error = read_flags(*chosen, uplink.payload, telegram);
            break;
        case LayoutKind::algorithm:
            decoded.error = run_algorithm(chosen->algorithm, uplink.payload, telegram);
            break;
    }
    if (decoded.error) return decoded;
    collect_values(chosen->driver, telegram);
    collect_status(chosen->driver, {}, telegram);
    decoded.outcome = Outcome::decoded;
    return decoded;
}

}  // namespace aquacis::edge
