#include "cloud/platform/calls/request.hpp"

#include <string>

namespace aquacis::platform {

Result<> check_count(std::string_view list, std::size_t count, std::size_t most) {
    if (count >= 1 && count <= most) return Done{};
    const std::string limit = std::to_string(most);
    return Refusal{RefusalKind::invalid, "request.wrong_count", std::string(list),
                   "Se recibieron " + std::to_string(count) + " elementos; se aceptan de 1 a " + limit + ".",
                   "Envíe lotes de 1 a " + limit + " elementos."};
}

Refusal in_element(std::string_view list, std::size_t index, Refusal refusal) {
    std::string field = std::string(list) + "[" + std::to_string(index) + "]";
    if (!refusal.field.empty()) field += "." + refusal.field;
    refusal.field = std::move(field);
    return refusal;
}

Result<> check_reason(std::string_view reason) {
    constexpr std::size_t longest_reason = 500;
    if (!reason.empty() && reason.size() <= longest_reason) return Done{};
    return Refusal{RefusalKind::invalid, "request.reason", "reason", "Falta el motivo, o es demasiado largo.",
                   "Escriba en una o dos frases por qué se hace."};
}

Result<int> check_page_size(int requested, PageLimits limits) {
    if (requested == 0) return limits.otherwise;
    if (requested > 0 && requested <= limits.most) return requested;
    return Refusal{RefusalKind::invalid, "request.page_size", "page_size",
                   "El tamaño de página " + std::to_string(requested) + " no es posible.",
                   "Pida de 1 a " + std::to_string(limits.most) + " elementos, o 0 para el valor usual."};
}

}  // namespace aquacis::platform
