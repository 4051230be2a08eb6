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

std::vector<std::string_view> words_of(std::string_view remark) {
    std::vector<std::string_view> words;
    while (!remark.empty()) {
        const auto comma = std::min(remark.find(','), remark.size());
        words.push_back(remark.substr(0, comma));
        remark.remove_prefix(std::min(comma + 1, remark.size()));
    }
    return words;
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

bool has_word(std::string_view remark, std::string_view word) {
    const auto all = words_of(remark);
    return std::ranges::find(all, word) != all.end();
}

std::string join_remarks(std::string_view one, std::string_view other) {
    std::string joined;
    for (const Meaning& meaning : meanings)
        if (has_word(one, meaning.word) || has_word(other, meaning.word)) add_word(joined, meaning.word);
    for (const std::string_view remark : {one, other})
        for (const std::string_view word : words_of(remark))
            add_word(joined, word);
    return joined;
}

void add_word(std::string& remark, std::string_view word) {
    if (word.empty() || has_word(remark, word)) return;
    if (!remark.empty()) remark += ',';
    remark += word;
}

}  // namespace aquacis::metering
