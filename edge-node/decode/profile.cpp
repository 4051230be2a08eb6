#include "edge-node/decode/profile.hpp"

#include <chrono>
#include <cstdio>

#include "base/parse_number.hpp"
#include "edge-node/decode/link.hpp"

namespace aquacis::edge {
namespace {

constexpr std::string_view inverse = "_inverse_profile";

struct Spacing {
    std::int64_t minutes = 0;
    int months = 0;
};

// The control byte's unit and the value behind it; FD and FE name half and whole months.
std::optional<Spacing> spacing_of(std::uint8_t control, std::uint8_t value) {
    const unsigned unit = (control >> 4) & 3U;
    if (unit == 3 && value == 0xFE) return Spacing{0, 1};
    if (value == 0 || value > 250) return std::nullopt;
    switch (unit) {
        case 1:
            return Spacing{value, 0};
        case 2:
            return Spacing{std::int64_t{60} * value, 0};
        case 3:
            return Spacing{std::int64_t{1440} * value, 0};
        default:
            return std::nullopt;  // seconds: no water register is that fast
    }
}

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t size) {
    return text.size() < at + size ? std::nullopt : parse_number<int>(text.substr(at, size));
}

// `steps` spacings before the moment "2024-07-24T19:00" or the day "2024-07-24".
std::optional<std::string> before(std::string_view moment, const Spacing& spacing, int steps) {
    using namespace std::chrono;
    const auto year_number = number_at(moment, 0, 4);
    const auto month_number = number_at(moment, 5, 2);
    const auto day_number = number_at(moment, 8, 2);
    if (!year_number || !month_number || !day_number) return std::nullopt;
    const int hour = number_at(moment, 11, 2).value_or(0);
    const int minute = number_at(moment, 14, 2).value_or(0);
    year_month_day date = year{*year_number} / *month_number / *day_number;
    date -= months(spacing.months * steps);
    if (!date.ok()) date = date.year() / date.month() / last;
    const sys_seconds then = sys_days(date) + hours(hour) + minutes(minute) - minutes(spacing.minutes * steps);
    const auto whole_day = floor<days>(then);
    const year_month_day result(whole_day);
    const hh_mm_ss clock(then - whole_day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d", static_cast<int>(result.year()),
                  static_cast<unsigned>(result.month()), static_cast<unsigned>(result.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
    return std::string(text).substr(0, moment.size() > 10 ? 16 : 10);
}

struct Base {
    const Record* value = nullptr;
    std::string moment;
};

// What a profile counts from: the value and the moment of the same storage.
Base base_of(const Record& profile, const std::vector<Record>& records) {
    Base base;
    const std::string_view quantity =
        std::string_view(profile.quantity).substr(0, profile.quantity.size() - inverse.size());
    for (const Record& record : records) {
        if (record.storage != profile.storage) continue;
        if (record.quantity == quantity && record.value && record.tariff == profile.tariff) base.value = &record;
        if ((record.quantity == "date_time" || record.quantity == "date") && !record.text.empty())
            base.moment = record.text;
    }
    return base;
}

std::size_t element_size(std::uint8_t control) {
    static constexpr std::size_t sizes[16] = {0, 1, 2, 3, 4, 0, 6, 8};
    return sizes[control & 0x0F];
}

// The first value before the base is one spacing older; increments count back from the base, mode 0 holds registers.
std::vector<Record> history_of(const Record& profile, const Base& base) {
    std::vector<Record> history;
    const auto content = parse_hex(profile.text);
    if (!content || content->size() < 3) return history;
    const std::uint8_t control = content->front();
    const std::size_t size = element_size(control);
    const auto spacing = spacing_of(control, (*content)[1]);
    const unsigned mode = control >> 6;
    if (size == 0 || !spacing || mode == 2) return history;
    const std::span<const std::uint8_t> values(*content);
    Decimal register_value = *base.value->value;
    const int scale = register_value.scale();
    for (std::size_t i = 0; i < max_profile_values && 2 + (i + 1) * size <= values.size(); ++i) {
        const std::uint64_t raw = read_little_endian(values.subspan(2 + i * size, size));
        const std::uint64_t sign = std::uint64_t{1} << (8 * size - 1);
        const bool unset = mode == 1 ? raw == (sign | (sign - 1)) : raw == sign;
        if (unset && mode != 0) break;
        int128 signed_value = static_cast<int128>(raw);
        if (mode != 1 && (raw & sign) != 0) signed_value -= static_cast<int128>(1) << (8 * size);
        register_value = mode == 0 ? Decimal(signed_value, scale) : register_value - Decimal(signed_value, scale);
        if (unset) continue;
        Record record;
        record.quantity = base.value->quantity + "_history";
        record.unit = base.value->unit;
        record.storage = profile.storage + static_cast<unsigned>(i) + 1;
        record.value = register_value;
        record.at = base.moment.empty() ? std::nullopt : before(base.moment, *spacing, static_cast<int>(i) + 1);
        record.offset = profile.offset;
        record.length = profile.length;
        history.push_back(std::move(record));
    }
    return history;
}

}  // namespace

void expand_profiles(std::vector<Record>& records) {
    std::vector<Record> added;
    for (const Record& record : records) {
        if (!record.quantity.ends_with(inverse) || record.text.empty()) continue;
        const Base base = base_of(record, records);
        if (base.value == nullptr) continue;
        auto history = history_of(record, base);
        added.insert(added.end(), std::make_move_iterator(history.begin()), std::make_move_iterator(history.end()));
    }
    records.insert(records.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
}

}  // namespace aquacis::edge
