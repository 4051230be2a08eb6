#include "cloud/gateway/message.hpp"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace aquacis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using nlohmann::json;

constexpr int deepest_json =
    32;  // the JSON library writes by recursion: a body that nests without end would end the stack

bool is_too_deep(std::string_view text) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_text && c == '\\')
            ++i;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text && (c == '[' || c == '{') && ++depth > deepest_json)
            return true;
        else if (!in_text && (c == ']' || c == '}'))
            --depth;
    }
    return false;
}

bool is_utf8(const std::string& text) {
    const json whole(text);
    return whole.dump(-1, ' ', false, json::error_handler_t::ignore) ==
           whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

Refusal invalid(const std::string& code, const std::string& field, const std::string& message,
                const std::string& remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

const google::protobuf::FieldDescriptor* find_field(const Descriptor& type, const std::string& name) {
    const auto* field = type.FindFieldByName(name);
    return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

std::string names_of(const Descriptor& type) {
    std::string names;
    for (int i = 0; i < type.field_count(); ++i)
        names += (i == 0 ? "" : ", ") + type.field(i)->name();
    return names;
}

std::string type_of(const google::protobuf::FieldDescriptor& field) {
    using Field = google::protobuf::FieldDescriptor;
    if (field.is_repeated()) return "una lista";
    switch (field.cpp_type()) {
        case Field::CPPTYPE_STRING:
        case Field::CPPTYPE_ENUM:
            return "un texto";
        case Field::CPPTYPE_BOOL:
            return "true o false";
        case Field::CPPTYPE_MESSAGE:
            return "un objeto";
        default:
            return "un número entero";
    }
}

bool is_integer_text(const json& value) {
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    const std::size_t sign = text.size() > 1 && text[0] == '-' ? 1 : 0;
    return !text.empty() && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(sign), text.end(),
                                        [](char c) { return c >= '0' && c <= '9'; });
}

// proto3 JSON would take 1.0 for an integer and any number for a text's sake: a portal's mistake is better heard at
// once.
bool fits_one(const google::protobuf::FieldDescriptor& field, const json& value) {
    using Field = google::protobuf::FieldDescriptor;
    switch (field.cpp_type()) {
        case Field::CPPTYPE_STRING:
        case Field::CPPTYPE_ENUM:
            return value.is_string();
        case Field::CPPTYPE_BOOL:
            return value.is_boolean();
        case Field::CPPTYPE_MESSAGE:
            return value.is_object();
        default:
            return value.is_number_integer() || is_integer_text(value);
    }
}

bool fits(const google::protobuf::FieldDescriptor& field, const json& value) {
    if (!field.is_repeated()) return fits_one(field, value);
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [&](const json& one) { return fits_one(field, one); });
}

// The fields that have been given, wherever: one that is given twice has no one meaning.
using Given = std::set<int>;

Result<> merge_json(const json& body, Message& message, Given& given) {
    const Descriptor& type = *message.GetDescriptor();
    for (const auto& [name, value] : body.items()) {
        const auto* field = find_field(type, name);
        if (field == nullptr)
            return invalid("http.unknown_field", name, "El campo «" + name + "» no existe.",
                           "Use alguno de: " + names_of(type) + ".");
        if (!given.insert(field->number()).second)
            return invalid("http.field_given_twice", field->name(),
                           "El campo «" + field->name() + "» está dado dos veces.",
                           "Envíelo una sola vez: en la dirección, en la consulta o en el cuerpo.");
        // Each field by itself, so that a wrong one can be named.
        const std::unique_ptr<Message> part(message.New());
        if (!fits(*field, value) ||
            !google::protobuf::util::JsonStringToMessage(json{{name, value}}.dump(), part.get()).ok())
            return invalid("http.wrong_type", name, "El campo «" + name + "» debe ser " + type_of(*field) + ".",
                           "Corrija el campo y repita la petición.");
        message.MergeFrom(*part);
    }
    return Done{};
}

// A path's or a query's text as the JSON that the field takes.
Result<> set_from_text(const std::string& name, const std::string& text, Message& message, Given& given) {
    if (!is_utf8(name) || !is_utf8(text))
        return invalid("http.not_utf8", name, "Un parámetro de la dirección no es UTF-8.",
                       "Escriba los caracteres especiales como %XX de su forma UTF-8.");
    const auto* field = find_field(*message.GetDescriptor(), name);
    if (field == nullptr)
        return invalid("http.unknown_field", name, "El parámetro «" + name + "» no existe.",
                       "Use alguno de: " + names_of(*message.GetDescriptor()) + ".");
    return merge_json(json{{name, text}}, message, given);
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
        if (auto set = set_from_text(*name, *value, message, given); !set) return set;
    }
    return Done{};
}

// The header and the field are one key; without any, a repeated request would take effect twice.
Result<> merge_idempotency_key(const http::Request& request, Message& message) {
    const auto* reference = message.GetDescriptor()->FindFieldByName("external_reference");
    if (reference == nullptr) return Done{};
    const std::string key = request.header("idempotency-key");
    const std::string in_body = message.GetReflection()->GetString(message, reference);
    if (!is_utf8(key))
        return invalid("http.bad_header", "Idempotency-Key", "El encabezado «Idempotency-Key» no es UTF-8.",
                       "Envíe de 1 a 64 caracteres.");
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

Result<> merge_body(const http::Request& request, Message& message, Given& given) {
    const std::string allowed = "Envíe un objeto JSON con: " + names_of(*message.GetDescriptor()) + ".";
    if (is_too_deep(request.body))
        return invalid("http.bad_json", "", "El cuerpo anida más de " + std::to_string(deepest_json) + " niveles.",
                       allowed);
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) return invalid("http.bad_json", "", "El cuerpo no es un objeto JSON.", allowed);
    return merge_json(body, message, given);
}

}  // namespace

Result<std::shared_ptr<Message>> make_message(const Route& route, const http::Request& request,
                                              const std::map<std::string, std::string>& variables) {
    const std::shared_ptr<Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->input_type())->New());
    Given given;
    for (const auto& [name, value] : variables)
        if (auto set = set_from_text(name, value, *message, given); !set) return set.refusal();
    const auto question = request.target.find('?');
    if (question != std::string::npos)
        if (auto merged = merge_query(request.target.substr(question + 1), *message, given); !merged)
            return merged.refusal();
    if (route.has_body) {
        if (auto merged = merge_body(request, *message, given); !merged) return merged.refusal();
        if (auto merged = merge_idempotency_key(request, *message); !merged) return merged.refusal();
    }
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
