#pragma once
// The receptor of a CFDI from what a customer declared, by SAT's rules for generic RFCs and for UsoCFDI by régimen.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cloud/fiscal/domain/comprobante.hpp"

namespace aquacis::fiscal {

inline constexpr std::string_view generic_rfc = "XAXX010101000";
inline constexpr std::string_view no_fiscal_effect = "S01";  // the use that every régimen takes

struct Taxpayer {
    std::string rfc;       // empty or generic: the customer declared none
    std::string name;      // as on the bill
    std::string tax_name;  // as registered with SAT
    std::string tax_regime;
    std::string postal_code;
    std::string cfdi_use;
};

bool regime_takes_use(std::string_view regime, std::string_view use);  // c_UsoCFDI

// A use that the régimen does not take becomes S01: the document stays valid and gives no deduction that SAT would
// refuse.
Result<Receptor> receptor_of(const Taxpayer& taxpayer, const std::string& lugar_expedicion);

}  // namespace aquacis::fiscal
