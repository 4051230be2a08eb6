#include "cloud/customers/domain/customer.hpp"

#include <algorithm>

#include "base/tax_regime.hpp"
#include "cloud/customers/domain/text.hpp"

namespace aquacis::customers {
namespace {

constexpr std::size_t max_line = 254;

Refusal refuse(std::string field, std::string message, std::string remedy) {
    std::string code = "customers." + field + "_invalid";
    return {RefusalKind::invalid, std::move(code), std::move(field), std::move(message), std::move(remedy)};
}

bool is_line(std::string_view text, std::size_t most = max_line) {
    const auto characters = characters_of(text);
    return characters && characters->size() <= most &&
           std::ranges::all_of(*characters, [](char32_t c) { return c >= U' '; });
}

bool all_digits(std::string_view text, std::size_t length) {
    return text.size() == length && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// SAT c_UsoCFDI: a letter or two and two digits: "S01", "CP01".
bool is_cfdi_use(std::string_view text) {
    const std::size_t letters = text.size() == 4 ? 2 : 1;
    return (text.size() == 3 || text.size() == 4) &&
           std::ranges::all_of(text.substr(0, letters), [](char c) { return c >= 'A' && c <= 'Z'; }) &&
           all_digits(text.substr(letters), 2);
}

Result<Done> check_tax_data(const CustomerDraft& draft) {
    if (!is_line(draft.tax_name, Name::max_characters))
        return refuse("tax_name", "El nombre fiscal no es texto de hasta 300 caracteres.",
                      "Escríbalo como aparece en la constancia de situación fiscal.");
    if (!draft.tax_regime.empty() && !all_digits(draft.tax_regime, 3))
        return refuse("tax_regime", "El régimen fiscal no tiene tres dígitos.",
                      "Use la clave del SAT, por ejemplo 616.");
    if (!draft.tax_postal_code.empty() && !all_digits(draft.tax_postal_code, 5))
        return refuse("tax_postal_code", "El código postal fiscal no tiene cinco dígitos.",
                      "Escriba cinco dígitos, por ejemplo 76000.");
    if (!draft.cfdi_use.empty() && !is_cfdi_use(draft.cfdi_use))
        return refuse("cfdi_use", "El uso del CFDI no es una clave del SAT.",
                      "Use una clave del catálogo, por ejemplo S01 o G03.");
    return Done{};
}

Result<Done> check_contact(const CustomerDraft& draft) {
    if (!draft.email.empty() && !Email::parse(draft.email))
        return refuse("email", "El correo electrónico no tiene la forma nombre@dominio.", "Corríjalo o déjelo vacío.");
    if (!draft.phone.empty() && !Phone::parse(draft.phone))
        return refuse("phone", "El teléfono no tiene diez dígitos.", "Escriba diez dígitos con lada, o déjelo vacío.");
    if (!is_line(draft.address_line))
        return refuse("address_line", "El domicilio no es texto de hasta 254 caracteres.",
                      "Escriba calle, número y colonia.");
    if (!draft.curp.empty() && !Curp::parse(draft.curp))
        return refuse("curp", "La CURP no es válida: no coincide su forma o su dígito verificador.",
                      "Revísela en la identificación, o déjela vacía.");
    return Done{};
}

// SAT's "without obligations" is of natural persons alone: a company that says nothing must not get it.
Result<Done> check_regime(const Rfc& rfc, const std::string& regime) {
    if (rfc.is_generic() || (regime.empty() && !rfc.is_company())) return Done{};
    if (regime.empty())
        return refuse("tax_regime", "Falta el régimen fiscal de la persona moral.",
                      "Escriba el de su constancia de situación fiscal, por ejemplo 601; sin él, deje vacío el RFC.");
    if (!regime_is_of(regime, rfc.is_company() ? TaxPerson::company : TaxPerson::natural))
        return refuse("tax_regime",
                      "El régimen " + regime + " no es de una persona " +
                          (rfc.is_company() ? std::string("moral.") : std::string("física.")),
                      "Use el régimen de la constancia de situación fiscal de ese RFC.");
    return Done{};
}

}  // namespace

std::vector<std::string> changed_fields(const Customer& before, const Customer& after) {
    std::vector<std::string> changed;
    const auto compare = [&](const char* name, const auto& was, const auto& is) {
        if (!(was == is)) changed.emplace_back(name);
    };
    compare("name", before.name, after.name);
    compare("rfc", before.rfc, after.rfc);
    compare("tax_name", before.tax_name, after.tax_name);
    compare("tax_regime", before.tax_regime, after.tax_regime);
    compare("tax_postal_code", before.tax_postal_code, after.tax_postal_code);
    compare("cfdi_use", before.cfdi_use, after.cfdi_use);
    compare("email", before.email, after.email);
    compare("phone", before.phone, after.phone);
    compare("address_line", before.address_line, after.address_line);
    compare("curp", before.curp, after.curp);
    return changed;
}

// Each part by its own rule; the regime is judged beside the RFC, because a company and a person have different ones.
// What a customer without an RFC gets is the SAT's generic data.
Result<Customer> check_customer(const CustomerDraft& draft) {
    const auto id = CustomerId::parse(draft.customer_id);
    if (!id || id->is_nil())
        return refuse("customer_id", "El identificador del cliente no es un UUID.",
                      "Envíe un UUID propio de este cliente.");
    auto name = Name::parse(draft.name);
    if (!name) return name.refusal();
    const auto rfc = draft.rfc.empty() ? Rfc::generic_national() : Rfc::parse(draft.rfc);
    if (!rfc)
        return refuse("rfc", "El RFC no tiene la forma de un RFC.",
                      "Escriba 12 o 13 caracteres, o déjelo vacío si no lo dio.");
    if (auto tax = check_tax_data(draft); !tax) return tax.refusal();
    if (auto regime = check_regime(*rfc, draft.tax_regime); !regime) return regime.refusal();
    if (auto contact = check_contact(draft); !contact) return contact.refusal();
    return Customer{.id = *id,
                    .name = *name,
                    .rfc = *rfc,
                    .tax_name = draft.tax_name,
                    .tax_regime = draft.tax_regime.empty() ? "616" : draft.tax_regime,
                    .tax_postal_code = draft.tax_postal_code,
                    .cfdi_use = draft.cfdi_use.empty() ? "S01" : draft.cfdi_use,
                    .email = Email::parse(draft.email),
                    .phone = Phone::parse(draft.phone),
                    .address_line = draft.address_line,
                    .curp = Curp::parse(draft.curp)};
}

std::vector<Warning> warnings_about(const Customer& customer) {
    std::vector<Warning> warnings;
    if (!customer.rfc.check_digit_matches())
        warnings.push_back({"rfc", "El dígito verificador del RFC no coincide; se registró tal como se recibió.",
                            "Compare el RFC con la constancia de situación fiscal."});
    return warnings;
}

std::string Customer::canonical() const {
    std::string text;
    const auto add = [&](std::string_view part) { text.append(part).push_back('\x1f'); };
    add(name.text()), add(rfc.text()), add(tax_name), add(tax_regime), add(tax_postal_code), add(cfdi_use);
    add(email ? email->text() : ""), add(phone ? phone->digits() : ""), add(address_line),
        add(curp ? curp->text() : "");
    return text;
}

}  // namespace aquacis::customers
