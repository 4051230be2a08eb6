#include "cloud/gateway/openapi.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "aquacis/api/v1/options.pb.h"
#include "cloud/gateway/descriptions.hpp"

namespace aquacis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using json = nlohmann::ordered_json;

// The comments, by full name: from descriptors that still have them. The linked ones have lost theirs.
class Comments {
public:
    Comments() {
        for (const auto& file : described_files().file())
            pool_.BuildFile(file);
    }
    void describe(const Descriptor& type, json& it) const { add(pool_.FindMessageTypeByName(type.full_name()), it); }
    void describe(const FieldDescriptor& field, json& it) const { add(pool_.FindFieldByName(field.full_name()), it); }
    void describe(const google::protobuf::MethodDescriptor& method, json& it) const {
        add(pool_.FindMethodByName(method.full_name()), it);
    }

private:
    template <class Thing>
    static void add(const Thing* thing, json& it) {
        google::protobuf::SourceLocation at;
        if (thing == nullptr || !thing->GetSourceLocation(&at)) return;
        std::istringstream words(at.leading_comments + " " + at.trailing_comments);
        std::string text;
        for (std::string word; words >> word;)
            text += (text.empty() ? "" : " ") + word;
        if (!text.empty()) it["description"] = text;
    }
    google::protobuf::DescriptorPool pool_;
};

json reference(const Descriptor& type) { return {{"$ref", "#/components/schemas/" + type.full_name()}}; }

// A field's type as the JSON of the gateway has it: 64-bit numbers may come as strings, bytes are base64.
json schema_of_one(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_BOOL:
            return {{"type", "boolean"}};
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return reference(*field.message_type());
        case FieldDescriptor::CPPTYPE_INT64:
        case FieldDescriptor::CPPTYPE_UINT64:
            return {{"type", {"string", "integer"}}, {"format", "int64"}};
        case FieldDescriptor::CPPTYPE_INT32:
        case FieldDescriptor::CPPTYPE_UINT32:
            return {{"type", "integer"}, {"format", "int32"}};
        case FieldDescriptor::CPPTYPE_ENUM: {
            json names = json::array();
            for (int i = 0; i < field.enum_type()->value_count(); ++i)
                names.push_back(field.enum_type()->value(i)->name());
            return {{"type", "string"}, {"enum", names}};
        }
        default:
            return field.type() == FieldDescriptor::TYPE_BYTES ? json{{"type", "string"}, {"contentEncoding", "base64"}}
                                                               : json{{"type", "string"}};
    }
}

// JSON's numbers lose what is beyond 53 bits, so 64-bit ones may come as text; a range is of the number alone.
void add_range(const api::v1::Rule& rule, json& schema) {
    if (rule.has_min()) schema["minimum"] = rule.min();
    if (rule.has_max()) schema["maximum"] = rule.max();
}

void add_text_rule(const api::v1::Rule& rule, json& schema) {
    if (rule.min_length() != 0) schema["minLength"] = rule.min_length();
    if (rule.max_length() != 0) schema["maxLength"] = rule.max_length();
    if (!rule.pattern().empty()) schema["pattern"] = rule.pattern();
    if (!rule.format().empty()) schema["format"] = rule.format();
    for (const auto& word : rule.one_of())
        schema["enum"].push_back(word);
}

json schema_of(const FieldDescriptor& field) {
    const auto& rule = field.options().GetExtension(api::v1::rule);
    json one = schema_of_one(field);
    add_range(rule, one);
    add_text_rule(rule, one);
    if (!field.is_repeated()) return one;
    json list{{"type", "array"}, {"items", one}};
    if (rule.max_items() != 0) list["maxItems"] = rule.max_items();
    return list;
}

void add_schema(const Descriptor& type, const Comments& comments, json& schemas) {
    if (schemas.contains(type.full_name())) return;
    schemas[type.full_name()] = json::object();  // first, so that a message within itself ends
    json properties = json::object();
    for (int i = 0; i < type.field_count(); ++i) {
        json& property = properties[type.field(i)->name()] = schema_of(*type.field(i));
        comments.describe(*type.field(i), property);
        if (type.field(i)->message_type() != nullptr) add_schema(*type.field(i)->message_type(), comments, schemas);
    }
    schemas[type.full_name()] = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    comments.describe(type, schemas[type.full_name()]);
}

// What goes into the path, what into the query, and what is the body's: a message has no place in a query. A call with
// an external reference may bring it as the Idempotency-Key.
json parameters_of(const Route& route, const Comments& comments) {
    json parameters = json::array();
    std::set<std::string> in_path;
    for (const std::string& segment : route.segments)
        if (segment.size() > 2 && segment.front() == '{') in_path.insert(segment.substr(1, segment.size() - 2));
    const Descriptor& input = *route.method->input_type();
    for (int i = 0; i < input.field_count(); ++i) {
        const FieldDescriptor& field = *input.field(i);
        const bool path = in_path.count(field.name()) != 0;
        if (!path && (route.has_body || field.message_type() != nullptr)) continue;
        parameters.push_back({{"name", field.name()},
                              {"in", path ? "path" : "query"},
                              {"required", path},
                              {"schema", schema_of(field)}});
        comments.describe(field, parameters.back());
    }
    if (route.has_body && input.FindFieldByName("external_reference") != nullptr)
        parameters.push_back({{"name", "Idempotency-Key"},
                              {"in", "header"},
                              {"required", false},
                              {"schema", {{"type", "string"}, {"maxLength", 64}}}});
    return parameters;
}

// What this operation may answer with, and no more.
void add_refusals(const Route& route, json& responses) {
    struct Refusal {
        const char* status;
        const char* words;
        bool possible = true;
        bool says_when = false;  // to come again
    };
    const bool has_key = route.method->input_type()->FindFieldByName("external_reference") != nullptr;
    for (const Refusal& one : {Refusal{"400", "un campo no es válido"},
                               {"401", "falta un token válido", !route.open},
                               {"403", "falta el permiso", !route.open || route.has_body},
                               {"404", "no existe"},
                               {"405", "la dirección no acepta ese método"},
                               {"409", has_key ? "la clave ya se usó con otro cuerpo" : "ya se usó", route.has_body},
                               {"413", "el cuerpo es mayor que 1 MiB"},
                               {"415", "el cuerpo no es application/json", route.has_body},
                               {"429", "demasiadas peticiones", true, true},
                               {"431", "los encabezados son mayores que 16 KiB"},
                               {"500", "falla interna"},
                               {"503", "no está disponible", true, true},
                               {"504", "no respondió a tiempo"}}) {
        if (!one.possible) continue;
        responses[one.status] = {
            {"description", one.words},
            {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
        if (one.says_when)
            responses[one.status]["headers"]["Retry-After"] = {{"description", "segundos que conviene esperar"},
                                                               {"schema", {{"type", "integer"}}}};
    }
}

json operation_of(const Route& route, const Comments& comments, json& schemas) {
    add_schema(*route.method->output_type(), comments, schemas);
    json operation{{"operationId", route.method->full_name()},
                   {"tags", {route.context}},
                   {"parameters", parameters_of(route, comments)}};
    comments.describe(*route.method, operation);
    if (route.has_body) {
        add_schema(*route.method->input_type(), comments, schemas);
        operation["requestBody"] = {
            {"required", true},
            {"content", {{"application/json", {{"schema", reference(*route.method->input_type())}}}}}};
    }
    json responses{{"200",
                    {{"description", "OK"},
                     {"content", {{"application/json", {{"schema", reference(*route.method->output_type())}}}}}}}};
    add_refusals(route, responses);
    operation["responses"] = responses;
    operation["security"] = route.open ? json::array() : json::array({{{"oidc", json::array({route.scope})}}});
    return operation;
}

}  // namespace

std::string make_openapi(const std::vector<Route>& routes, const std::string& issuer_url) {
    json schemas{{"Problem",
                  {{"type", "object"},
                   {"properties",
                    {{"type", {{"type", "string"}}},
                     {"status", {{"type", "integer"}}},
                     {"code", {{"type", "string"}}},
                     {"field", {{"type", "string"}}},
                     {"detail", {{"type", "string"}}},
                     {"remedy", {{"type", "string"}}}}}}}};
    const Comments comments;
    json paths = json::object();
    for (const Route& route : routes) {
        std::string verb = route.http_method;
        for (char& c : verb)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        paths[route.path][verb] = operation_of(route, comments, schemas);
    }
    const json document{
        {"openapi", "3.1.0"},
        {"info", {{"title", "AquaCIS"}, {"version", "1"}}},
        {"paths", paths},
        {"components",
         {{"schemas", schemas},
          {"securitySchemes",
           {{"oidc",
             {{"type", "openIdConnect"}, {"openIdConnectUrl", issuer_url + "/.well-known/openid-configuration"}}}}}}}};
    return document.dump(2);
}

}  // namespace aquacis::gateway
