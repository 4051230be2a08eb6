#pragma once
// A meter: what the radio calls it, whose water it measures, and what its register showed when it was installed.

#include <compare>
#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/volume.hpp"

namespace aquacis::metering {

// Unique in the air: what every telegram carries.
struct MeterIdentity {
    std::string manufacturer;  // three letters: "KAM"
    std::string serial;        // eight digits; a few makers use hexadecimal ones, in lower case
    std::uint32_t version = 0;
    std::uint32_t device_type = 0;
    friend auto operator<=>(const MeterIdentity&, const MeterIdentity&) = default;
    std::string label() const { return manufacturer + " " + serial; }
};

// Q3 of ISO 4064-1, the flow a meter bears permanently; a domestic DN15 has 2.5 m³/h.
inline constexpr std::int64_t domestic_permanent_flow_litres_h = 2'500;

// Digits of whole cubic metres that a register shows; zero stands for one that never comes around.
struct Register {
    int digits = 0;
    // The water between two of its readings; negative when it ran backwards. From 99,998 to 3 it came around.
    Volume between(Volume from, Volume to) const;
    friend bool operator==(const Register&, const Register&) = default;
};

struct Meter {
    MeterId id;
    MeterIdentity identity;
    ContractId contract;
    std::string zone;
    Date installed_on;
    Volume initial;
    std::int64_t permanent_flow_litres_h = domestic_permanent_flow_litres_h;
    Register shows{};
    friend bool operator==(const Meter&, const Meter&) = default;
};

// Where a meter's water ends: whatever it sends after that day is not this installation's.
struct Removal {
    Date on;
    Volume final;
    std::string by, reason;
    Instant at() const { return local_midnight(add_days(on, 1)) - microseconds(1); }
};

// As the caller wrote it.
struct MeterDraft {
    std::string meter_id{}, contract_id{}, zone_id{}, installed_on{};
    MeterIdentity identity{};
    std::int64_t initial_litres = 0;
    std::int64_t permanent_flow_litres_h = 0;  // 0: domestic
    int register_digits = 0;
};

Result<Meter> check_meter(const MeterDraft& draft);

}  // namespace aquacis::metering
