#include "cloud/metering/domain/remark.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace aquacis::metering {
namespace {

struct Meaning {
    std::string_view word;
    std::vector<std::string_view> said;  // by the drivers of edge-node
};

const std::array<Meaning, 6> meanings{{
    {"leak",
     {"LEAK", "LEAKAGE", "LEAKING", "LEAK_MEDIUM", "LEAK_LARGE", "LEAK_FLOW_LOW", "LEAK_FLOW_HIGH", "LEAK_THIS_MONTH",
      "CONTINUOUS_FLOW"}},
    {"burst", {"BURST", "BURSTING", "BROKEN_PIPE"}},
    {"reverse", {"REVERSE", "REVERSE_FLOW", "BACKFLOW", "BACK_FLOW", "BACKFLOWING", "REVERSE_THIS_MONTH"}},
    {"dry", {"DRY", "PIPE_EMPTY", "DRY_THIS_MONTH"}},
    {"tamper",
     {"TAMPER", "SABOTAGE", "FRAUD", "SENSOR_FRAUD", "MECHANICAL_FRAUD", "MAGNETIC_FIELD", "MAGNETIC_MANIPULATION",
      "MANIPULATION", "REMOVED", "REMOVAL", "REMOVAL_DETECTED", "TAMPER_THIS_MONTH"}},
    {"blocked", {"BLOCKED", "METER_BLOCKED"}},
}};

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

}  // namespace

std::string remark_of(std::span<const std::string> status) {
    std::string remark;
    if (status.empty()) return remark;
    for (const Meaning& meaning : meanings) {
        const auto is_meant = [&](const std::string& said) {
            return std::ranges::find(meaning.said, upper(said)) != meaning.said.end();
        };
        if (std::ranges::any_of(status, is_meant)) add_word(remark, meaning.word);
    }
    return remark;
}

void add_word(std::string& remark, std::string_view word) {
    if (remark.find(word) != std::string::npos) return;
    if (!remark.empty()) remark += ',';
    remark += word;
}

}  // namespace aquacis::metering
