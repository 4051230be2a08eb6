// The gateway over real HTTP, in front of three contexts that stand behind the real guard.

#include "cloud/gateway/front.hpp"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "cloud/gateway/problem.hpp"
#include "cloud/gateway/tests/demo_key.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::gateway {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using platform::Caller;

constexpr const char* invoices = "/v1/contracts/00412-7/invoices";
constexpr const char* secret = "of this test";
constexpr auto deadline = 300ms;

struct Billing final : billing::v1::Billing::Service {
    explicit Billing(const platform::Guard& by) : guard(by) {}
    grpc::Status ListInvoicesOfContract(grpc::ServerContext* call,
                                        const billing::v1::ListInvoicesOfContractRequest* request,
                                        billing::v1::ListInvoicesResponse* response) override {
        return guard.answer(*call, *request, [&](const Caller& caller) -> Result<> {
            const auto size = platform::check_page_size(request->page_size(), {.otherwise = 24, .most = 100});
            if (!size) return size.refusal();
            if (request->contract_number() == "slow") slow_began = true;
            if (request->contract_number() == "slow")
                while (!call->IsCancelled() && !let_go)
                    std::this_thread::sleep_for(5ms);
            if (request->contract_number() == "broken") throw std::runtime_error("a secret detail");
            auto* invoice = response->add_invoices();
            invoice->set_contract_number(request->contract_number());
            invoice->set_total_centavos(67444);
            invoice->set_consumed_litres(*size);
            invoice->set_customer_id(caller.subject + "@" + std::to_string(caller.administration.number()) + " " +
                                     caller.correlation_id);
            return Done{};
        });
    }
    const platform::Guard& guard;
    std::atomic<bool> slow_began{false}, let_go{false};
};

struct Payments final : payments::v1::Payments::Service {
    explicit Payments(const platform::Guard& by) : guard(by) {}
    grpc::Status RegisterPayment(grpc::ServerContext* call, const payments::v1::RegisterPaymentRequest* request,
                                 payments::v1::Payment* response) override {
        return guard.answer(*call, *request, [&](const Caller&) -> Result<> {
            if (request->amount_centavos() <= 0)
                return Refusal{RefusalKind::invalid, "payments.amount", "amount_centavos",
                               "El importe no es mayor que cero.", "Envíe el importe en centavos."};
            if (request->external_reference() == "reused")
                return Refusal{RefusalKind::conflict, "payments.reused", "external_reference", "Ya se usó.",
                               "Envíe otra."};
            if (request->external_reference() == "many")
                return Refusal{RefusalKind::exhausted, "payments.many", "", "Son demasiadas.", "Espere."};
            if (request->external_reference() == "closed")
                return Refusal{RefusalKind::unavailable, "payments.closed", "", "Está cerrado.", "Espere."};
            response->set_payment_id(request->external_reference());
            return Done{};
        });
    }
    const platform::Guard& guard;
};

struct Customers final : customers::v1::Customers::Service {
    explicit Customers(const platform::Guard& by) : guard(by) {}
    grpc::Status GetCustomerByContract(grpc::ServerContext* call,
                                       const customers::v1::GetCustomerByContractRequest* request,
                                       customers::v1::Customer* customer) override {
        return guard.answer(*call, *request, [&](const Caller& caller) -> Result<> {
            if (caller.administration.number() != 11)
                return Refusal{RefusalKind::not_found, "customers.no_contract", "contract_number",
                               "No existe ese contrato.", "Revise el número."};
            customer->set_name("Marcelina Xochitl");
            return Done{};
        });
    }
    const platform::Guard& guard;
};

class GatewayTest : public testing::Test {
protected:
    GatewayTest() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&billing).RegisterService(&payments).RegisterService(&customers);
        contexts = builder.BuildAndStart();
        for (const char* context : {"billing", "payments", "customers"})
            channels.set(context, contexts->InProcessChannel({}));
        open({.issuer_url = "https://emisor", .call_deadline = deadline});
    }
    void open(const Front::Settings& settings) {
        server.reset();
        front = std::make_unique<Front>(make_routes(), channels, guard, clock, nullptr, settings);
        server = std::make_unique<http::Server>(
            http::ServerSettings{}, http::Door{[this](const http::Request& head) { return front->admit(head); }},
            fault_answer);
        connect();
    }
    void connect() { client = std::make_unique<http::Client>("http://127.0.0.1:" + std::to_string(server->port())); }
    ~GatewayTest() override {
        server->stop();
        contexts->Shutdown(std::chrono::system_clock::now() + 2s);
    }

    static constexpr const char* all_scopes = "billing.read payments.write customers.read";
    std::string token(const TokenOrder& order = {"portal", all_scopes, 11}) const {
        return "Bearer " + issuer.token(order);
    }
    http::Response send(const std::string& method, const std::string& target, const std::string& body,
                        const std::string& authorization,
                        std::map<std::string, std::string, std::less<>> headers = {}) {
        if (!authorization.empty()) headers["authorization"] = authorization;
        const auto exchange = client->send({method, target, headers, body}, 5s);
        EXPECT_EQ(exchange.outcome, http::Exchange::Outcome::answered) << exchange.reason;
        return exchange.response;
    }
    http::Response get(const std::string& target) { return send("GET", target, "", token()); }
    http::Response pay(const std::string& reference, int centavos = 1) {
        return send("POST", "/v1/payments", json{{"amount_centavos", centavos}}.dump(), token(),
                    {{"idempotency-key", reference}});
    }

    static std::string header_of(const http::Response& response, std::string_view name) {
        for (const auto& [header, value] : response.headers)
            if (header.size() == name.size() &&
                std::equal(name.begin(), name.end(), header.begin(),
                           [](char a, char b) { return std::tolower(a) == std::tolower(b); }))
                return value;
        return {};
    }
    static json expect_problem(const http::Response& response, int status, const std::string& code) {
        EXPECT_EQ(response.status, status) << response.body;
        EXPECT_EQ(response.content_type, "application/problem+json");
        json problem = json::parse(response.body, nullptr, false);
        EXPECT_EQ(problem.value("status", 0), status);
        EXPECT_EQ(problem.value("code", ""), code);
        EXPECT_NE(problem.value("detail", ""), "");
        EXPECT_NE(problem.value("remedy", ""), "") << response.body;
        return problem;
    }

    SystemClock clock;
    const DemoKeyFile key;
    const DemoIssuer issuer{{key.path, "https://emisor", "aquacis", "demo", "s"}, clock};
    const DemoIssuer for_others{{key.path, "https://emisor", "another", "demo", "s"}, clock};
    const platform::Guard guard{clock,
                                std::make_shared<platform::TokenVerifier>(
                                    platform::TokenVerifier::Settings{"https://emisor", "aquacis", issuer.jwks()}),
                                secret};
    platform::Channels channels{secret};
    Billing billing{guard};
    Payments payments{guard};
    Customers customers{guard};
    std::unique_ptr<grpc::Server> contexts;
    std::unique_ptr<Front> front;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<http::Client> client;
};

TEST_F(GatewayTest, CallsTheContextWithTheCallersOwnToken) {
    const auto answer = send("GET", invoices, "", token(), {{"x-correlation-id", "c-1"}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json invoice = json::parse(answer.body)["invoices"][0];
    EXPECT_EQ(invoice["contract_number"], "00412-7");
    EXPECT_EQ(invoice["total_centavos"], "67444");
    EXPECT_EQ(invoice["customer_id"], "portal@11 c-1");
    EXPECT_EQ(header_of(answer, "X-Correlation-Id"), "c-1");
    const auto paid = pay("oxxo-1");
    ASSERT_EQ(paid.status, 200) << paid.body;
    EXPECT_EQ(json::parse(paid.body)["payment_id"], "oxxo-1");
    EXPECT_EQ(get("/health").status, 200);
    EXPECT_EQ(json::parse(send("GET", "/openapi.json", "", "").body)["openapi"], "3.1.0");
}

TEST_F(GatewayTest, EveryKindOfRefusalHasItsStatus) {
    EXPECT_EQ(expect_problem(pay("k", 0), 400, "payments.amount")["field"], "amount_centavos");
    expect_problem(pay("reused"), 409, "payments.reused");
    expect_problem(pay("many"), 429, "payments.many");
    expect_problem(pay("closed"), 503, "payments.closed");
    expect_problem(send("POST", "/v1/payments", R"({"amount_centavos": 1})", token()), 400,
                   "http.idempotency_key_missing");
    const json differ = expect_problem(
        send("POST", "/v1/payments", R"({"external_reference": "a"})", token(), {{"idempotency-key", "b"}}), 400,
        "http.idempotency_keys_differ");
    EXPECT_NE(differ["detail"].get<std::string>().find("Idempotency-Key"), std::string::npos);
    EXPECT_NE(differ["detail"].get<std::string>().find("external_reference"), std::string::npos);
}

TEST_F(GatewayTest, FaultsTellNothingOfTheInside) {
    const auto broken = get("/v1/contracts/broken/invoices");
    expect_problem(broken, 500, "internal");
    EXPECT_EQ(broken.body.find("a secret detail"), std::string::npos);
    EXPECT_NE(broken.body.find("incidente"), std::string::npos);
    channels.set("billing", grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
    const auto away = get(invoices);
    expect_problem(away, 503, "unavailable");
    EXPECT_EQ(away.body.find("127.0.0.1"), std::string::npos);
}

TEST_F(GatewayTest, AContextHasSoLongToAnswer) {
    const auto before = std::chrono::steady_clock::now();
    expect_problem(get("/v1/contracts/slow/invoices"), 504, "timeout");
    const auto took = std::chrono::steady_clock::now() - before;
    EXPECT_GE(took, deadline);
    EXPECT_LT(took, 4s);
}

TEST_F(GatewayTest, JudgesTokens) {
    const auto none = send("GET", invoices, "", "");
    expect_problem(none, 401, "auth.missing_token");
    EXPECT_EQ(header_of(none, "WWW-Authenticate"), "Bearer");
    expect_problem(send("GET", invoices, "", token({"portal", all_scopes, 11, -3600})), 401, "auth.expired_token");
    expect_problem(send("GET", invoices, "", "Bearer " + for_others.token({"portal", all_scopes, 11})), 401,
                   "auth.wrong_audience");
    expect_problem(send("GET", invoices, "", token({"portal", "payments.write", 11})), 403, "auth.missing_scope");
    expect_problem(send("GET", invoices, "", token({"portal", "*", 11})), 403, "auth.missing_scope");
    expect_problem(send("GET", invoices, "", token({"portal", all_scopes, 0})), 401, "auth.no_administration");
    expect_problem(send("GET", invoices, "", "Bearer nonsense"), 401, "auth.malformed_token");
    std::string forged = token();
    forged[forged.size() - 8] = forged[forged.size() - 8] == 'A' ? 'B' : 'A';
    expect_problem(send("GET", invoices, "", forged), 401, "auth.bad_signature");
}

TEST_F(GatewayTest, TheTokenAloneSaysWhichAdministration) {
    EXPECT_EQ(get("/v1/contracts/1/customer").status, 200);
    expect_problem(send("GET", "/v1/contracts/1/customer", "", token({"portal", all_scopes, 12}),
                        {{"x-aquacis-administration", "11"}}),
                   404, "customers.no_contract");
    // The headers by which contexts know each other do not pass from outside.
    expect_problem(
        send("GET", invoices, "", "",
             {{"x-aquacis-secret", secret}, {"x-aquacis-context", "billing"}, {"x-aquacis-administration", "11"}}),
        401, "auth.missing_token");
}

TEST_F(GatewayTest, NamesWhatIsWrongWithARequest) {
    expect_problem(get("/v1/nothing"), 404, "http.unknown_path");
    const auto wrong = send("DELETE", invoices, "", token());
    expect_problem(wrong, 405, "http.wrong_method");
    EXPECT_EQ(header_of(wrong, "Allow"), "GET");
    EXPECT_EQ(
        expect_problem(send("POST", "/v1/payments", R"({"amount": 1})", token()), 400, "http.unknown_field")["field"],
        "amount");
    EXPECT_EQ(expect_problem(send("POST", "/v1/payments", R"({"amount_centavos": "many"})", token()), 400,
                             "http.wrong_type")["field"],
              "amount_centavos");
    expect_problem(get("/v1/contracts/%FF/invoices"), 400, "http.not_utf8");
}

TEST_F(GatewayTest, KeepsItsLimits) {
    expect_problem(send("POST", "/v1/payments", std::string(1024 * 1024 + 1, ' '), token()), 413,
                   "http.body_too_large");
    connect();
    expect_problem(send("GET", invoices, "", token(), {{"x-long", std::string(17 * 1024, 'x')}}), 431,
                   "http.headers_too_large");
    connect();
    EXPECT_EQ(
        expect_problem(send("GET", invoices, "", "Bearer " + std::string(9000, 'x')), 400, "http.bad_header")["field"],
        "authorization");
    EXPECT_EQ(expect_problem(send("GET", invoices, "", token(), {{"x-correlation-id", std::string(129, 'x')}}), 400,
                             "http.bad_header")["field"],
              "x-correlation-id");
    EXPECT_EQ(json::parse(get(invoices).body)["invoices"][0]["consumed_litres"], "24");
    EXPECT_EQ(json::parse(get(std::string(invoices) + "?page_size=100").body)["invoices"][0]["consumed_litres"], "100");
    for (const char* size : {"101", "-1"})
        EXPECT_EQ(expect_problem(get(std::string(invoices) + "?page_size=" + size), 400, "request.page_size")["field"],
                  "page_size");
}

// Nothing of its body is looked at, and it is not told which fields there are.
TEST_F(GatewayTest, WhoIsNotKnownIsRefusedBeforeTheBodyIsRead) {
    expect_problem(send("POST", "/v1/payments", R"({"amount": 1})", ""), 401, "auth.missing_token");
    connect();
    expect_problem(send("POST", "/v1/payments", std::string(1'000'000, '"'), "Bearer nonsense"), 401,
                   "auth.malformed_token");
}

TEST_F(GatewayTest, AnAddressThatIsRefusedAgainAndAgainIsToldToWait) {
    open({.issuer_url = "https://emisor", .call_deadline = deadline, .refusals = {3, 0.01}});
    EXPECT_EQ(get(invoices).status, 200);
    for (int i = 0; i < 3; ++i)
        expect_problem(send("GET", invoices, "", "Bearer nonsense"), 401, "auth.malformed_token");
    const auto refused = send("GET", invoices, "", "Bearer nonsense");
    expect_problem(refused, 429, "http.too_many_refused");
    EXPECT_EQ(header_of(refused, "Retry-After"), "60");
    EXPECT_EQ(get(invoices).status, 200) << "a token that was good a moment ago still is, from the same address";
}

// A utility's offices all call from one address.
TEST_F(GatewayTest, AGoodTokenIsNeverRefusedForItsNeighboursMistakes) {
    open({.issuer_url = "https://emisor", .call_deadline = deadline, .refusals = {3, 0.01}});
    const std::string old = token({"portal", all_scopes, 11, -3600});
    for (int i = 0; i < 50; ++i)
        send("GET", invoices, "", i % 2 == 0 ? old : "Bearer nonsense");
    expect_problem(send("GET", invoices, "", old), 429, "http.too_many_refused");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(send("GET", invoices, "", token({"new" + std::to_string(i), all_scopes, 11})).status, 200)
            << "a token that nobody has seen before";
    expect_problem(send("GET", invoices, "", token({"reader", "billing.read", 11}) + "x"), 429,
                   "http.too_many_refused");
    EXPECT_EQ(send("POST", "/v1/payments", json{{"amount_centavos", 1}}.dump(), token({"reader", "billing.read", 11}),
                   {{"idempotency-key", "r"}})
                  .status,
              403)
        << "a good token without the scope is no wrong token";
    EXPECT_NE(send("POST", "/v1/gateways:enroll", "{}", "").status, 429) << "an open call asks for no token";
}

TEST_F(GatewayTest, AnOpenCallHasSoManyTriesOfAnAddress) {
    open({.issuer_url = "https://emisor", .call_deadline = deadline, .refusals = {3, 0.01}});
    for (int i = 0; i < 3; ++i)
        EXPECT_NE(send("POST", "/v1/gateways:enroll", "{}", "").status, 429);
    expect_problem(send("POST", "/v1/gateways:enroll", "{}", ""), 429, "http.too_many_tries");
    EXPECT_EQ(get(invoices).status, 200);
}

TEST_F(GatewayTest, ACallerHasSoManyASecond) {
    open({.issuer_url = "https://emisor", .call_deadline = deadline, .requests = {2, 0.01}});
    EXPECT_EQ(get(invoices).status, 200);
    EXPECT_EQ(get(invoices).status, 200);
    expect_problem(get(invoices), 429, "http.too_many_requests");
    EXPECT_EQ(send("GET", invoices, "", token({"another", all_scopes, 11})).status, 200);
}

TEST_F(GatewayTest, ACallerHasSoManyUnderWay) {
    open({.issuer_url = "https://emisor", .call_deadline = 5s, .under_way = 1});
    std::thread first([this] {
        http::Client own("http://127.0.0.1:" + std::to_string(server->port()));
        own.send({"GET", "/v1/contracts/slow/invoices", {{"authorization", token()}}, ""}, 400ms);
    });
    while (!billing.slow_began)
        std::this_thread::sleep_for(1ms);
    expect_problem(get(invoices), 429, "http.too_many_under_way");
    EXPECT_EQ(send("GET", invoices, "", token({"another", all_scopes, 11})).status, 200);
    first.join();
    billing.let_go = true;
    while (get(invoices).status == 429)
        std::this_thread::sleep_for(1ms);
}

TEST_F(GatewayTest, TakesJsonAlone) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
        EXPECT_EQ(expect_problem(send("POST", "/v1/payments", R"({"amount_centavos": 1})", token(),
                                      {{"content-type", type}, {"idempotency-key", "k"}}),
                                 415, "http.wrong_content_type")["field"],
                  "Content-Type");
    for (const char* type : {"application/json", "Application/JSON ; charset=utf-8"})
        EXPECT_EQ(send("POST", "/v1/payments", R"({"amount_centavos": 1})", token(),
                       {{"content-type", type}, {"idempotency-key", "k"}})
                      .status,
                  200);
}

TEST_F(GatewayTest, WhatItSaysOfAPersonIsNotKept) {
    for (const auto& answer : {get("/v1/contracts/1/customer"), get("/v1/nothing"), send("GET", invoices, "", "")}) {
        EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
        EXPECT_EQ(header_of(answer, "X-Content-Type-Options"), "nosniff");
    }
}

TEST(Rate, GivesBackWithTimeAndForgets) {
    ManualClock clock{*parse_iso("2026-11-01T16:00:00Z")};
    Rate rate({2, 0.5});
    EXPECT_EQ(rate.take("a", clock.now()), 0);
    EXPECT_EQ(rate.take("a", clock.now()), 0);
    EXPECT_EQ(rate.take("a", clock.now()), 2);
    EXPECT_EQ(rate.take("b", clock.now()), 0);
    EXPECT_EQ(rate.take("a", clock.now() + 2s), 0);
    EXPECT_EQ(rate.take("a", clock.now() - 1h), 2) << "a clock that was set back gives nothing";
    for (int i = 0; i < 50'000; ++i)
        rate.take(std::to_string(i), clock.now());
    EXPECT_EQ(rate.take("c", clock.now()), 0);
}

TEST_F(GatewayTest, AHeaderThatGrpcDoesNotTakeIsRefusedAndStopsNothing) {
    for (const char* name : {"x-correlation-id", "traceparent"})
        EXPECT_EQ(
            expect_problem(send("GET", invoices, "", token(), {{name, "Peñón"}}), 400, "http.bad_header")["field"],
            name);
    expect_problem(send("GET", invoices, "", "Bearer \xff"), 400, "http.bad_header");
    EXPECT_EQ(get(invoices).status, 200);
}

TEST_F(GatewayTest, LogsNoPersonalData) {
    const std::string person = "XOCHITL850101";
    testing::internal::CaptureStderr();
    send("GET", "/v1/contracts/" + person + "/customer?x=" + person, "", token({person, all_scopes, 11}),
         {{"x-correlation-id", person}});
    send("GET", "/v1/contracts/" + person + "/customer", "", token({person, all_scopes, 11}));
    send("GET", "/v1/contracts/" + person + "%FF/customer", "", token());
    send("POST", "/v1/payments", json{{"contract_number", person}, {person, 1}}.dump(), token(),
         {{"idempotency-key", person}});
    send("POST", "/v1/payments", "{\"contract_number\": \"" + person + "\xff\"}", token(),
         {{"idempotency-key", person}});
    send("GET", "/v1/contracts/broken/invoices?page_token=" + person, "", token({person, all_scopes, 11}));
    get("/v1/contracts/1/customer");
    const std::string logged = testing::internal::GetCapturedStderr();
    EXPECT_NE(logged.find("call.failed"), std::string::npos) << "the log was not read";
    EXPECT_EQ(logged.find(person), std::string::npos) << logged;
    EXPECT_EQ(logged.find("Marcelina"), std::string::npos) << logged;
    EXPECT_EQ(logged.find("Bearer"), std::string::npos) << logged;
}

}  // namespace
}  // namespace aquacis::gateway
