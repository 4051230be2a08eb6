#include "cloud/customers/domain/name.hpp"

#include "cloud/customers/domain/text.hpp"

namespace aquacis::customers {
namespace {

Refusal refuse(const std::string& code, std::string message) {
    return {RefusalKind::invalid, "customers." + code, "name", std::move(message),
            "Escriba el nombre como debe aparecer en el recibo, de 1 a 300 caracteres."};
}

}  // namespace

Result<Name> Name::parse(std::string_view text) {
    const auto characters = characters_of(text);
    if (!characters) return refuse("name_not_text", "El nombre no es texto válido (UTF-8).");
    std::u32string kept;
    for (const char32_t c : *characters) {
        if (c < U' ' || c == 0x7F)
            return refuse("name_not_text", "El nombre contiene caracteres que no se pueden imprimir.");
        if (c == U' ' && (kept.empty() || kept.back() == U' ')) continue;
        kept.push_back(c);
    }
    if (!kept.empty() && kept.back() == U' ') kept.pop_back();
    if (kept.empty()) return refuse("name_missing", "Falta el nombre.");
    if (kept.size() > max_characters) return refuse("name_too_long", "El nombre tiene más de 300 caracteres.");
    return Name(utf8_of(kept));
}

}  // namespace aquacis::customers
