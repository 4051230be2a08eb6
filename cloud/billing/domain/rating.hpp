#pragma once
// The price of a consumption: pure, exact, each step said in words. The same tariff and usage give the same lines, byte
// by byte.

#include <span>
#include <string>
#include <vector>

#include "base/volume.hpp"
#include "cloud/billing/domain/tariff.hpp"

namespace aquacis::billing {

struct Usage {
    Volume previous;  // the register's two readings
    Volume current;
    Volume consumed;  // may differ from their difference: an estimate, a changed meter
};

// quantity × unit_price is the amount but for the rounding of a mean price (6 decimals).
struct RatedLine {
    LineKind kind = LineKind::water;
    std::string description;
    Decimal quantity;
    std::string unit;  // "m3", "month"
    Decimal unit_price;
    Money amount;
    RoundTo rounding;  // how the exact amount became centavos
    Decimal tax_rate;
    Money tax;
    std::string explanation;
};

struct RatedBill {
    Decimal billed_m3;
    std::vector<RatedLine> lines;
    Money subtotal, tax, total;
};

// `on` chooses the dated charges; the meters' volumes are one. Refused when no block or row prices the volume, when a
// meter's is negative, and when the discounts of a tax rate exceed its charges.
Result<RatedBill> rate(const Tariff& tariff, std::span<const Usage> usages, Date on);
inline Result<RatedBill> rate(const Tariff& tariff, const Usage& usage, Date on) {
    return rate(tariff, std::span(&usage, 1), on);
}

// Whether a charge of that day asks how much water was used.
bool needs_volume(const Tariff& tariff, Date on);

}  // namespace aquacis::billing
