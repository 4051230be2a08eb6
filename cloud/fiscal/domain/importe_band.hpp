#pragma once
// SAT's tolerance for a product (CFDI40167, CFDI40180): what the factors' last decimals leave open.

#include "base/decimal.hpp"

namespace aquacis::fiscal {

struct Band {
    Decimal least;
    Decimal most;
    bool holds(const Decimal& value) const { return least <= value && value <= most; }
};

struct Product {
    Decimal quantity;
    Decimal unit_price;
};

// Neither is negative, each with at most six decimals. `scale`: the decimals of the amount that is judged.
Band importe_band(const Product& product, int scale);
// Base × rate; the rate is exact.
struct Taxed {
    Decimal base;
    Decimal rate;
};
Band tax_band(const Taxed& taxed, int scale);

}  // namespace aquacis::fiscal
