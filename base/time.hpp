#pragma once
// Instants, dates and months. Only a program's main makes a SystemClock; everything else is handed a time or a Clock.

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aquacis {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Date = std::chrono::year_month_day;  // a calendar day, no zone
using std::chrono::microseconds;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    }
};

// Read by a program's threads while a test moves it.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start) : now_us_(start.time_since_epoch().count()) {}
    Instant now() const override { return Instant(microseconds(now_us_)); }
    void advance(microseconds by) { now_us_ += by.count(); }
    void set(Instant to) { now_us_ = to.time_since_epoch().count(); }

private:
    std::atomic<std::int64_t> now_us_;
};

// Central Mexico keeps UTC-6 all year since 30 October 2022 (DOF 28-Oct-2022); Querétaro is in it.
inline constexpr std::chrono::hours central_mexico{-6};

Date local_date(Instant at, std::chrono::minutes offset = central_mexico);
Instant local_midnight(Date day, std::chrono::minutes offset = central_mexico);  // the day's first instant

std::string to_iso(Instant at);  // "2026-11-23T04:36:00.123456Z"
std::string to_local_iso(Instant at,
                         std::chrono::minutes offset = central_mexico);  // "2026-11-22T22:36:00", as SAT's Fecha
std::optional<Instant> parse_iso(std::string_view text);                 // with Z or ±hh:mm, up to 6 decimals
std::string to_iso(Date day);                                            // "2026-11-23"
std::optional<Date> parse_date(std::string_view text);
std::string display_es(Date day);  // "30 nov 2026"

inline std::int64_t to_microseconds(Instant at) { return at.time_since_epoch().count(); }
inline Instant from_microseconds(std::int64_t us) { return Instant(microseconds(us)); }
inline std::chrono::sys_days days_of(Date day) { return std::chrono::sys_days(day); }
Date add_days(Date day, int count);

// A billing month: 2026-10. Its days are [first, first of the next).
class Period {
public:
    constexpr Period() = default;
    constexpr Period(int year, unsigned month) : year_(year), month_(month) {}
    static Period of(Date day) { return {static_cast<int>(day.year()), static_cast<unsigned>(day.month())}; }
    static std::optional<Period> parse(std::string_view text);  // "2026-10"
    int year() const { return year_; }
    unsigned month() const { return month_; }
    Date first_day() const;
    Date last_day() const;
    Period next() const;
    Period previous() const;
    std::string to_string() const;   // "2026-10"
    std::string display_es() const;  // "Oct 2026"
    friend constexpr auto operator<=>(Period, Period) = default;

private:
    int year_ = 1970;
    unsigned month_ = 1;
};

}  // namespace aquacis
