#include "base/tax_regime.hpp"

#include <algorithm>
#include <array>

namespace aquacis {
namespace {

struct Regime {
    std::string_view key;
    bool natural;
    bool company;
};

// 621 stands in some editions of the catalogue for companies and in others for persons: it passes for both, and SAT
// decides.
constexpr std::array<Regime, 19> regimes{{{"601", false, true},
                                          {"603", false, true},
                                          {"605", true, false},
                                          {"606", true, false},
                                          {"607", true, false},
                                          {"608", true, false},
                                          {"610", true, true},
                                          {"611", true, false},
                                          {"612", true, false},
                                          {"614", true, false},
                                          {"615", true, false},
                                          {"616", true, false},
                                          {"620", false, true},
                                          {"621", true, true},
                                          {"622", false, true},
                                          {"623", false, true},
                                          {"624", false, true},
                                          {"625", true, false},
                                          {"626", true, true}}};

const Regime* find(std::string_view key) {
    const auto found =
        std::find_if(regimes.begin(), regimes.end(), [&](const Regime& each) { return each.key == key; });
    return found == regimes.end() ? nullptr : &*found;
}

}  // namespace

TaxPerson tax_person_of(std::string_view rfc) {
    const auto characters =
        std::count_if(rfc.begin(), rfc.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return characters == 12 ? TaxPerson::company : TaxPerson::natural;
}

bool is_tax_regime(std::string_view regime) { return find(regime) != nullptr; }

bool regime_is_of(std::string_view regime, TaxPerson person) {
    const Regime* found = find(regime);
    return found != nullptr && (person == TaxPerson::company ? found->company : found->natural);
}

}  // namespace aquacis
