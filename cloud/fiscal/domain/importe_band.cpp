#include "cloud/fiscal/domain/importe_band.hpp"

namespace aquacis::fiscal {
namespace {

// Half of the last decimal: 10^-scale / 2.
Decimal half_step(const Decimal& value) { return {5, value.scale() + 1}; }

Decimal lowered(const Decimal& value) {
    const Decimal low = value - half_step(value);
    return low.is_negative() ? Decimal() : low;
}

}  // namespace

// SAT subtracts 10^-12 from the upper factors so that the bound itself is outside; what is rounded up is the same
// without it.
Band importe_band(const Product& product, int scale) {
    const Decimal least = lowered(product.quantity) * lowered(product.unit_price);
    const Decimal most =
        (product.quantity + half_step(product.quantity)) * (product.unit_price + half_step(product.unit_price));
    return {least.rescaled(scale, Rounding::down), most.rescaled(scale, Rounding::up)};
}

Band tax_band(const Taxed& taxed, int scale) {
    const Decimal least = lowered(taxed.base) * taxed.rate;
    const Decimal most = (taxed.base + half_step(taxed.base)) * taxed.rate;
    return {least.rescaled(scale, Rounding::down), most.rescaled(scale, Rounding::up)};
}

}  // namespace aquacis::fiscal
