#include "cloud/fiscal/domain/receptor.hpp"

#include <algorithm>
#include <array>

#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::size_t longest_name = 300;
constexpr std::string_view global_name = "PUBLICO EN GENERAL";
constexpr std::array<std::string_view, 11> business_regimes{"601", "603", "606", "612", "620", "621",
                                                            "622", "623", "624", "625", "626"};
constexpr std::array<std::string_view, 9> personal_regimes{"605", "606", "607", "608", "611",
                                                           "612", "614", "615", "625"};
constexpr std::array<std::string_view, 19> all_regimes{"601", "603", "605", "606", "607", "608", "610",
                                                       "611", "612", "614", "615", "616", "620", "621",
                                                       "622", "623", "624", "625", "626"};

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

Result<Receptor> generic_receptor(const Taxpayer& taxpayer, const std::string& lugar_expedicion) {
    const std::string name = clean_text(upper_case(taxpayer.name), longest_name);
    if (name.empty())
        return refused("fiscal.name_missing", "name", "El titular no tiene nombre.",
                       "Capture el nombre del titular y repita el timbrado.");
    // With that name SAT takes the document for a global invoice, which a single bill is not (CFDI40130).
    if (name == global_name)
        return refused("fiscal.name_of_global_invoice", "name",
                       "«PUBLICO EN GENERAL» es el nombre de la factura global.",
                       "Capture el nombre del titular del contrato.");
    return Receptor{std::string(generic_rfc), name, lugar_expedicion, "616", std::string(no_fiscal_effect)};
}

}  // namespace

bool regime_takes_use(std::string_view regime, std::string_view use) {
    if (!contains(all_regimes, regime)) return false;
    if (use == no_fiscal_effect) return true;
    if (use == "G02" && regime == "616") return true;
    if (use.size() != 3) return false;
    if (use.front() == 'G' || use.front() == 'I') return contains(business_regimes, regime);
    return use.front() == 'D' && contains(personal_regimes, regime);
}

Result<Receptor> receptor_of(const Taxpayer& taxpayer, const std::string& lugar_expedicion) {
    if (taxpayer.rfc.empty() || taxpayer.rfc == generic_rfc) return generic_receptor(taxpayer, lugar_expedicion);
    if (!has_rfc_form(taxpayer.rfc))
        return refused("fiscal.rfc_malformed", "rfc", "El RFC del titular no tiene la forma de un RFC.",
                       "Corrija el RFC del titular.");
    const std::string name = clean_text(upper_case(taxpayer.tax_name), longest_name);
    if (name.empty())
        return refused("fiscal.tax_name_missing", "tax_name", "Falta el nombre fiscal del titular.",
                       "Capture el nombre como está registrado en el SAT, sin el tipo de sociedad.");
    if (!contains(all_regimes, taxpayer.tax_regime))
        return refused("fiscal.regime_unknown", "tax_regime",
                       "El régimen fiscal del titular no está en el catálogo del SAT.",
                       "Capture una clave de c_RegimenFiscal, por ejemplo 605.");
    if (!all_digits(taxpayer.postal_code, 5))
        return refused("fiscal.postal_code_malformed", "tax_postal_code",
                       "El código postal fiscal del titular no tiene cinco dígitos.",
                       "Capture el código postal de su constancia de situación fiscal.");
    const bool taken = regime_takes_use(taxpayer.tax_regime, taxpayer.cfdi_use);
    return Receptor{taxpayer.rfc, name, taxpayer.postal_code, taxpayer.tax_regime,
                    taken ? taxpayer.cfdi_use : std::string(no_fiscal_effect)};
}

}  // namespace aquacis::fiscal
