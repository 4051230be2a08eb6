#include "cloud/fiscal/domain/receptor.hpp"

#include <algorithm>
#include <array>

#include "base/tax_regime.hpp"
#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t longest_name = 300;
constexpr std::string_view global_name = "PUBLICO EN GENERAL";
constexpr std::array<std::string_view, 11> business_regimes{"601", "603", "606", "612", "620", "621",
                                                            "622", "623", "624", "625", "626"};
constexpr std::array<std::string_view, 9> personal_regimes{"605", "606", "607", "608", "611",
                                                           "612", "614", "615", "625"};
constexpr std::array<std::string_view, 11> business_uses{"G01", "G02", "G03", "I01", "I02", "I03",
                                                         "I04", "I05", "I06", "I07", "I08"};
constexpr std::array<std::string_view, 10> personal_uses{"D01", "D02", "D03", "D04", "D05",
                                                         "D06", "D07", "D08", "D09", "D10"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

bool all_digits(std::string_view text, std::size_t count) {
    return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 12 or 13 characters, Ñ being two bytes: letters, six digits, three of homoclave.
bool has_rfc_form(std::string_view rfc) {
    std::size_t i = 0;
    std::size_t letters = 0;
    while (i < rfc.size() && letters < 4) {
        if ((rfc[i] >= 'A' && rfc[i] <= 'Z') || rfc[i] == '&') {
            ++i;
        } else if (rfc.substr(i, 2) == "Ñ") {
            i += 2;
        } else {
            break;
        }
        ++letters;
    }
    if (letters < 3 || rfc.size() - i != 9 || !all_digits(rfc.substr(i, 6), 6)) return false;
    return std::all_of(rfc.begin() + static_cast<std::ptrdiff_t>(i) + 6, rfc.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

Refusal refused(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

// XAXX: nobody's RFC; XEXX: a foreigner's. Both take the place of issue (CFDI40149), 616 and S01.
Result<ReceptorWithRemark> generic_receptor(const Taxpayer& taxpayer, const std::string& lugar_expedicion) {
    const bool foreign = taxpayer.rfc == foreign_rfc;
    const std::string name =
        clean_text(upper_case(foreign && !taxpayer.tax_name.empty() ? taxpayer.tax_name : taxpayer.name), longest_name);
    if (name.empty())
        return refused("fiscal.name_missing", "name", "El titular no tiene nombre.",
                       "Capture el nombre del titular y repita el timbrado.");
    // With that name SAT takes the document for a global invoice, which a single bill is not (CFDI40130).
    if (name == global_name)
        return refused("fiscal.name_of_global_invoice", "name",
                       "«PUBLICO EN GENERAL» es el nombre de la factura global.",
                       "Capture el nombre del titular del contrato.");
    return ReceptorWithRemark{{std::string(foreign ? foreign_rfc : generic_rfc), name, lugar_expedicion, "616",
                               std::string(no_fiscal_effect)},
                              {}};
}

Result<Done> check_regime(const Taxpayer& taxpayer) {
    const bool company = tax_person_of(taxpayer.rfc) == TaxPerson::company;
    if (!is_tax_regime(taxpayer.tax_regime))
        return refused("fiscal.regime_unknown", "tax_regime",
                       "El régimen fiscal del titular no está en el catálogo del SAT.",
                       "Capture una clave de c_RegimenFiscal, por ejemplo 605 o, de una empresa, 601.");
    if (!regime_is_of(taxpayer.tax_regime, company ? TaxPerson::company : TaxPerson::natural))
        return refused("fiscal.regime_not_of_person", "tax_regime",
                       company ? "El RFC es de una persona moral y el régimen es de personas físicas (CFDI40158)."
                               : "El RFC es de una persona física y el régimen es de personas morales (CFDI40158).",
                       "Capture el régimen de la constancia de situación fiscal, o quite el RFC para facturar a "
                       "público en general.");
    return Done{};
}

}  // namespace

bool regime_takes_use(std::string_view regime, std::string_view use) {
    if (!is_tax_regime(regime)) return false;
    if (use == no_fiscal_effect) return true;
    if (use == "G02" && regime == "616") return true;
    if (contains(business_uses, use)) return contains(business_regimes, regime);
    return contains(personal_uses, use) && contains(personal_regimes, regime);
}

Result<ReceptorWithRemark> receptor_of(const Taxpayer& taxpayer, const std::string& lugar_expedicion) {
    if (taxpayer.rfc.empty() || taxpayer.rfc == generic_rfc || taxpayer.rfc == foreign_rfc)
        return generic_receptor(taxpayer, lugar_expedicion);
    if (!has_rfc_form(taxpayer.rfc))
        return refused("fiscal.rfc_malformed", "rfc", "El RFC del titular no tiene la forma de un RFC.",
                       "Corrija el RFC del titular.");
    const std::string name = clean_text(upper_case(taxpayer.tax_name), longest_name);
    if (name.empty())
        return refused("fiscal.tax_name_missing", "tax_name", "Falta el nombre fiscal del titular.",
                       "Capture el nombre como está registrado en el SAT, sin el tipo de sociedad.");
    if (const auto regime = check_regime(taxpayer); !regime) return regime.refusal();
    if (!all_digits(taxpayer.postal_code, 5))
        return refused("fiscal.postal_code_malformed", "tax_postal_code",
                       "El código postal fiscal del titular no tiene cinco dígitos.",
                       "Capture el código postal de su constancia de situación fiscal.");
    ReceptorWithRemark made{
        {taxpayer.rfc, name, taxpayer.postal_code, taxpayer.tax_regime, std::string(no_fiscal_effect)}, {}};
    if (regime_takes_use(taxpayer.tax_regime, taxpayer.cfdi_use))
        made.receptor.uso_cfdi = taxpayer.cfdi_use;
    else
        made.remark = "Se facturó con uso S01: el régimen " + taxpayer.tax_regime + " no admite el uso «" +
                      taxpayer.cfdi_use + "» que declaró el titular.";
    return made;
}

}  // namespace aquacis::fiscal
