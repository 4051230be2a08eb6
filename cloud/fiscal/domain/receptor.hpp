#pragma once
// The receptor of a CFDI from what a customer declared, by SAT's rules for generic RFCs, for the régimen of persons and
// companies, and for UsoCFDI by régimen.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cloud/fiscal/domain/comprobante.hpp"

namespace aquacis::fiscal {

inline constexpr std::string_view generic_rfc = "XAXX010101000";
inline constexpr std::string_view foreign_rfc = "XEXX010101000";
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

struct ReceptorWithRemark {
    Receptor receptor;
    std::string remark;  // Spanish, when the document says otherwise than the customer declared
};

// A use that is none or that the régimen does not take becomes S01: the document stays valid and gives no deduction
// that SAT would refuse.
Result<ReceptorWithRemark> receptor_of(const Taxpayer& taxpayer, const std::string& lugar_expedicion);

}  // namespace aquacis::fiscal
