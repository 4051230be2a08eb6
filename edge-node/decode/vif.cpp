#include "edge-node/decode/vif.hpp"

namespace aquacis::edge {
namespace {

struct Range {
    std::uint8_t first;
    std::uint8_t last;
    std::string_view quantity;
    std::string_view unit;
    ValueKind kind;
    int exponent;  // of the range's first code
    int step;      // added to the exponent for each further code
};

using enum ValueKind;

constexpr Range primary[] = {
    {0x00, 0x07, "energy", "Wh", number, -3, 1},
    {0x08, 0x0F, "energy", "J", number, 0, 1},
    {0x10, 0x17, "volume", "m3", number, -6, 1},
    {0x18, 0x1F, "mass", "kg", number, -3, 1},
    {0x20, 0x20, "on_time", "s", bits, 0, 0},
    {0x21, 0x21, "on_time", "min", bits, 0, 0},
    {0x22, 0x22, "on_time", "h", bits, 0, 0},
    {0x23, 0x23, "on_time", "d", bits, 0, 0},
    {0x24, 0x24, "operating_time", "s", bits, 0, 0},
    {0x25, 0x25, "operating_time", "min", bits, 0, 0},
    {0x26, 0x26, "operating_time", "h", bits, 0, 0},
    {0x27, 0x27, "operating_time", "d", bits, 0, 0},
    {0x28, 0x2F, "power", "W", number, -3, 1},
    {0x30, 0x37, "power", "J/h", number, 0, 1},
    {0x38, 0x3F, "flow", "m3/h", number, -6, 1},
    {0x40, 0x47, "flow", "m3/min", number, -7, 1},
    {0x48, 0x4F, "flow", "m3/s", number, -9, 1},
    {0x50, 0x57, "mass_flow", "kg/h", number, -3, 1},
    {0x58, 0x5B, "flow_temperature", "C", number, -3, 1},
    {0x5C, 0x5F, "return_temperature", "C", number, -3, 1},
    {0x60, 0x63, "temperature_difference", "K", number, -3, 1},
    {0x64, 0x67, "external_temperature", "C", number, -3, 1},
    {0x68, 0x6B, "pressure", "bar", number, -3, 1},
    {0x6C, 0x6C, "date", "", date, 0, 0},
    {0x6D, 0x6D, "date_time", "", date, 0, 0},
    {0x6E, 0x6E, "heat_cost_units", "", number, 0, 0},
    {0x70, 0x70, "averaging_duration", "s", bits, 0, 0},
    {0x71, 0x71, "averaging_duration", "min", bits, 0, 0},
    {0x72, 0x72, "averaging_duration", "h", bits, 0, 0},
    {0x73, 0x73, "averaging_duration", "d", bits, 0, 0},
    {0x74, 0x74, "actuality_duration", "s", bits, 0, 0},
    {0x75, 0x75, "actuality_duration", "min", bits, 0, 0},
    {0x76, 0x76, "actuality_duration", "h", bits, 0, 0},
    {0x77, 0x77, "actuality_duration", "d", bits, 0, 0},
    {0x78, 0x78, "fabrication_no", "", bits, 0, 0},
    {0x79, 0x79, "enhanced_id", "", bits, 0, 0},
    {0x7A, 0x7A, "bus_address", "", bits, 0, 0},
    {0x7C, 0x7C, "text", "", number, 0, 0},
    {0x7E, 0x7E, "any", "", number, 0, 0},
};

constexpr Range table_fd[] = {
    {0x00, 0x03, "credit", "", number, -3, 1},
    {0x04, 0x07, "debit", "", number, -3, 1},
    {0x08, 0x08, "access_number", "", bits, 0, 0},
    {0x09, 0x09, "medium", "", bits, 0, 0},
    {0x0A, 0x0A, "manufacturer", "", bits, 0, 0},
    {0x0B, 0x0B, "parameter_set", "", bits, 0, 0},
    {0x0C, 0x0C, "model_version", "", bits, 0, 0},
    {0x0D, 0x0D, "hardware_version", "", bits, 0, 0},
    {0x0E, 0x0E, "firmware_version", "", bits, 0, 0},
    {0x0F, 0x0F, "software_version", "", bits, 0, 0},
    {0x10, 0x10, "customer_location", "", letters, 0, 0},
    {0x11, 0x11, "customer", "", letters, 0, 0},
    {0x17, 0x17, "error_flags", "", bits, 0, 0},
    {0x18, 0x18, "error_mask", "", bits, 0, 0},
    {0x1A, 0x1A, "digital_output", "", bits, 0, 0},
    {0x1B, 0x1B, "digital_input", "", bits, 0, 0},
    {0x1C, 0x1C, "baud_rate", "", bits, 0, 0},
    {0x20, 0x20, "first_storage", "", bits, 0, 0},
    {0x21, 0x21, "last_storage", "", bits, 0, 0},
    {0x22, 0x22, "storage_size", "", bits, 0, 0},
    {0x24, 0x24, "storage_interval", "s", bits, 0, 0},
    {0x25, 0x25, "storage_interval", "min", bits, 0, 0},
    {0x26, 0x26, "storage_interval", "h", bits, 0, 0},
    {0x27, 0x27, "storage_interval", "d", bits, 0, 0},
    {0x28, 0x28, "storage_interval", "month", bits, 0, 0},
    {0x29, 0x29, "storage_interval", "year", bits, 0, 0},
    {0x2C, 0x2C, "since_last_readout", "s", bits, 0, 0},
    {0x2D, 0x2D, "since_last_readout", "min", bits, 0, 0},
    {0x2E, 0x2E, "since_last_readout", "h", bits, 0, 0},
    {0x2F, 0x2F, "since_last_readout", "d", bits, 0, 0},
    {0x3A, 0x3A, "dimensionless", "", number, 0, 0},
    {0x3B, 0x3B, "wireless_container", "", bits, 0, 0},
    {0x3C, 0x3C, "transmission_period", "s", bits, 0, 0},
    {0x3D, 0x3D, "transmission_period", "min", bits, 0, 0},
    {0x3E, 0x3E, "transmission_period", "h", bits, 0, 0},
    {0x3F, 0x3F, "transmission_period", "d", bits, 0, 0},
    {0x40, 0x4F, "voltage", "V", number, -9, 1},
    {0x50, 0x5F, "current", "A", number, -12, 1},
    {0x60, 0x60, "reset_counter", "", bits, 0, 0},
    {0x61, 0x61, "cumulation_counter", "", bits, 0, 0},
    {0x63, 0x63, "day_of_week", "", bits, 0, 0},
    {0x64, 0x64, "week_number", "", bits, 0, 0},
    {0x67, 0x67, "special_supplier", "", bits, 0, 0},
    {0x68, 0x68, "since_last_cumulation", "h", bits, 0, 0},
    {0x69, 0x69, "since_last_cumulation", "d", bits, 0, 0},
    {0x6C, 0x6C, "battery_operating_time", "h", bits, 0, 0},
    {0x6D, 0x6D, "battery_operating_time", "d", bits, 0, 0},
    {0x70, 0x70, "battery_change", "", date, 0, 0},
    {0x71, 0x71, "rf_level", "dBm", number, 0, 0},
    {0x73, 0x73, "listening_window", "", bits, 0, 0},
    {0x74, 0x74, "battery_remaining", "d", bits, 0, 0},
    {0x75, 0x75, "stop_counter", "", bits, 0, 0},
    {0x76, 0x76, "manufacturer_container", "", bits, 0, 0},
};

constexpr Range table_fb[] = {
    {0x00, 0x01, "energy", "MWh", number, -1, 1},
    {0x08, 0x09, "energy", "GJ", number, -1, 1},
    {0x0C, 0x0F, "energy", "Mcal", number, -1, 1},
    {0x10, 0x11, "volume", "m3", number, 2, 1},
    {0x18, 0x19, "mass", "t", number, 2, 1},
    {0x1A, 0x1B, "relative_humidity", "%", number, -1, 1},
    {0x28, 0x29, "power", "MW", number, -1, 1},
    {0x30, 0x31, "power", "GJ/h", number, -1, 1},
    {0x74, 0x77, "temperature_limit", "C", number, -3, 1},
};

// Cubic feet and US gallons are exact multiples of the cubic metre.
struct Customary {
    std::uint8_t code;
    std::string_view quantity;
    std::string_view unit;
    std::uint64_t factor;
    int scale;
};
constexpr Customary customary[] = {
    {0x21, "volume", "m3", 28316846592ULL, 13},   // 0.1 ft3
    {0x22, "volume", "m3", 3785411784ULL, 13},    // 0.1 US gallon
    {0x23, "volume", "m3", 3785411784ULL, 12},    // 1 US gallon
    {0x24, "flow", "m3/h", 227124707040ULL, 15},  // 0.001 gallon a minute
    {0x25, "flow", "m3/h", 227124707040ULL, 12},  // 1 gallon a minute
    {0x26, "flow", "m3/h", 3785411784ULL, 12},    // 1 gallon an hour
};

std::string two_hex(unsigned value) {
    static constexpr char digits[] = "0123456789ABCDEF";
    return {digits[(value >> 4) & 0xFU], digits[value & 0xFU]};
}

template <std::size_t N>
bool look_up(const Range (&table)[N], std::uint8_t code, VifMeaning& meaning) {
    for (const Range& range : table) {
        if (code < range.first || code > range.last) continue;
        meaning.quantity = range.quantity;
        meaning.unit = range.unit;
        meaning.kind = range.kind;
        meaning.exponent = range.exponent + range.step * (code - range.first);
        return true;
    }
    return false;
}

void look_up_fb(std::uint8_t code, VifMeaning& meaning) {
    for (const Customary& unit : customary) {
        if (unit.code != code) continue;
        meaning.quantity = unit.quantity;
        meaning.unit = unit.unit;
        meaning.factor = unit.factor;
        meaning.factor_scale = unit.scale;
        return;
    }
    if (!look_up(table_fb, code, meaning)) meaning.quantity = "fb_" + two_hex(code);
}

void suffix(VifMeaning& meaning, std::string_view text) {
    meaning.quantity += text;
    meaning.plain = false;
}

void become_date(VifMeaning& meaning, std::string_view text) {
    suffix(meaning, text);
    meaning.kind = ValueKind::date;
    meaning.unit = "";
    meaning.exponent = 0;
}

// Each combinable extension changes the quantity's name, so that no driver takes the value for the plain one.
void modify(std::uint8_t code, VifMeaning& meaning) {
    if (code <= 0x1F) {
        if (code == 0x13) return suffix(meaning, "_inverse_profile");
        if (code == 0x1E || code == 0x1F) return suffix(meaning, "_profile");
        return suffix(meaning, "_error_" + two_hex(code));
    }
    if (code >= 0x70 && code <= 0x77) {
        meaning.exponent += code - 0x76;
        return;
    }
    switch (code) {
        case 0x20:
            return suffix(meaning, "_per_second");
        case 0x21:
            return suffix(meaning, "_per_minute");
        case 0x22:
            return suffix(meaning, "_per_hour");
        case 0x23:
            return suffix(meaning, "_per_day");
        case 0x27:
            return suffix(meaning, "_per_revolution");
        case 0x28:
            return suffix(meaning, "_per_pulse_in_0");
        case 0x29:
            return suffix(meaning, "_per_pulse_in_1");
        case 0x39:
            return become_date(meaning, "_start");
        case 0x3A:
            return suffix(meaning, "_uncorrected");
        case 0x3B:
            return suffix(meaning, "_forward");
        case 0x3C:
            return suffix(meaning, "_backward");
        case 0x3E:
            return suffix(meaning, "_base_conditions");
        case 0x40:
            return suffix(meaning, "_lower_limit");
        case 0x48:
            return suffix(meaning, "_upper_limit");
        case 0x7D:
            meaning.exponent += 3;
            return;
        case 0x7E:
            return suffix(meaning, "_future");
        default:
            break;
    }
    const unsigned high = code & 0x7BU;
    if (code >= 0x40 && code <= 0x4F && (high == 0x42 || high == 0x43)) return become_date(meaning, "_limit_date");
    if (code >= 0x60 && code <= 0x6F && (code & 0x02U) != 0) return become_date(meaning, "_date");
    suffix(meaning, "_vife_" + two_hex(code));
}

}  // namespace

VifMeaning meaning_of(std::span<const std::uint8_t> vif) {
    VifMeaning meaning;
    if (vif.empty()) return meaning;
    std::size_t next = 1;
    const std::uint8_t code = vif[0] & 0x7F;
    if (vif[0] == 0xFD && vif.size() > 1) {
        if (!look_up(table_fd, vif[1] & 0x7F, meaning)) meaning.quantity = "fd_" + two_hex(vif[1] & 0x7FU);
        next = 2;
    } else if (vif[0] == 0xFB && vif.size() > 1) {
        look_up_fb(vif[1] & 0x7F, meaning);
        next = 2;
    } else if (code == 0x7F) {
        meaning.quantity = "manufacturer";
        meaning.kind = ValueKind::bits;
        for (; next < vif.size(); ++next)
            meaning.quantity += "_" + two_hex(vif[next]);
    } else if (!look_up(primary, code, meaning)) {
        meaning.quantity = "vif_" + two_hex(code);
    }
    while (next < vif.size()) {
        const std::uint8_t extension = vif[next++];
        if (extension == 0xFF) {
            suffix(meaning, "_manufacturer");
            for (; next < vif.size(); ++next)
                suffix(meaning, "_" + two_hex(vif[next]));
        } else if (extension == 0xFC && next < vif.size()) {
            suffix(meaning, "_ext_" + two_hex(vif[next++] & 0x7FU));
        } else {
            modify(extension & 0x7F, meaning);
        }
    }
    return meaning;
}

}  // namespace aquacis::edge
