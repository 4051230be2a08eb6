// Routes, messages and the description, without a server.

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/gateway/json_writer.hpp"
#include "cloud/gateway/message.hpp"
#include "cloud/gateway/openapi.hpp"
#include "google/api/annotations.pb.h"

namespace aquacis::gateway {
namespace {

using nlohmann::json;
using Headers = std::map<std::string, std::string, std::less<>>;
using Made = Result<std::shared_ptr<google::protobuf::Message>>;

const std::vector<Route>& routes() {
    static const auto all = make_routes();
    return all;
}

Made make(const std::string& method, const std::string& target, const std::string& body = "", Headers headers = {}) {
    const Match found = match(routes(), method, target.substr(0, target.find('?')));
    if (found.route == nullptr) throw std::invalid_argument("no route to " + target);
    return make_message(*found.route, {method, target, std::move(headers), body}, found.variables);
}
Made post(const std::string& body, Headers headers = {{"idempotency-key", "k1"}}) {
    return make("POST", "/v1/payments", body, std::move(headers));
}

std::string code(const Made& made) { return made ? "" : made.refusal().code; }
std::string field(const Made& made) { return made ? "" : made.refusal().field; }

TEST(Routes, EveryAnnotatedCallIsFoundByItsPath) {
    const Match invoices = match(routes(), "GET", "/v1/contracts/00412-7/invoices");
    ASSERT_NE(invoices.route, nullptr);
    EXPECT_EQ(invoices.route->method->full_name(), "aquacis.billing.v1.Billing.ListInvoicesOfContract");
    EXPECT_EQ(invoices.route->context, "billing");
    EXPECT_EQ(invoices.route->scope, "billing.read");
    EXPECT_EQ(invoices.variables.at("contract_number"), "00412-7");
    for (const Route& route : routes()) {
        EXPECT_EQ(route.scope.empty(), route.open) << route.path;
        std::string path = route.path;
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, "x");
        EXPECT_EQ(match(routes(), route.http_method, path).route, &route) << route.path;
    }
}

TEST(Routes, DecodesAPathAndLeavesItsPlusAlone) {
    EXPECT_EQ(match(routes(), "GET", "/v1/contracts/00412%2D7/customer").variables.at("contract_number"), "00412-7");
    EXPECT_EQ(match(routes(), "GET", "/v1/contracts/a+b%2Fc/customer").variables.at("contract_number"), "a+b/c");
    EXPECT_EQ(decode_form("a%2Bb+c"), "a+b c");
    for (const char* broken : {"%", "%4", "%zz", "a%4g"})
        EXPECT_FALSE(decode_percent(broken)) << broken;
}

TEST(Routes, OtherPathsAreNotFoundAndOtherMethodsAreNamed) {
    for (const char* path : {"", "/", "/v1/contracts//invoices", "/v1/contracts/1/invoices/2",
                             "/v1/contracts/%zz/invoices", "/v1/payments/"}) {
        const Match found = match(routes(), "GET", path);
        EXPECT_EQ(found.route, nullptr) << path;
        EXPECT_EQ(found.allowed, "") << path;
    }
    EXPECT_EQ(match(routes(), "DELETE", "/v1/payments").route, nullptr);
    EXPECT_EQ(match(routes(), "DELETE", "/v1/payments").allowed, "POST");
}

TEST(Message, TakesPathAndQuery) {
    const auto made = make("GET", "/v1/contracts/00412-7/invoices?page_size=5&page_token=a%2Bb+c");
    ASSERT_TRUE(made) << made.refusal().message;
    EXPECT_EQ((*made)->ShortDebugString(), "contract_number: \"00412-7\" page_size: 5 page_token: \"a+b c\"");
}

TEST(Message, NamesTheParameterThatIsWrong) {
    const std::string invoices = "/v1/contracts/1/invoices?";
    for (const char* size : {"many", "99999999999", "", "1.0", "1e1"}) {
        const auto made = make("GET", invoices + "page_size=" + size);
        EXPECT_EQ(code(made), "http.wrong_type") << size;
        EXPECT_EQ(field(made), "page_size") << size;
    }
    const auto unknown = make("GET", invoices + "page=5");
    EXPECT_EQ(code(unknown), "http.unknown_field");
    EXPECT_EQ(field(unknown), "page");
    EXPECT_NE(unknown.refusal().remedy.find("page_size"), std::string::npos);
    EXPECT_EQ(code(make("GET", invoices + "page_token=%4")), "http.bad_query");
    EXPECT_EQ(field(make("GET", invoices + "page_token=%4")), "page_token");
    EXPECT_EQ(code(make("GET", invoices + "page_token=%FF")), "http.not_utf8");
    EXPECT_EQ(code(make("GET", "/v1/contracts/%FF/invoices")), "http.not_utf8");
}

TEST(Message, AFieldIsGivenOnce) {
    for (const char* target :
         {"/v1/contracts/1/invoices?contract_number=2", "/v1/contracts/1/invoices?page_size=1&page_size=2"})
        EXPECT_EQ(code(make("GET", target)), "http.field_given_twice") << target;
    EXPECT_EQ(code(post(R"({"amount_centavos": 1, "amountCentavos": 2})")), "http.field_given_twice");
    EXPECT_EQ(field(make("POST", "/v1/payments?channel=portal", R"({"channel": "oxxo"})")), "channel");
}

TEST(Message, TakesABody) {
    const auto made = post(R"({"contract_number": "00412-7", "amount_centavos": "67444", "invoice_ids": ["a", "b"]})");
    ASSERT_TRUE(made) << made.refusal().message;
    const auto& payment = dynamic_cast<const payments::v1::RegisterPaymentRequest&>(**made);
    EXPECT_EQ(payment.contract_number(), "00412-7");
    EXPECT_EQ(payment.amount_centavos(), 67444);
    EXPECT_EQ(payment.external_reference(), "k1");
    EXPECT_EQ(payment.invoice_ids_size(), 2);
}

TEST(Message, NamesTheFieldOfTheBodyThatIsWrong) {
    EXPECT_EQ(code(post(R"({"amount": 5})")), "http.unknown_field");
    EXPECT_EQ(field(post(R"({"amount": 5})")), "amount");
    EXPECT_NE(post(R"({"amount": 5})").refusal().remedy.find("amount_centavos"), std::string::npos);
    for (const char* wrong :
         {"5.5", "5.0", "\"5x\"", "\"5.0\"", "\"\"", "null", "true", "1e30", "\"99999999999999999999\"", "[1]", "{}"}) {
        const auto made = post(std::string(R"({"amount_centavos": )") + wrong + "}");
        EXPECT_EQ(code(made), "http.wrong_type") << wrong;
        EXPECT_EQ(field(made), "amount_centavos") << wrong;
    }
    EXPECT_EQ(field(post(R"({"contract_number": 5})")), "contract_number");
    for (const char* wrong : {"\"a\"", "[1]", "[\"a\", null]", "null"})
        EXPECT_EQ(field(post(std::string(R"({"invoice_ids": )") + wrong + "}")), "invoice_ids") << wrong;
    for (const char* wrong : {"", "[]", "{", "5", "{\"channel\":}", "\xff", "{\"channel\":\"\xff\"}"})
        EXPECT_EQ(code(post(wrong)), "http.bad_json") << wrong;
}

TEST(Message, ABodyThatNestsWithoutEndIsRefused) {
    const std::string deep =
        std::string(R"({"contract_number": )") + std::string(500'000, '[') + std::string(500'000, ']') + "}";
    EXPECT_EQ(code(post(deep)), "http.wrong_type");
    EXPECT_EQ(field(post(deep)), "contract_number") << "at the first bracket";
    EXPECT_EQ(code(post(std::string(500'000, '['))), "http.bad_json");
    EXPECT_TRUE(post(R"({"contract_number": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[{{{"})"))
        << "brackets within a text nest nothing";
}

TEST(Message, AListEndsWhereItsFieldSays) {
    const auto list = [](int items) {
        std::string text = R"({"invoice_ids": [)";
        for (int i = 0; i < items; ++i)
            text += i == 0 ? "\"a\"" : ",\"a\"";
        return text + "]}";
    };
    EXPECT_TRUE(post(list(100)));
    EXPECT_EQ(code(post(list(101))), "http.too_many_items");
    EXPECT_EQ(field(post(list(101))), "invoice_ids");
    const std::string endless = R"({"invoice_ids": [)" + std::string(1'000'000, ' ').replace(0, 0, "\"\",\"\"");
    EXPECT_EQ(code(post(endless)), "http.bad_json");
}

TEST(Message, ATextEndsWhereItsFieldSays) {
    const std::string longest = "ñ" + std::string(63, 'x');
    EXPECT_TRUE(post(R"({"contract_number": ")" + longest + "\"}")) << "in characters, not in bytes";
    EXPECT_EQ(code(post(R"({"contract_number": ")" + longest + "x\"}")), "http.too_long");
    EXPECT_EQ(field(make("GET", "/v1/gateways/" + std::string(65, 'x'))), "gateway_id");
}

// Behind it PostgreSQL would see the text end: two keys would be one.
TEST(Message, ANulIsRefusedByNameWhereverItStands) {
    for (const Made& made :
         {post(R"({"external_reference": "k\u0000one"})", {}), post(R"({"channel": "\u0000"})"),
          post(R"({"invoice_ids": ["a", "b\u0000"]})"), make("GET", "/v1/contracts/00001-8%00x/customer"),
          make("GET", "/v1/contracts/1/invoices?page_token=a%00b")})
        EXPECT_EQ(code(made), "http.nul");
    EXPECT_EQ(field(make("GET", "/v1/contracts/00001-8%00x/customer")), "contract_number");
    EXPECT_EQ(field(post(R"({"invoice_ids": ["a", "b\u0000"]})")), "invoice_ids");
    EXPECT_EQ(code(make("GET", "/v1/contracts/1/invoices?page%00_token=a")), "http.unknown_field");
}

TEST(IdempotencyKey, IsTheHeaderOrTheFieldAndBothMustAgree) {
    const auto reference = [](const Made& made) {
        return dynamic_cast<const payments::v1::RegisterPaymentRequest&>(**made).external_reference();
    };
    const auto both = post(R"({"external_reference": "k1"})", {{"idempotency-key", "k1"}});
    ASSERT_TRUE(both);
    EXPECT_EQ(reference(both), "k1");
    const auto in_body = post(R"({"external_reference": "k2"})", {});
    ASSERT_TRUE(in_body);
    EXPECT_EQ(reference(in_body), "k2");
    const auto differ = post(R"({"external_reference": "k2"})", {{"idempotency-key", "k1"}});
    EXPECT_EQ(code(differ), "http.idempotency_keys_differ");
    EXPECT_EQ(differ.refusal().kind, RefusalKind::invalid);
    EXPECT_NE(differ.refusal().message.find("Idempotency-Key"), std::string::npos);
    EXPECT_NE(differ.refusal().message.find("external_reference"), std::string::npos);
    EXPECT_FALSE(differ.refusal().remedy.empty());
    EXPECT_EQ(code(post(R"({"amount_centavos": 5})", {})), "http.idempotency_key_missing");
    EXPECT_EQ(field(post(R"({"external_reference": ""})", {})), "external_reference");
    EXPECT_EQ(code(post("{}", {{"idempotency-key", "\xff"}})), "http.bad_header");
}

TEST(Answer, EscapesWhatJsonDoesNotTake) {
    payments::v1::Payment payment;
    payment.set_payment_id("\"\\\n\x01 ñ");
    payment.add_applications()->set_amount_centavos(-1);
    const json answer = json::parse(to_json(payment));
    EXPECT_EQ(answer["payment_id"], "\"\\\n\x01 ñ");
    EXPECT_EQ(answer["applications"][0]["amount_centavos"], "-1");
}

// The same as the library's own writer, for every message that a route answers with: unset, and with something in it.
TEST(Answer, IsWhatProto3JsonSays) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    for (const Route& route : routes()) {
        const auto* prototype =
            google::protobuf::MessageFactory::generated_factory()->GetPrototype(route.method->output_type());
        const std::unique_ptr<google::protobuf::Message> message(prototype->New());
        for (int i = 0; i < 2; ++i) {
            std::string expected;
            ASSERT_TRUE(google::protobuf::util::MessageToJsonString(*message, &expected, options).ok());
            EXPECT_EQ(json::parse(to_json(*message)), json::parse(expected)) << route.path;
            for (int f = 0; f < message->GetDescriptor()->field_count(); ++f)
                if (const auto* field = message->GetDescriptor()->field(f);
                    field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE && field->is_repeated())
                    message->GetReflection()->AddMessage(message.get(), field);
        }
    }
}

TEST(Answer, HasTheProtosNamesAndTextFor64Bits) {
    payments::v1::Payment payment;
    payment.set_amount_centavos(67444);
    const json answer = json::parse(to_json(payment));
    EXPECT_EQ(answer["amount_centavos"], "67444");
    EXPECT_EQ(answer["suspense_centavos"], "0");
    EXPECT_EQ(answer["applications"], json::array());
}

// Every "$ref" of the document leads somewhere.
void expect_references(const json& document, const json& part) {
    if (part.is_object() && part.contains("$ref")) {
        const std::string at = part["$ref"].get<std::string>();
        EXPECT_TRUE(document.contains(json::json_pointer(at.substr(1)))) << at;
    }
    for (const auto& [name, inner] : part.items())
        if (inner.is_structured()) expect_references(document, inner);
}

int annotated_calls() {
    int count = 0;
    std::set<const google::protobuf::FileDescriptor*> files;
    for (const Route& route : routes())
        files.insert(route.method->file());
    for (const auto* file : files)
        for (int s = 0; s < file->service_count(); ++s)
            for (int m = 0; m < file->service(s)->method_count(); ++m)
                count += file->service(s)->method(m)->options().HasExtension(google::api::http) ? 1 : 0;
    return count;
}

TEST(OpenApi, DescribesEveryAnnotatedCall) {
    const json document = json::parse(make_openapi(routes(), "https://emisor"));
    EXPECT_EQ(document["openapi"], "3.1.0");
    int operations = 0;
    for (const auto& [path, verbs] : document["paths"].items())
        for (const auto& [verb, operation] : verbs.items()) {
            ++operations;
            EXPECT_TRUE(operation["responses"].contains("200")) << path;
            for (const auto& parameter : operation["parameters"])
                if (parameter["in"] == "path") {
                    EXPECT_EQ(parameter["required"], true);
                    EXPECT_NE(path.find("{" + parameter["name"].get<std::string>() + "}"), std::string::npos);
                }
        }
    EXPECT_EQ(operations, annotated_calls());
    EXPECT_GE(operations, 4);
    for (const Route& route : routes()) {
        std::string verb = route.http_method;
        for (char& c : verb)
            c = static_cast<char>(std::tolower(c));
        EXPECT_EQ(document["paths"][route.path][verb]["operationId"], route.method->full_name());
        const json& security = document["paths"][route.path][verb]["security"];
        ASSERT_EQ(security.size(), route.open ? 0U : 1U) << route.path;
        if (!route.open) {
            EXPECT_EQ(security[0]["oidc"][0], route.scope);
        }
    }
    expect_references(document, document);
}

TEST(OpenApi, SaysWhatAFieldMayHoldAndWhatMayBeAnswered) {
    const json document = json::parse(make_openapi(routes(), "https://emisor"));
    const json& payment = document["components"]["schemas"]["aquacis.payments.v1.RegisterPaymentRequest"]["properties"];
    EXPECT_EQ(payment["channel"]["enum"], (json{"portal", "oxxo", "spei", "bank"}));
    EXPECT_EQ(payment["amount_centavos"]["minimum"], 1);
    EXPECT_EQ(payment["external_reference"]["maxLength"], 64);
    EXPECT_EQ(payment["invoice_ids"]["maxItems"], 100);
    EXPECT_EQ(payment["paid_at"]["format"], "date-time");
    const json& contract = document["paths"]["/v1/contracts/{contract_number}"]["get"];
    EXPECT_EQ(contract["parameters"][0]["schema"]["pattern"], "^[0-9]{5,10}-[0-9]$");
    for (const char* status : {"200", "400", "401", "403", "404", "405", "429", "431", "500", "503", "504"})
        EXPECT_TRUE(contract["responses"].contains(status)) << status;
    for (const char* status : {"409", "415"}) {
        EXPECT_FALSE(contract["responses"].contains(status)) << status;
        EXPECT_TRUE(document["paths"]["/v1/payments"]["post"]["responses"].contains(status)) << status;
    }
    EXPECT_TRUE(contract["responses"]["429"]["headers"].contains("Retry-After"));
    EXPECT_EQ(document["components"]["schemas"]["aquacis.contracts.v1.Contract"]["properties"]["state"]["enum"].size(),
              3U);
}

TEST(OpenApi, SaysWhatTheProtosCommentsSay) {
    const json document = json::parse(make_openapi(routes(), "https://emisor"));
    const json& payment = document["paths"]["/v1/payments"]["post"];
    EXPECT_NE(payment["description"].get<std::string>().find("idempotency key"), std::string::npos);
    const json& request = document["components"]["schemas"]["aquacis.payments.v1.RegisterPaymentRequest"];
    EXPECT_EQ(request["properties"]["amount_centavos"]["description"], "more than zero");
    EXPECT_EQ(request["additionalProperties"], false);
    EXPECT_EQ(document["components"]["schemas"]["aquacis.billing.v1.InvoiceLine"]["properties"]["unit"]["description"],
              R"("m3", "month")");
    const json& invoices = document["paths"]["/v1/contracts/{contract_number}/invoices"]["get"];
    ASSERT_EQ(invoices["parameters"].size(), 3U);
    EXPECT_EQ(invoices["parameters"][0]["in"], "path");
    EXPECT_EQ(invoices["parameters"][1]["description"], "1 to 100; 0 is 24");
}

}  // namespace
}  // namespace aquacis::gateway
