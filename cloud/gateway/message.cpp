#include "cloud/gateway/message.hpp"

#include <algorithm>

#include "cloud/gateway/json_reader.hpp"

namespace aquacis::gateway {
namespace {

using google::protobuf::Message;

Refusal invalid(const std::string& code, const std::string& field, const std::string& message,
                const std::string& remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

Result<> merge_query(const std::string& query, Message& message, Given& given) {
    std::size_t at = 0;
    while (at < query.size()) {
        const auto end = std::min(query.find('&', at), query.size());
        const std::string pair = query.substr(at, end - at);
        at = end + 1;
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto name = decode_form(pair.substr(0, equals));
        const auto value =
            equals == std::string::npos ? std::optional<std::string>("") : decode_form(pair.substr(equals + 1));
        if (!name || !value)
            return invalid("http.bad_query", name.value_or(""), "La consulta tiene un escape inválido.",
                           "Escriba los caracteres especiales como %XX.");
        if (auto set = read_parameter(*name, *value, message, given); !set) return set;
    }
    return Done{};
}

// The header and the field are one key; without any, a repeated request would take effect twice.
Result<> merge_idempotency_key(const http::Request& request, Message& message) {
    const auto* reference = message.GetDescriptor()->FindFieldByName("external_reference");
    if (reference == nullptr) return Done{};
    const std::string key = request.header("idempotency-key");
    const std::string in_body = message.GetReflection()->GetString(message, reference);
    if (!std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c <= '~'; }))
        return invalid("http.bad_header", "Idempotency-Key", "El encabezado «Idempotency-Key» no es válido.",
                       "Envíe de 1 a 64 caracteres ASCII visibles.");
    if (key.empty() && in_body.empty())
        return invalid(
            "http.idempotency_key_missing", "external_reference", "Falta la clave de idempotencia.",
            "Envíe el encabezado «Idempotency-Key» o el campo «external_reference», fijo desde que el usuario actúa.");
    if (!key.empty() && !in_body.empty() && key != in_body)
        return invalid("http.idempotency_keys_differ", "external_reference",
                       "El encabezado «Idempotency-Key» y el campo «external_reference» son distintos.",
                       "Envíe uno de los dos, o el mismo valor en ambos.");
    if (in_body.empty()) message.GetReflection()->SetString(&message, reference, key);
    return Done{};
}

}  // namespace

Result<std::shared_ptr<Message>> make_message(const Route& route, const http::Request& request,
                                              const std::map<std::string, std::string>& variables) {
    const std::shared_ptr<Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->input_type())->New());
    Given given;
    for (const auto& [name, value] : variables)
        if (auto set = read_parameter(name, value, *message, given); !set) return set.refusal();
    const auto question = request.target.find('?');
    if (question != std::string::npos)
        if (auto merged = merge_query(request.target.substr(question + 1), *message, given); !merged)
            return merged.refusal();
    if (route.has_body) {
        if (auto merged = read_json(request.body, *message, given); !merged) return merged.refusal();
        if (auto merged = merge_idempotency_key(request, *message); !merged) return merged.refusal();
    }
    return message;
}

}  // namespace aquacis::gateway
