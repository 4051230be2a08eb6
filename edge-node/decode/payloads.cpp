#include "edge-node/decode/payloads.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "edge-node/decode/records.hpp"

namespace aquacis::edge {
namespace {

struct FlagWord {
    std::uint32_t mask;
    const char* word;
};

void add_words(std::uint32_t flags, std::span<const FlagWord> words, Telegram& telegram) {
    for (const FlagWord& flag : words) {
        if ((flags & flag.mask) != 0) telegram.status.emplace_back(flag.word);
    }
}

struct Where {
    std::size_t offset;
    std::size_t length;
};

void add_number(Telegram& telegram, const char* quantity, const char* unit, unsigned storage, Decimal value,
                Where where) {
    Record record;
    record.quantity = quantity;
    record.unit = unit;
    record.storage = storage;
    record.value = value;
    record.offset = where.offset;
    record.length = where.length;
    telegram.records.push_back(std::move(record));
}

void add_text(Telegram& telegram, const char* quantity, unsigned storage, std::string text, Where where) {
    Record record;
    record.quantity = quantity;
    record.storage = storage;
    record.text = std::move(text);
    record.offset = where.offset;
    record.length = where.length;
    telegram.records.push_back(std::move(record));
}

PayloadResult invalid(std::size_t at, const char* message) { return {LayerOutcome::invalid, at, message}; }

std::uint32_t read_big_u32(const std::uint8_t* p) {
    return (static_cast<std::uint32_t>(p[0]) << 24) | (static_cast<std::uint32_t>(p[1]) << 16) |
           (static_cast<std::uint32_t>(p[2]) << 8) | p[3];
}

std::string date_text(unsigned year, unsigned month, unsigned day) {
    char text[40];
    std::snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
    return text;
}

bool is_date(unsigned month, unsigned day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; }

struct TagLength {
    std::uint8_t first;
    std::uint8_t last;
    int length;
};

// Apator 162: tagged fields of known lengths, the number of bytes that follow each tag.
constexpr TagLength apator162_tags[] = {
    {0x00, 0x00, 4},  {0x01, 0x01, 3},  {0x10, 0x10, 4},  {0x11, 0x11, 2},  {0x40, 0x40, 6},  {0x41, 0x41, 2},
    {0x42, 0x42, 4},  {0x43, 0x43, 2},  {0x44, 0x44, 3},  {0x71, 0x71, 9},  {0x72, 0x72, 13}, {0x73, 0x73, 17},
    {0x74, 0x74, 21}, {0x75, 0x75, 25}, {0x76, 0x76, 29}, {0x77, 0x77, 33}, {0x78, 0x78, 37}, {0x79, 0x79, 41},
    {0x7A, 0x7A, 45}, {0x7B, 0x7B, 49}, {0x7C, 0x7C, 53}, {0x80, 0x84, 10}, {0x85, 0x85, 11}, {0x86, 0x87, 10},
    {0x88, 0x88, 11}, {0x8A, 0x8A, 9},  {0x8B, 0x8C, 6},  {0x8E, 0x8E, 7},  {0x8F, 0x8F, 11}, {0xA0, 0xA1, 4},
    {0xA2, 0xA2, 1},  {0xA3, 0xA3, 7},  {0xA4, 0xA4, 4},  {0xA5, 0xA5, 1},  {0xA6, 0xA6, 3},  {0xA7, 0xA8, 2},
    {0xA9, 0xA9, 1},  {0xAA, 0xAD, 2},  {0xAF, 0xAF, 1},  {0xB0, 0xB0, 5},  {0xB1, 0xB1, 8},  {0xB2, 0xB2, 16},
    {0xB3, 0xB3, 8},  {0xB4, 0xB4, 2},  {0xB5, 0xB5, 16}, {0xB6, 0xBF, 3},  {0xC0, 0xC7, 3},  {0xD0, 0xD0, 3},
    {0xD3, 0xD3, 3},  {0xF0, 0xF0, 4},
};

int apator162_length(std::uint8_t tag) {
    for (const TagLength& entry : apator162_tags) {
        if (tag >= entry.first && tag <= entry.last) return entry.length;
    }
    return -1;
}

// Apator's tags up to the total volume: each has a known length, and at one that nobody knows the rest cannot be read.
PayloadResult read_apator162(const PayloadInput& input, Telegram& telegram) {
    const auto bytes = input.application;
    const std::size_t base = input.layers.payload;
    std::size_t at = 0;
    while (at < bytes.size() && bytes[at] == 0x2F)
        ++at;
    at += 8;  // one leading byte (0F or 80), seven of status
    while (at < bytes.size() && bytes[at] != 0xFF) {
        const int length = apator162_length(bytes[at]);
        const std::size_t left = bytes.size() - at - 1;
        if (length < 0 || static_cast<std::size_t>(length) > left) break;  // the checksum, or a tag nobody knows
        if (bytes[at] == 0x10)
            add_number(telegram, "volume", "m3", 0, Decimal(read_u32(bytes.data() + at + 1), 3), {base + at, 5});
        at += 1 + static_cast<std::size_t>(length);
    }
    if (telegram.records.empty())
        return invalid(base + std::min(at, bytes.size()), "no total volume before an unknown field");
    return {};
}

std::string seconds_since_2000(std::uint32_t seconds) {
    using namespace std::chrono;
    const sys_days start = year{2000} / January / 1;
    const sys_seconds moment = start + std::chrono::seconds(seconds);
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss clock(moment - day);
    char text[40];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return date_text(static_cast<unsigned>(static_cast<int>(date.year())), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day())) +
           text;
}

// Apator NA-1: access number and flags in clear, then one AES block; without a key of its own the meter uses zeros.
PayloadResult read_apatorna1(const PayloadInput& input, Telegram& telegram) {
    static constexpr FlagWord words[] = {{0x80, "MINIMUM_FLOW"},   {0x40, "MAXIMUM_FLOW"},
                                         {0x20, "REVERSE_FLOW"},   {0x10, "MEASUREMENT_UNCHANGED"},
                                         {0x08, "LEAK"},           {0x04, "DEVICE_DISCONNECTED"},
                                         {0x02, "MAGNETIC_FIELD"}, {0x01, "BATTERY_LOW"}};
    const auto bytes = input.application;
    const std::size_t base = input.layers.payload;
    if (bytes.size() < 18) return invalid(base + bytes.size(), "the payload of 18 bytes is cut short");
    Block iv{};
    std::copy(input.layers.address.begin(), input.layers.address.end(), iv.begin());
    std::fill(iv.begin() + 8, iv.end(), bytes[0]);
    Block plain{};
    std::copy_n(bytes.begin() + 2, 16, plain.begin());
    input.cipher.cbc_decrypt(input.key != nullptr ? *input.key : Key{}, iv, plain);
    telegram.counter = bytes[0];
    const std::uint32_t packed = read_u32(plain.data() + 1);
    const std::uint32_t seconds = read_u32(plain.data() + 5);
    const int decimals = 3 - static_cast<int>((packed >> 4) & 3U);
    // A wrong key gives a random clock: 2010 to 2060 is what these meters can show.
    if (seconds < 315'532'800U || seconds > 1'893'456'000U)
        return {LayerOutcome::needs_key, base + 2, "the key does not open the telegram"};
    const Decimal volume(static_cast<int128>(packed >> 8) * 16 + (packed & 0x0FU), decimals);
    add_number(telegram, "volume", "m3", 0, volume, {base + 2, 16});
    std::string moment = seconds_since_2000(seconds);
    const std::uint32_t age_h = (static_cast<std::uint32_t>(plain[10]) >> 2) * 256U + plain[9];
    const std::int64_t delta =
        (static_cast<std::int64_t>(plain[13]) << 18) + (plain[12] << 10) + (plain[11] << 2) + (plain[10] & 3);
    add_number(telegram, "volume", "m3", 1, volume - Decimal(delta, decimals), {base + 2, 16});
    if (age_h * 3600U < seconds)
        add_text(telegram, "date_time", 1, seconds_since_2000(seconds - age_h * 3600U).substr(0, 16), {base + 2, 16});
    add_text(telegram, "date_time", 0, moment.substr(0, 16), {base + 2, 16});
    add_words(plain[14], words, telegram);
    telegram.security = Security::none;
    return {};
}

// Apator 08: the application starts with the count of thirds of a litre; AT-WMBUS-17-2: of a cubic metre.
PayloadResult read_total(const PayloadInput& input, int decimals, Telegram& telegram) {
    if (input.application.size() < 4)
        return invalid(input.layers.payload + input.application.size(), "the total of 4 bytes is cut short");
    add_number(telegram, "volume", "m3", 0, Decimal(read_u32(input.application.data()), decimals),
               {input.layers.payload, 4});
    return {};
}

PayloadResult read_apator08(const PayloadInput& input, Telegram& telegram) { return read_total(input, 3, telegram); }
PayloadResult read_apator172(const PayloadInput& input, Telegram& telegram) { return read_total(input, 0, telegram); }

// Zenner 0B: flags, target and total as 1/256 litre.
PayloadResult read_zenner0b(const PayloadInput& input, Telegram& telegram) {
    auto bytes = input.application;
    std::size_t base = input.layers.payload;
    while (!bytes.empty() && bytes[0] == 0x2F) {
        bytes = bytes.subspan(1);
        ++base;
    }
    if (bytes.size() < 13 || bytes[0] != 0x0F) return invalid(base, "13 bytes that start with 0F were expected");
    const auto volume = [&](std::size_t at) {
        return Decimal(read_u32(bytes.data() + at), 0).divided_by(Decimal(256000, 0), 6, Rounding::half_even);
    };
    if (const std::uint32_t flags = read_u32(bytes.data() + 1); flags != 0) {
        char word[24];
        std::snprintf(word, sizeof word, "STATUS_%X", flags);
        telegram.status.emplace_back(word);
    }
    add_number(telegram, "volume", "m3", 1, volume(5), {base + 5, 4});
    add_number(telegram, "volume", "m3", 0, volume(9), {base + 9, 4});
    return {};
}

struct TechemDate {
    unsigned year;
    unsigned month;
    unsigned day;
};

TechemDate techem_date(unsigned raw) { return {2000 + (raw >> 9), (raw >> 5) & 0x0FU, raw & 0x1FU}; }

// Techem radio 3: reading at the due date, and consumption since, both in 0.1 m³.
PayloadResult read_techem3(const PayloadInput& input, Telegram& telegram) {
    const auto bytes = input.application;
    const std::size_t base = input.layers.payload;
    if (bytes.size() < 9) return invalid(base + bytes.size(), "the payload of 9 bytes is cut short");
    const TechemDate due = techem_date(read_u16(bytes.data() + 1));
    if (!is_date(due.month, due.day)) return invalid(base + 1, "no date where the due date should be");
    const unsigned now = read_u16(bytes.data() + 5);
    const unsigned month = (now >> 9) & 0x0FU;
    const unsigned day = (now >> 4) & 0x1FU;
    const Decimal at_due(read_u16(bytes.data() + 3), 1);
    const Decimal since(read_u16(bytes.data() + 7), 1);
    add_number(telegram, "volume", "m3", 1, at_due, {base + 3, 2});
    add_text(telegram, "date", 1, date_text(due.year, due.month, due.day), {base + 1, 2});
    add_number(telegram, "volume", "m3", 0, at_due + since, {base + 7, 2});
    if (is_date(month, day)) {
        const bool next_year = month < due.month || (month == due.month && day <= due.day);
        add_text(telegram, "date", 0, date_text(due.year + (next_year ? 1 : 0), month, day), {base + 5, 2});
    }
    return {};
}

PayloadResult read_techem3a(const PayloadInput& input, Telegram& telegram) {
    const auto bytes = input.application;
    const std::size_t base = input.layers.payload;
    if (bytes.size() < 7) return invalid(base + bytes.size(), "the payload is cut short");
    const TechemDate date = techem_date(read_u16(bytes.data() + 2));
    if (!is_date(date.month, date.day)) return invalid(base + 2, "no date where the reading's date should be");
    add_text(telegram, "date", 0, date_text(date.year, date.month, date.day), {base + 2, 2});
    add_number(telegram, "volume", "m3", 0, Decimal(static_cast<int128>(read_little_endian(bytes.subspan(4, 3))), 1),
               {base + 4, 3});
    return {};
}

PayloadResult read_techem4(const PayloadInput& input, Telegram& telegram) {
    const auto bytes = input.application;
    const std::size_t base = input.layers.payload;
    if (bytes.size() < 9) return invalid(base + bytes.size(), "the payload of 9 bytes is cut short");
    const Decimal at_due(read_u16(bytes.data() + 3), 1);
    const Decimal since(read_u16(bytes.data() + 7), 1);
    add_number(telegram, "volume", "m3", 1, at_due, {base + 3, 2});
    add_number(telegram, "volume", "m3", 0, at_due + since, {base + 7, 2});
    return {};
}

// B Meters RFM-TX1: four BCD bytes masked by a key byte of the link header, then the clock in clear BCD.
PayloadResult read_rfmtx1(const PayloadInput& input, Telegram& telegram) {
    static constexpr std::uint8_t masks[16][4] = {
        {122, 16, 26, 10},  {112, 19, 34, 19},   {185, 11, 142, 153}, {121, 7, 74, 22},
        {7, 154, 203, 105}, {50, 161, 57, 14},   {156, 126, 96, 153}, {180, 196, 128, 163},
        {10, 206, 25, 3},   {240, 5, 165, 134},  {22, 152, 17, 94},   {12, 201, 125, 162},
        {74, 72, 228, 31},  {119, 46, 138, 232}, {189, 120, 87, 140}, {57, 111, 40, 5}};
    const auto frame = input.layers.frame.content();
    if (frame.size() < 34) return invalid(frame.size(), "the payload is cut short");
    const std::uint8_t key = frame[11];
    std::array<std::uint8_t, 4> total{};
    for (std::size_t i = 0; i < 4; ++i)
        total[i] = static_cast<std::uint8_t>(frame[17 + i] ^ key ^ masks[key & 0x0F][i]);
    const auto volume = bcd_of(total, -3);
    if (!volume) return invalid(17, "the total is not decimal");
    add_number(telegram, "volume", "m3", 0, *volume, {17, 4});
    const auto two = [&](std::size_t at) { return (frame[at] >> 4) * 10U + (frame[at] & 0x0FU); };
    if (is_date(two(32), two(31))) {
        char clock[40];
        std::snprintf(clock, sizeof clock, "T%02u:%02u:%02u", two(30), two(29), two(28));
        add_text(telegram, "date_time", 0, date_text(2000 + two(33), two(32), two(31)) + clock, {28, 6});
    }
    return {};
}

// Qundis walk-by: one variable-length record 0D FF5F holds total, due-date and month values.
PayloadResult read_qundis(const PayloadInput& input, Telegram& telegram) {
    std::vector<Record> added;
    for (const Record& record : telegram.records) {
        if (record.vif != 0xFF5F || record.length < 4 + 30) continue;
        const std::size_t begin = record.offset + 4;
        const auto b = input.layers.frame.content().subspan(input.layers.payload + begin, record.length - 4);
        if (b[9] != 0x13) continue;
        Telegram found;
        const auto number = [&](std::size_t at, unsigned storage) {
            if (const auto value = bcd_of(b.subspan(at, 4), -3))
                add_number(found, "volume", "m3", storage, *value, {begin + at, 4});
        };
        const auto date = [&](std::size_t at, unsigned storage) {
            if (auto text = date_of(b.subspan(at, 2))) add_text(found, "date", storage, *text, {begin + at, 2});
        };
        number(12, 0);
        date(16, 1);
        number(18, 1);
        date(22, 17);
        number(24, 17);
        added = std::move(found.records);
    }
    telegram.records.insert(telegram.records.end(), added.begin(), added.end());
    return {};
}

// GWF: the manufacturer data starts with a type byte; of type 1 the flags are known.
PayloadResult read_gwf(const PayloadInput& input, Telegram& telegram) {
    static constexpr FlagWord words[] = {
        {0x02, "CONTINUOUS_FLOW"}, {0x08, "BROKEN_PIPE"}, {0x20, "BATTERY_LOW"}, {0x40, "BACKFLOW"}};
    if (!input.manufacturer_data || *input.manufacturer_data + 1 >= input.application.size()) return {};
    const auto bytes = input.application.subspan(*input.manufacturer_data);
    if (bytes[0] != 0x01) {
        char word[32];
        std::snprintf(word, sizeof word, "UNKNOWN_MFCT_STATUS_%X", bytes[0]);
        if (bytes[0] != 0) telegram.status.emplace_back(word);
        return {};
    }
    add_words(bytes[1], words, telegram);
    return {};
}

}  // namespace

namespace {

constexpr std::uint32_t diehl_keys[] = {0x39BC8A10U ^ 0xE66D83F8U,
                                        0x51728910U ^ 0xE66D83F8U};  // publicly known for years

// The shift register's start: the key's halves and the header as it was on the air.
std::uint32_t diehl_start(std::uint32_t key, std::span<const std::uint8_t> frame) {
    return key ^ read_big_u32(frame.data() + 2) ^ read_big_u32(frame.data() + 6) ^ read_big_u32(frame.data() + 10);
}

std::uint8_t next_mask(std::uint32_t& state) {
    for (int bit = 0; bit < 8; ++bit) {
        const std::uint32_t next = ((state >> 1) ^ (state >> 2) ^ (state >> 11) ^ (state >> 31)) & 1U;
        state = (state << 1) | next;
    }
    return static_cast<std::uint8_t>(state & 0xFFU);
}

std::vector<std::uint32_t> diehl_candidates(const Key* key) {
    std::vector<std::uint32_t> candidates;
    if (key != nullptr) candidates.push_back(read_big_u32(key->data()) ^ read_big_u32(key->data() + 4));
    candidates.insert(candidates.end(), std::begin(diehl_keys), std::end(diehl_keys));
    return candidates;
}

// Izar PRIOS: a shift register started from the header and one of two well-known keys; the first plain byte is 4B.
PayloadResult read_prios(const PayloadInput& input, Telegram& telegram) {
    static constexpr FlagWord words[] = {{0x008000, "LEAKAGE"},
                                         {0x002000, "METER_BLOCKED"},
                                         {0x800000, "BACK_FLOW"},
                                         {0x400000, "UNDERFLOW"},
                                         {0x200000, "OVERFLOW"},
                                         {0x100000, "SUBMARINE"},
                                         {0x080000, "SENSOR_FRAUD"},
                                         {0x020000, "MECHANICAL_FRAUD"},
                                         {0x004000, "PREV_LEAKAGE"},
                                         {0x040000, "PREV_SENSOR_FRAUD"},
                                         {0x010000, "PREV_MECHANICAL_FRAUD"}};
    const auto frame = input.layers.frame.content();
    if (frame.size() < 20) return invalid(frame.size(), "the payload is cut short");
    std::array<std::uint8_t, 11> plain{};
    const std::size_t size = std::min(plain.size(), frame.size() - 15);
    bool open = false;
    const auto try_key = [&](std::uint32_t start) {
        std::uint32_t state = diehl_start(start, frame);
        for (std::size_t i = 0; i < size; ++i) {
            plain[i] = static_cast<std::uint8_t>(frame[15 + i] ^ next_mask(state));
            if (plain[0] != 0x4B) return false;
        }
        return true;
    };
    for (const std::uint32_t key : diehl_candidates(input.key))
        open = open || try_key(key);
    if (!open) return {LayerOutcome::needs_key, 15, "no known PRIOS key opens the telegram"};
    add_number(telegram, "volume", "m3", 0, Decimal(read_u32(plain.data() + 1), 3), {15 + 1, 4});
    if (size >= 11) {
        add_number(telegram, "volume", "m3", 1, Decimal(read_u32(plain.data() + 5), 3), {15 + 5, 4});
        if (auto date = date_of(std::span(plain).subspan(9, 2))) add_text(telegram, "date", 1, *date, {15 + 9, 2});
    }
    const std::uint32_t flags =
        frame[11] | (static_cast<std::uint32_t>(frame[12]) << 8) | (static_cast<std::uint32_t>(frame[13]) << 16);
    add_words(flags, words, telegram);
    add_number(telegram, "battery_remaining", "year", 0, Decimal(static_cast<int128>(frame[12] & 0x1F) * 5, 1),
               {12, 1});
    return {};
}

}  // namespace

bool open_diehl(Layers& layers, const Key* key) {
    LinkFrame& frame = layers.frame;
    if (!layers.swapped_address || layers.ci != 0x7A || frame.size <= 15) return false;
    for (const std::uint32_t candidate : diehl_candidates(key)) {
        std::array<std::uint8_t, LinkFrame::max_size> plain;
        std::uint32_t state = diehl_start(candidate, frame.content());
        unsigned sum = 0;
        for (std::size_t i = 15; i < frame.size; ++i) {
            plain[i] = static_cast<std::uint8_t>(frame.bytes[i] ^ next_mask(state));
            sum += plain[i];
        }
        if ((sum & 0xEFU) != (frame.bytes[14] & 0xEFU)) continue;
        std::copy(plain.begin() + 15, plain.begin() + static_cast<std::ptrdiff_t>(frame.size),
                  frame.bytes.begin() + 15);
        return true;
    }
    return false;
}

const PayloadAlgorithm* find_payload(std::string_view name) {
    static constexpr PayloadAlgorithm algorithms[] = {
        {"prios", true, true, read_prios},        {"apatorna1", true, true, read_apatorna1},
        {"techem3", true, true, read_techem3},    {"techem3a", true, true, read_techem3a},
        {"techem4", true, true, read_techem4},    {"apator162", true, false, read_apator162},
        {"apator08", true, false, read_apator08}, {"apator172", true, false, read_apator172},
        {"zenner0b", true, false, read_zenner0b}, {"rfmtx1", true, false, read_rfmtx1},
        {"qundis", false, false, read_qundis},    {"gwf", false, false, read_gwf},
    };
    for (const auto& algorithm : algorithms) {
        if (algorithm.name == name) return &algorithm;
    }
    return nullptr;
}

}  // namespace aquacis::edge
