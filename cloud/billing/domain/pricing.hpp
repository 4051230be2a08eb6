#pragma once
// What one charge costs before it is rounded, and how that came to be.

#include <span>
#include <string>

#include "cloud/billing/domain/rating.hpp"

namespace aquacis::billing {

struct Priced {
    Decimal pesos;  // exact
    std::string explanation;
    bool by_volume = false;
};

Result<Priced> price(const Tariff& tariff, const Charge& charge, const Decimal& m3, std::span<const RatedLine> above);

// "152.00", "48.87", "76.394136": at least two decimals, otherwise exact.
std::string pesos_text(const Decimal& pesos);

}  // namespace aquacis::billing
