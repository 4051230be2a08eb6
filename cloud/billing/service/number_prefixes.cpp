#include "cloud/billing/service/number_prefixes.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_administrations = 999;

std::string key_of(int administration) { return "billing.number_prefix_" + std::to_string(administration); }

}  // namespace

NumberPrefixes::NumberPrefixes(const Config& config) : usual_(config.text("billing.number_prefix", "")) {
    std::map<std::string, std::string> keys;  // by prefix
    if (!usual_.empty()) keys.emplace(usual_, "billing.number_prefix");
    for (int administration = 1; administration <= most_administrations; ++administration) {
        const std::string key = key_of(administration);
        if (!config.has(key)) continue;
        const std::string prefix = config.text(key);
        const auto [found, is_new] = keys.emplace(prefix, key);
        if (!is_new)
            throw ConfigError(found->second + " and " + key + " are both \"" + prefix +
                              "\": two bills would have one number; give each administration a prefix of its own");
        own_.emplace(administration, prefix);
    }
}

std::string NumberPrefixes::of(AdministrationId administration) const {
    const auto own = own_.find(administration.number());
    return own == own_.end() ? usual_ : own->second;
}

}  // namespace aquacis::billing
