#include "field-app/core/domain/account.hpp"

#include <array>

namespace aquacis::office {
namespace {

struct MethodName {
    Method method;
    std::string_view text;
    std::string_view spanish;
};

constexpr std::array<MethodName, 4> method_names{{{Method::cash, "cash", "Efectivo"},
                                                  {Method::card, "card", "Tarjeta"},
                                                  {Method::transfer, "transfer", "Transferencia"},
                                                  {Method::cheque, "cheque", "Cheque"}}};

void join(std::string& text, std::string_view separator, const std::string& more) {
    if (more.empty()) return;
    if (!text.empty()) text += separator;
    text += more;
}

}  // namespace

std::string Contract::place() const {
    std::string text = street;
    join(text, " ", street_number);
    join(text, ", ", settlement);
    return text;
}

std::string Contract::address() const {
    std::string text = place();
    join(text, ", ", municipality);
    return text;
}

std::string_view to_text(Method method) { return method_names.at(static_cast<std::size_t>(method)).text; }
std::string_view display_es(Method method) { return method_names.at(static_cast<std::size_t>(method)).spanish; }

std::optional<Method> parse_method(std::string_view text) {
    for (const auto& name : method_names)
        if (name.text == text) return name.method;
    return std::nullopt;
}

}  // namespace aquacis::office
