#include "base/time.hpp"

#include <array>
#include <cstdio>

namespace aquacis {
namespace {

using namespace std::chrono;

constexpr std::array<const char*, 12> months_es{"ene", "feb", "mar", "abr", "may", "jun",
                                                "jul", "ago", "sep", "oct", "nov", "dic"};

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

// "Z", "+hh:mm" or "-hh:mm"
std::optional<minutes> zone_offset(std::string_view text) {
    if (text == "Z") return minutes(0);
    const auto h = digits(text, 1, 2);
    const auto m = digits(text, 4, 2);
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !h || !m || *h > 14 || *m > 59)
        return std::nullopt;
    const minutes offset = hours(*h) + minutes(*m);
    return text[0] == '-' ? -offset : offset;
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), format, values...);
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

Date local_date(Instant at, minutes offset) { return Date(floor<days>(at + offset)); }

Instant local_midnight(Date day, minutes offset) { return Instant(sys_days(day)) - offset; }

std::string to_iso(Date day) {
    return formatted("%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string to_local_iso(Instant at, minutes offset) {
    const auto local = floor<seconds>(at + offset);
    const hh_mm_ss clock{local - floor<days>(local)};
    return to_iso(Date(floor<days>(local))) + formatted("T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                                                        static_cast<int>(clock.minutes().count()),
                                                        static_cast<int>(clock.seconds().count()));
}

std::string to_iso(Instant at) {
    const auto part = at - floor<seconds>(at);
    return to_local_iso(at, minutes(0)) + formatted(".%06dZ", static_cast<int>(part.count()));
}

std::optional<Date> parse_date(std::string_view text) {
    const auto y = digits(text, 0, 4);
    const auto m = digits(text, 5, 2);
    const auto d = digits(text, 8, 2);
    if (text.size() != 10 || !y || !m || !d || text[4] != '-' || text[7] != '-') return std::nullopt;
    const Date day{year(*y), month(static_cast<unsigned>(*m)), std::chrono::day(static_cast<unsigned>(*d))};
    return day.ok() ? std::optional<Date>(day) : std::nullopt;
}

std::optional<Instant> parse_iso(std::string_view text) {
    if (text.size() < 20) return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    const auto h = digits(text, 11, 2);
    const auto m = digits(text, 14, 2);
    const auto s = digits(text, 17, 2);
    if (!date || !h || !m || !s || text[10] != 'T' || text[13] != ':' || text[16] != ':' || *h > 23 || *m > 59 ||
        *s > 59)
        return std::nullopt;
    std::size_t at = 19;
    std::int64_t fraction_us = 0;
    if (text[at] == '.') {
        std::int64_t unit = 100'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            fraction_us += unit * (text[at] - '0');
    }
    const auto offset = zone_offset(text.substr(at));
    if (!offset) return std::nullopt;
    return Instant(sys_days(*date)) + hours(*h) + minutes(*m) + seconds(*s) + microseconds(fraction_us) - *offset;
}

std::string display_es(Date day) {
    return formatted("%u %s %04d", static_cast<unsigned>(day.day()),
                     months_es.at(static_cast<unsigned>(day.month()) - 1), static_cast<int>(day.year()));
}

Date add_days(Date day, int count) { return Date(sys_days(day) + days(count)); }

std::optional<Period> Period::parse(std::string_view text) {
    const auto y = digits(text, 0, 4);
    const auto m = digits(text, 5, 2);
    if (text.size() != 7 || text[4] != '-' || !y || !m || *m < 1 || *m > 12) return std::nullopt;
    return Period(*y, static_cast<unsigned>(*m));
}

Date Period::first_day() const { return Date(std::chrono::year(year_), std::chrono::month(month_), day(1)); }
Date Period::last_day() const { return add_days(next().first_day(), -1); }
Period Period::next() const { return month_ == 12 ? Period(year_ + 1, 1) : Period(year_, month_ + 1); }
Period Period::previous() const { return month_ == 1 ? Period(year_ - 1, 12) : Period(year_, month_ - 1); }
std::string Period::to_string() const { return formatted("%04d-%02u", year_, month_); }

std::string Period::display_es() const {
    std::string name = months_es.at(month_ - 1);
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name + " " + std::to_string(year_);
}

}  // namespace aquacis
