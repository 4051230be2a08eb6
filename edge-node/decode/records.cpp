#include "edge-node/decode/records.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "edge-node/decode/link.hpp"
#include "edge-node/decode/vif.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t max_extensions = 10;
constexpr int max_exponent = 9;  // repeated multipliers beyond it are no measurement
constexpr std::size_t no_length = static_cast<std::size_t>(-1);

struct Header {
    std::uint8_t dif = 0;
    unsigned storage = 0;
    unsigned tariff = 0;
    unsigned subunit = 0;
    std::array<std::uint8_t, max_extensions + 1> vif{};
    std::size_t vif_size = 0;
    std::string_view plain_text;  // a VIF in letters
    std::size_t size = 0;
};

std::string_view function_of(std::uint8_t dif) {
    switch ((dif >> 4) & 3) {
        case 0:
            return "instantaneous";
        case 1:
            return "maximum";
        case 2:
            return "minimum";
        default:
            return "error";
    }
}

const char* read_dif(std::span<const std::uint8_t> bytes, Header& header) {
    header.dif = bytes[0];
    header.storage = (bytes[0] >> 6) & 1U;
    std::size_t at = 1;
    unsigned storage_shift = 1;
    while ((bytes[at - 1] & 0x80) != 0) {
        if (at > max_extensions) return "more than ten DIF extensions";
        if (at >= bytes.size()) return "the record ends inside its DIF";
        const unsigned extension = bytes[at];
        if (storage_shift < 28) header.storage |= (extension & 0x0FU) << storage_shift;
        header.tariff |= ((extension >> 4) & 3U) << (2 * (at - 1));
        header.subunit |= ((extension >> 6) & 1U) << (at - 1);
        storage_shift += 4;
        ++at;
    }
    header.size = at;
    return nullptr;
}

const char* read_vif(std::span<const std::uint8_t> bytes, Header& header) {
    std::size_t at = header.size;
    bool more = true;
    while (more) {
        if (header.vif_size > max_extensions) return "more than ten VIF extensions";
        if (at >= bytes.size()) return "the record ends inside its VIF";
        const std::uint8_t byte = bytes[at++];
        header.vif[header.vif_size++] = byte;
        more = (byte & 0x80) != 0;
        if (header.vif_size == 1 && (byte & 0x7F) == 0x7C) {
            if (at >= bytes.size() || bytes[at] > bytes.size() - at - 1)
                return "the record ends inside its unit's letters";
            header.plain_text = {reinterpret_cast<const char*>(bytes.data()) + at + 1, bytes[at]};
            at += bytes[at] + std::size_t{1};
        }
    }
    header.size = at;
    return nullptr;
}

const char* read_header(std::span<const std::uint8_t> bytes, Header& header) {
    if (const char* wrong = read_dif(bytes, header)) return wrong;
    return read_vif(bytes, header);
}

// The LVAR byte: how many bytes follow, or no_length for a reserved code.
std::size_t variable_length(std::uint8_t lvar) {
    if (lvar <= 0xBF) return lvar;
    if (lvar <= 0xC9) return lvar - 0xC0U;
    if (lvar >= 0xD0 && lvar <= 0xD9) return lvar - 0xD0U;
    if (lvar >= 0xE0 && lvar <= 0xEF) return lvar - 0xE0U;
    if (lvar >= 0xF0 && lvar <= 0xF4) return std::size_t{4} * (lvar - 0xECU);
    if (lvar == 0xF5) return 48;
    if (lvar == 0xF6) return 64;
    return no_length;
}

std::size_t fixed_length(std::uint8_t dif) {
    static constexpr std::size_t lengths[16] = {0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, no_length, 6, no_length};
    return lengths[dif & 0x0F];
}

std::string letters_of(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (auto it = bytes.rbegin(); it != bytes.rend(); ++it) {
        if (*it != 0) text.push_back(*it >= 0x20 && *it < 0x7F ? static_cast<char>(*it) : '?');
    }
    return text;
}

std::string digits_of(std::span<const std::uint8_t> little_endian) {
    Bytes reversed(little_endian.rbegin(), little_endian.rend());
    return to_hex(reversed);
}

std::optional<Decimal> integer_of(std::span<const std::uint8_t> bytes, const VifMeaning& meaning) {
    std::uint64_t raw = read_little_endian(bytes);
    if (bytes.empty() || bytes.size() > 8) return std::nullopt;
    if (meaning.kind == ValueKind::bits) return scaled(static_cast<int128>(raw), meaning.exponent);
    const unsigned width = static_cast<unsigned>(bytes.size()) * 8;
    const std::uint64_t sign = std::uint64_t{1} << (width - 1);
    if (raw == sign) return std::nullopt;  // EN 13757-3: the most negative value says "invalid"
    int128 value = static_cast<int128>(raw);
    if ((raw & sign) != 0) value -= static_cast<int128>(1) << width;
    return scaled(value, meaning.exponent);
}

// A float's value is a dyadic fraction; the decimal is exact as far as 18 decimals reach.
std::optional<Decimal> float_of(std::span<const std::uint8_t> bytes, int exponent) {
    const std::uint32_t raw = read_u32(bytes.data());
    const int binary = static_cast<int>((raw >> 23) & 0xFFU);
    if (binary == 0xFF) return std::nullopt;
    int128 mantissa = raw & 0x7FFFFFU;
    if (binary != 0) mantissa |= 0x800000;
    int shift = (binary == 0 ? 1 : binary) - 150;
    while (mantissa != 0 && (mantissa & 1) == 0 && shift < 0) {
        mantissa >>= 1;
        ++shift;
    }
    if (shift > 63) return std::nullopt;
    int scale = 0;
    for (; shift > 0; --shift)
        mantissa *= 2;
    for (; shift < 0 && scale < 30; ++shift, ++scale)
        mantissa *= 5;
    if (shift < 0) return Decimal{};  // below 2^-30: nothing a meter measures
    while (scale > Decimal::max_scale) {
        mantissa = divide(mantissa, 10, Rounding::half_even);
        --scale;
    }
    if ((raw >> 31) != 0) mantissa = -mantissa;
    const Decimal unscaled(mantissa, scale);
    if (exponent >= 0) return scaled(unscaled.units(), exponent).rescaled(0, Rounding::down) * Decimal(1, scale);
    if (scale - exponent > Decimal::max_scale)
        return unscaled.rescaled(Decimal::max_scale + exponent, Rounding::half_even) * Decimal(1, -exponent);
    return Decimal(unscaled.units(), scale - exponent);
}

std::optional<Decimal> customary_of(std::optional<Decimal> value, const VifMeaning& meaning) {
    if (!value || meaning.factor == 1) return value;
    const int room = Decimal::max_scale - meaning.factor_scale;
    if (value->scale() > room) value = value->rescaled(room, Rounding::half_even);
    return *value * Decimal(static_cast<int128>(meaning.factor), meaning.factor_scale);
}

// EN 13757-3's LVAR says what the bytes are: letters, digits or an integer. What is too long for a number stays as
// text.
void set_variable(std::span<const std::uint8_t> value, std::uint8_t lvar, const VifMeaning& meaning, Record& record) {
    if (lvar <= 0xBF) {
        record.text = meaning.quantity.ends_with("profile") || meaning.quantity == "wireless_container" ||
                              meaning.quantity == "manufacturer_container"
                          ? to_hex(value)
                          : letters_of(value);
    } else if (lvar <= 0xD9) {
        record.value = bcd_of(value, meaning.exponent);
        if (record.value && lvar >= 0xD0) record.value = -*record.value;
        if (!record.value) record.text = digits_of(value);
    } else {
        record.value = value.size() <= 8 ? integer_of(value, meaning) : std::nullopt;
        if (!record.value) record.text = to_hex(value);
    }
}

void set_date(std::span<const std::uint8_t> value, Record& record) {
    const auto text = value.size() == 2 ? date_of(value) : date_time_of(value);
    if (text) record.text = *text;
}

// How the bytes are read, by data type and by what they mean: dates, letters, numbers of a device, measures. What no
// exact number can hold stays as text.
void set_value(const Header& header, const VifMeaning& meaning, std::span<const std::uint8_t> value, std::uint8_t lvar,
               Record& record) {
    const unsigned type = header.dif & 0x0FU;
    if (meaning.kind == ValueKind::date && type < 8 && type != 5) return set_date(value, record);
    if (meaning.kind == ValueKind::letters && type < 8) {
        record.text = letters_of(value);
        return;
    }
    if (value.empty()) return;
    if (meaning.exponent - meaning.factor_scale < -Decimal::max_scale || meaning.exponent > max_exponent) {
        record.text = digits_of(value);
        return;
    }
    if (type == 0x0D) return set_variable(value, lvar, meaning, record);
    if (meaning.quantity == "fabrication_no" || meaning.quantity == "enhanced_id") {
        record.text = digits_of(value);
        return;
    }
    if (type == 5)
        record.value = customary_of(float_of(value, meaning.exponent), meaning);
    else if (type > 8)
        record.value = customary_of(bcd_of(value, meaning.exponent), meaning);
    else
        record.value = customary_of(integer_of(value, meaning), meaning);
}

std::uint32_t packed_vif(const Header& header) {
    std::uint32_t packed = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(header.vif_size, 4); ++i)
        packed = (packed << 8) | header.vif[i];
    return packed;
}

Record make_record(const Header& header, std::span<const std::uint8_t> value, std::uint8_t lvar) {
    const VifMeaning meaning = meaning_of({header.vif.data(), header.vif_size});
    Record record;
    record.quantity = meaning.quantity;
    record.unit = header.plain_text.empty() ? std::string(meaning.unit) : std::string(header.plain_text);
    record.storage = header.storage;
    record.tariff = header.tariff;
    record.subunit = header.subunit;
    record.function = function_of(header.dif);
    record.dif = header.dif;
    record.vif = packed_vif(header);
    set_value(header, meaning, value, lvar, record);
    return record;
}

void append(Bytes& to, std::span<const std::uint8_t> bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

// Reads one value behind its header; says how many bytes it took, no_length when it does not fit.
std::size_t read_value(const Header& header, std::span<const std::uint8_t> bytes, std::span<const std::uint8_t>& value,
                       std::uint8_t& lvar) {
    std::size_t before = 0;
    std::size_t length = fixed_length(header.dif);
    if ((header.dif & 0x0F) == 0x0D) {
        if (bytes.empty()) return no_length;
        lvar = bytes[0];
        before = 1;
        length = variable_length(lvar);
    }
    if (length == no_length || length > bytes.size() - before) return no_length;
    value = bytes.subspan(before, length);
    return before + length;
}

bool is_manufacturer_dif(std::uint8_t dif) { return dif == 0x0F || dif == 0x1F; }

void add_manufacturer_data(std::span<const std::uint8_t> payload, std::size_t at, ParsedRecords& parsed) {
    parsed.manufacturer_data = at + 1;
    Record record;
    record.quantity = "manufacturer_data";
    record.text = to_hex(payload.subspan(at + 1));
    record.offset = at;
    record.length = payload.size() - at;
    record.dif = payload[at];
    parsed.records.push_back(std::move(record));
}

}  // namespace

Decimal scaled(int128 units, int exponent) {
    if (exponent < 0) return {units, -exponent};
    for (; exponent > 0; --exponent)
        units *= 10;
    return {units, 0};
}

std::optional<Decimal> bcd_of(std::span<const std::uint8_t> bytes, int exponent) {
    int128 units = 0;
    bool negative = false;
    for (std::size_t i = bytes.size() * 2; i > 0; --i) {
        const std::uint8_t byte = bytes[(i - 1) / 2];
        const unsigned digit = (i % 2) == 0 ? byte >> 4 : byte & 0x0FU;
        if (digit == 0xF && i == bytes.size() * 2) {
            negative = true;
        } else if (digit > 9) {
            return std::nullopt;
        } else {
            units = units * 10 + digit;
        }
    }
    return scaled(negative ? -units : units, exponent);
}

std::optional<std::string> date_of(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != 2) return std::nullopt;
    const unsigned day = bytes[0] & 0x1FU;
    const unsigned month = bytes[1] & 0x0FU;
    const unsigned year = ((bytes[0] >> 5) & 0x07U) | ((bytes[1] >> 1) & 0x78U);
    if (day == 0 || day > 31 || month == 0 || month > 12 || year > 99) return std::nullopt;
    char text[16];
    std::snprintf(text, sizeof text, "%04u-%02u-%02u", year > 80 ? 1900 + year : 2000 + year, month, day);
    return std::string(text);
}

std::optional<std::string> date_time_of(std::span<const std::uint8_t> bytes) {
    const bool with_seconds = bytes.size() == 6;
    if (bytes.size() != 4 && !with_seconds) return std::nullopt;
    const std::size_t at = with_seconds ? 1 : 0;
    const unsigned minute = bytes[at] & 0x3FU;
    const unsigned hour = bytes[at + 1] & 0x1FU;
    const auto day = date_of(bytes.subspan(at + 2, 2));
    const bool marked_invalid = (bytes[at] & 0x80) != 0;
    if (!day || minute > 59 || hour > 23 || marked_invalid) return std::nullopt;
    char text[16];
    std::snprintf(text, sizeof text, "T%02u:%02u", hour, minute);
    std::string whole = *day + text;
    if (with_seconds) {
        const unsigned second = bytes[0] & 0x3FU;
        if (second > 59) return std::nullopt;
        std::snprintf(text, sizeof text, ":%02u", second);
        whole += text;
    }
    return whole;
}

// Record after record to the end; the first that cannot be read ends the list, and what was read before it stays.
void parse_records(std::span<const std::uint8_t> payload, ParsedRecords& parsed) {
    std::size_t at = 0;
    while (at < payload.size()) {
        const std::uint8_t dif = payload[at];
        if (dif == 0x2F) {
            ++at;
            continue;
        }
        if (is_manufacturer_dif(dif)) return add_manufacturer_data(payload, at, parsed);
        if (parsed.records.size() == max_records) {
            parsed.error = RecordError{at, "more records than a telegram can hold"};
            return;
        }
        Header header;
        const auto rest = payload.subspan(at);
        if ((dif & 0x0F) == 0x0F) {
            parsed.error = RecordError{at, "a reserved DIF"};
            return;
        }
        if (const char* wrong = read_header(rest, header)) {
            parsed.error = RecordError{at, wrong};
            return;
        }
        std::span<const std::uint8_t> value;
        std::uint8_t lvar = 0;
        const std::size_t taken = read_value(header, rest.subspan(header.size), value, lvar);
        if (taken == no_length) {
            parsed.error = RecordError{at, "the record's value goes beyond the end of the telegram"};
            return;
        }
        Record record = make_record(header, value, lvar);
        record.offset = at;
        record.length = header.size + taken;
        if (parsed.collect_format) append(parsed.headers, rest.first(header.size));
        at += record.length;
        parsed.records.push_back(std::move(record));
    }
}

void parse_compact(std::span<const std::uint8_t> values, std::span<const std::uint8_t> headers, ParsedRecords& parsed) {
    std::size_t at = 0;
    std::size_t head = 0;
    while (head < headers.size()) {
        Header header;
        if (const char* wrong = read_header(headers.subspan(head), header)) {
            parsed.error = RecordError{at, wrong};
            return;
        }
        std::span<const std::uint8_t> value;
        std::uint8_t lvar = 0;
        const std::size_t taken = read_value(header, values.subspan(at), value, lvar);
        if (taken == no_length || parsed.records.size() == max_records) {
            parsed.error = RecordError{at, "the compact frame is shorter than its format"};
            return;
        }
        Record record = make_record(header, value, lvar);
        record.offset = at;
        record.length = taken;
        append(parsed.full, headers.subspan(head, header.size));
        append(parsed.full, values.subspan(at, taken));
        at += taken;
        head += header.size;
        parsed.records.push_back(std::move(record));
    }
    while (at < values.size() && values[at] == 0x2F)
        ++at;  // fills the last encrypted block
    if (at < values.size()) parsed.error = RecordError{at, "the compact frame is longer than its format"};
}

}  // namespace aquacis::edge
