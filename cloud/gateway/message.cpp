#include "cloud/gateway/message.hpp"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>

namespace aquacis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using nlohmann::json;

Refusal invalid(const std::string& code, const std::string& field, const std::string& message, const std::string& remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

const google::protobuf::FieldDescriptor* find_field(const Descriptor& type, const std::string& name) {
    const auto* field = type.FindFieldByName(name);
    return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

std::string names_of(const Descriptor& type) {
    std::string names;
    for (int i = 0; i < type.field_count(); ++i) names += (i == 0 ? "" : ", ") + type.field(i)->name();
    return names;
}

std::string type_of(const google::protobuf::FieldDescriptor& field) {
    using Field = google::protobuf::FieldDescriptor;
    if (field.is_repeated()) return "una lista";
    switch (field.cpp_type()) {
        case Field::CPPTYPE_STRING: return "un texto";
        case Field::CPPTYPE_BOOL: return "true o false";
        case Field::CPPTYPE_MESSAGE: return "un objeto";
        default: return "un número entero";
    }
}

// proto3 JSON would take 1.0 for an integer and any number for a text's sake: a portal's mistake is better heard at once.
bool fits(const google::protobuf::FieldDescriptor& field, const json& value) {
    using Field = google::protobuf::FieldDescriptor;
    if (field.is_repeated()) return value.is_array();
    switch (field.cpp_type()) {
        case Field::CPPTYPE_STRING: return value.is_string();
        case Field::CPPTYPE_BOOL: return value.is_boolean();
        case Field::CPPTYPE_MESSAGE: return value.is_object();
        default: return value.is_number_integer() || value.is_string();
    }
}

Result<> merge_json(const json& body, Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    for (const auto& [name, value] : body.items()) {
        const auto* field = find_field(type, name);
        if (field == nullptr) return invalid("http.unknown_field", name, "El campo «" + name + "» no existe.", "Use alguno de: " + names_of(type) + ".");
        // Each field by itself, so that a wrong one can be named.
        const std::unique_ptr<Message> part(message.New());
        const auto parsed = google::protobuf::util::JsonStringToMessage(json{{name, value}}.dump(), part.get());
        if (!fits(*field, value) || !parsed.ok())
            return invalid("http.wrong_type", name, "El campo «" + name + "» debe ser " + type_of(*field) + ".", "Corrija el campo y repita la petición.");
        message.MergeFrom(*part);
    }
    return Done{};
}

// A path's or a query's text as the JSON that the field takes.
Result<> set_from_text(const std::string& name, const std::string& text, Message& message) {
    const auto* field = find_field(*message.GetDescriptor(), name);
    if (field == nullptr)
        return invalid("http.unknown_field", name, "El parámetro «" + name + "» no existe.", "Use alguno de: " + names_of(*message.GetDescriptor()) + ".");
    return merge_json(json{{name, text}}, message);
}

Result<> merge_query(const std::string& query, Message& message) {
    std::size_t at = 0;
    while (at < query.size()) {
        const auto end = std::min(query.find('&', at), query.size());
        const std::string pair = query.substr(at, end - at);
        at = end + 1;
        const auto equals = pair.find('=');
        const auto name = decode_percent(pair.substr(0, equals));
        const auto value = equals == std::string::npos ? std::optional<std::string>("") : decode_percent(pair.substr(equals + 1));
        if (!name || !value) return invalid("http.bad_query", pair, "La consulta tiene un escape inválido.", "Escriba los caracteres especiales como %XX.");
        if (auto set = set_from_text(*name, *value, message); !set) return set;
    }
    return Done{};
}

Result<> merge_body(const http::Request& request, Message& message) {
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) return invalid("http.bad_json", "", "El cuerpo no es un objeto JSON.", "Envíe un objeto JSON con: " + names_of(*message.GetDescriptor()) + ".");
    if (auto merged = merge_json(body, message); !merged) return merged;
    const std::string key = request.header("idempotency-key");
    const auto* reference = message.GetDescriptor()->FindFieldByName("external_reference");
    if (!key.empty() && reference != nullptr && message.GetReflection()->GetString(message, reference).empty())
        message.GetReflection()->SetString(&message, reference, key);
    return Done{};
}

}  // namespace

Result<std::shared_ptr<Message>> make_message(const Route& route, const http::Request& request, const std::map<std::string, std::string>& variables) {
    const std::shared_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->input_type())->New());
    if (route.has_body)
        if (auto merged = merge_body(request, *message); !merged) return merged.refusal();
    const auto question = request.target.find('?');
    if (question != std::string::npos)
        if (auto merged = merge_query(request.target.substr(question + 1), *message); !merged) return merged.refusal();
    for (const auto& [name, value] : variables)
        if (auto set = set_from_text(name, value, *message); !set) return set.refusal();
    return message;
}

std::string to_json(const Message& message) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string text;
    const auto printed = google::protobuf::util::MessageToJsonString(message, &text, options);
    if (!printed.ok()) throw std::runtime_error("gateway: an answer cannot be written as JSON");
    return text;
}

}  // namespace aquacis::gateway
