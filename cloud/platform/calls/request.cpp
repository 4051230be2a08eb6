#include "cloud/platform/calls/request.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace aquacis::platform {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

// PostgreSQL takes no NUL in a text: the field is walked, a message's fields too, and the refusal names the way to it.
Result<> check_field(const Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    std::string scratch;
    if (!field.is_repeated()) {
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            const auto inside = check_texts(reflection.GetMessage(message, &field));
            return inside ? inside : in_field(field.name(), inside.refusal());
        }
        if (has_nul(reflection.GetStringReference(message, &field, &scratch))) return nul_in(field.name());
        return Done{};
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        const auto inside = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                                ? check_texts(reflection.GetRepeatedMessage(message, &field, i))
                            : has_nul(reflection.GetRepeatedStringReference(message, &field, i, &scratch))
                                ? Result<>(nul_in(""))
                                : Result<>(Done{});
        if (!inside) return in_element(field.name(), static_cast<std::size_t>(i), inside.refusal());
    }
    return Done{};
}

}  // namespace

Result<> check_texts(const Message& message) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const FieldDescriptor* field : set) {
        if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE && field->type() != FieldDescriptor::TYPE_STRING)
            continue;
        if (auto checked = check_field(message, *field); !checked) return checked;
    }
    return Done{};
}

Refusal nul_in(std::string_view field) {
    return {RefusalKind::invalid, "request.nul", std::string(field), "El texto lleva un carácter nulo.",
            "Quítelo y repita la llamada."};
}

Refusal in_field(std::string_view field, Refusal refusal) {
    refusal.field = std::string(field) + (refusal.field.empty() ? "" : "." + refusal.field);
    return refusal;
}

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
