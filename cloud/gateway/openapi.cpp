#include "cloud/gateway/openapi.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cloud/gateway/described.hpp"

namespace aquacis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using json = nlohmann::ordered_json;

// The comments, by full name: from descriptors that still have them. The linked ones have lost theirs.
class Comments {
public:
    Comments() {
        google::protobuf::FileDescriptorSet files;
        if (!files.ParseFromArray(described_protos, static_cast<int>(sizeof described_protos)))
            throw std::logic_error("gateway: the embedded descriptors cannot be read");
        for (const auto& file : files.file())
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

json schema_of(const FieldDescriptor& field) {
    return field.is_repeated() ? json{{"type", "array"}, {"items", schema_of_one(field)}} : schema_of_one(field);
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
    for (const auto& [status, words] : {std::pair{"400", "un campo no es válido"},
                                        {"401", "falta un token válido"},
                                        {"403", "falta el permiso"},
                                        {"404", "no existe"},
                                        {"409", "la clave ya se usó con otro cuerpo"},
                                        {"413", "el cuerpo es mayor que 1 MiB"},
                                        {"500", "falla interna"},
                                        {"503", "no está disponible"},
                                        {"504", "no respondió a tiempo"}})
        responses[status] = {
            {"description", words},
            {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
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
