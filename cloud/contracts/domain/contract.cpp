#include "cloud/contracts/domain/contract.hpp"

#include <algorithm>
#include <array>

namespace aquacis::contracts {
namespace {

constexpr std::ptrdiff_t max_line = 120;  // characters
constexpr std::size_t max_code = 32;
constexpr std::array<std::string_view, 3> states{"active", "suspended", "terminated"};

Refusal refuse(std::string field, std::string message, std::string remedy) {
    std::string code = "contracts." + field.substr(field.rfind('.') + 1) + "_invalid";
    return {RefusalKind::invalid, std::move(code), std::move(field), std::move(message), std::move(remedy)};
}

bool is_line(std::string_view text) {
    // A byte 10xxxxxx goes on with the character that another began.
    const auto characters =
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return !text.empty() && characters <= max_line &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

// A zone or a tariff: "14-B", "DOM-MEDIO".
bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= max_code && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_postal_code(std::string_view text) {
    return text.size() == 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Each field by its own rule, in the order of the form; the first that is wrong is told with its remedy.
Result<ServicePoint> check_service_point(const ContractDraft& draft) {
    const auto id = ServicePointId::parse(draft.service_point_id);
    if (!id || id->is_nil())
        return refuse("service_point.service_point_id", "El identificador de la toma no es un UUID.",
                      "Envíe un UUID propio de la toma.");
    if (!is_line(draft.street))
        return refuse("service_point.street", "Falta la calle, o pasa de 120 caracteres.",
                      "Escriba la calle de la toma.");
    if (!is_line(draft.street_number))
        return refuse("service_point.street_number", "Falta el número, o pasa de 120 caracteres.",
                      "Escríbalo, o S/N si no tiene.");
    if (!is_line(draft.settlement))
        return refuse("service_point.settlement", "Falta la colonia, o pasa de 120 caracteres.",
                      "Escriba la colonia de la toma.");
    if (!is_line(draft.municipality))
        return refuse("service_point.municipality", "Falta el municipio, o pasa de 120 caracteres.",
                      "Escriba el nombre del municipio.");
    if (!is_postal_code(draft.postal_code))
        return refuse("service_point.postal_code", "El código postal no tiene cinco dígitos.",
                      "Escriba cinco dígitos, por ejemplo 76000.");
    if (!is_code(draft.zone_id))
        return refuse("service_point.zone_id", "La zona no es una clave.",
                      "Use mayúsculas, dígitos y guion, por ejemplo 14-B.");
    return ServicePoint{
        *id, draft.street, draft.street_number, draft.settlement, draft.municipality, draft.postal_code, draft.zone_id};
}

}  // namespace

std::string_view to_text(ContractState state) { return states.at(static_cast<std::size_t>(state)); }

std::optional<ContractState> parse_state(std::string_view text) {
    const auto found = std::ranges::find(states, text);
    return found == states.end() ? std::nullopt : std::optional(static_cast<ContractState>(found - states.begin()));
}

// Each field by its own rule, in the order of the form; the first that is wrong is told with its remedy. An end is
// judged by the start that was read before it.
Result<Contract> check_contract(const ContractDraft& draft) {
    const auto id = ContractId::parse(draft.contract_id);
    if (!id || id->is_nil())
        return refuse("contract_id", "El identificador del contrato no es un UUID.",
                      "Envíe un UUID propio de este contrato.");
    const auto number = ContractNumber::parse(draft.number);
    if (!number)
        return refuse("number", "El número de contrato no es válido o no coincide su dígito verificador.",
                      "Escriba de cinco a diez dígitos, guion y dígito verificador, por ejemplo 00412-7.");
    const auto customer = CustomerId::parse(draft.customer_id);
    if (!customer || customer->is_nil())
        return refuse("customer_id", "El identificador del titular no es un UUID.",
                      "Registre primero al cliente y use su identificador.");
    auto point = check_service_point(draft);
    if (!point) return point.refusal();
    if (draft.use_class < 1 || draft.use_class > 4)
        return refuse("use_class", "Falta el uso de la toma.", "Elija doméstico, comercial, industrial o público.");
    if (!is_code(draft.tariff_code))
        return refuse("tariff_code", "La tarifa no es una clave.", "Use una tarifa publicada, por ejemplo DOM-MEDIO.");
    const auto start = parse_date(draft.start_date);
    if (!start) return refuse("start_date", "La fecha de inicio no es una fecha.", "Escríbala como 2026-09-01.");
    const auto state = draft.state.empty() ? ContractState::active : parse_state(draft.state);
    if (!state) return refuse("state", "El estado del contrato no se reconoce.", "Use active, suspended o terminated.");
    const auto end = parse_date(draft.end_date);
    if (!draft.end_date.empty() && (!end || *end < *start))
        return refuse("end_date", "La fecha de término no es una fecha, o es anterior al inicio.",
                      "Escriba el último día del contrato, como 2027-03-31, o déjela vacía.");
    return Contract{.id = *id,
                    .number = *number,
                    .customer = *customer,
                    .service_point = *std::move(point),
                    .use_class = static_cast<UseClass>(draft.use_class),
                    .tariff_code = draft.tariff_code,
                    .start = *start,
                    .state = *state,
                    .end = end};
}

}  // namespace aquacis::contracts
