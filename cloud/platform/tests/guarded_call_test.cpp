// The guard behind a real gRPC server: in one process, and over TCP with mutual TLS.

#include <grpcpp/resource_quota.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "aquacis/contracts/v1/contracts.grpc.pb.h"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/calls/under_way.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/tests/issuer.hpp"
#include "tests/support/certificates/certificates.hpp"

namespace aquacis::platform {
namespace {

using contracts::v1::Contract;
using contracts::v1::Contracts;
using contracts::v1::GetContractRequest;

constexpr AdministrationId queretaro{11};
constexpr const char* secret = "of this test";

// Tells who called; fails or refuses when asked to.
class Probe final : public Contracts::Service {
public:
    explicit Probe(const Guard& guard) : guard_(guard) {}
    grpc::Status GetContract(grpc::ServerContext* call, const GetContractRequest* request,
                             Contract* response) override {
        return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<Done> {
            if (request->contract_number() == "away") throw Unavailable("db-7 is away");
            if (request->contract_number() == "fault") throw std::runtime_error("the disk of db-7 is full");
            if (request->contract_number() == "refuse")
                return Refusal{RefusalKind::not_found, "contracts.not_found", "contract_number", "No existe.",
                               "Revise el número."};
            if (request->contract_number() == "hang") hang();
            response->set_contract_id(caller.subject);
            response->set_customer_id(caller.person());
            response->set_number(std::to_string(caller.administration.number()) + "/" + caller.correlation_id);
            return Done{};
        });
    }

    grpc::Status ListContracts(grpc::ServerContext* call, const contracts::v1::ListContractsRequest* request,
                               contracts::v1::ListContractsResponse*) override {
        return guard_.answer(*call, *request, [&](const Caller&) -> Result<Done> {
            hang();
            return Done{};
        });
    }

    void wait_for(int hanging) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return hanging_ >= hanging; });
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        lets_go_ = true;
        changed_.notify_all();
    }

private:
    void hang() {
        std::unique_lock lock(mutex_);
        ++hanging_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return lets_go_; });
    }
    const Guard& guard_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int hanging_ = 0;
    bool lets_go_ = false;
};

class GuardedCall : public testing::Test {
protected:
    const ManualClock clock{*parse_iso("2026-11-23T12:00:00Z")};
    const Issuer issuer;
    const Guard guard{
        clock, std::make_shared<TokenVerifier>(TokenVerifier::Settings{"https://emisor", "aquacis", issuer.jwks()}),
        secret};
    Probe probe{guard};
    test::Authority authority;
    std::unique_ptr<grpc::Server> server;
    int port = 0;

    void SetUp() override {
        grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
        tls.pem_root_certs = authority.certificate();
        const auto own = authority.issue("cloud:contracts");
        tls.pem_key_cert_pairs.push_back({own.key, own.certificate});
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
        builder.RegisterService(&probe);
        grpc::ResourceQuota quota;
        quota.SetMaxThreads(64);  // as aquacisd has it
        builder.SetResourceQuota(quota);
        server = builder.BuildAndStart();
    }
    void TearDown() override { server->Shutdown(std::chrono::system_clock::now()); }

    std::shared_ptr<grpc::Channel> over_tcp(const std::string& common_name) {
        const auto own = authority.issue(common_name);
        grpc::SslCredentialsOptions tls;
        tls.pem_root_certs = authority.certificate();
        tls.pem_cert_chain = own.certificate;
        tls.pem_private_key = own.key;
        return grpc::CreateChannel("localhost:" + std::to_string(port), grpc::SslCredentials(tls));
    }
    std::shared_ptr<grpc::Channel> in_process() { return server->InProcessChannel({}); }

    static std::unique_ptr<grpc::ClientContext> as_context(const char* known_secret = secret) {
        return Channels(known_secret).call({"billing", queretaro, "c-1"}, std::chrono::seconds(10));
    }
    static grpc::Status ask(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& call, Contract& answer,
                            const char* number = "1") {
        GetContractRequest request;
        request.set_contract_number(number);
        return Contracts::NewStub(channel)->GetContract(&call, request, &answer);
    }
    static std::string code(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& call) {
        Contract answer;
        const auto status = ask(channel, call, answer);
        return status.ok() ? "" : refusal_of(status).code;
    }
};

TEST_F(GuardedCall, AdmitsAContextInProcessAndOverTcpWithAContextsCertificate) {
    for (const auto& channel : {in_process(), over_tcp("cloud:billing")}) {
        const auto call = as_context();
        Contract answer;
        const auto status = ask(channel, *call, answer);
        ASSERT_TRUE(status.ok()) << status.error_message();
        EXPECT_EQ(answer.contract_id(), "context:billing");
        EXPECT_EQ(answer.number(), "11/c-1");
    }
}

TEST_F(GuardedCall, AContextSaysWhomItServesAndATokenCannot) {
    Caller clerk{"ana ñ\n", queretaro, {}, "c-3"};
    Caller half_way{"context:gateway", queretaro, {"*"}, "c-3", "ana ñ\n"};
    for (const Caller& caller : {clerk, half_way}) {
        const auto call = Channels(secret).call(serving("fiscal", caller), std::chrono::seconds(10));
        Contract answer;
        ASSERT_TRUE(ask(in_process(), *call, answer).ok());
        EXPECT_EQ(answer.contract_id(), "context:fiscal");
        EXPECT_EQ(answer.customer_id(), "ana ñ\n");
        EXPECT_EQ(answer.number(), "11/c-3");
    }
    const json claims{{"iss", "https://emisor"},   {"aud", "aquacis"},
                      {"sub", "portal"},           {"exp", to_microseconds(clock.now()) / 1'000'000 + 300},
                      {"scope", "contracts.read"}, {"administration_id", 1}};
    grpc::ClientContext call;
    call.AddMetadata("authorization", "Bearer " + issuer.sign(claims));
    act_as(call, serving("fiscal", clerk));
    Contract answer;
    ASSERT_TRUE(ask(in_process(), call, answer).ok());
    EXPECT_EQ(answer.customer_id(), "portal");
}

TEST_F(GuardedCall, RefusesWhoKnowsTheSecretWithoutBeingAContextOrIsOneWithoutTheSecret) {
    EXPECT_EQ(code(over_tcp("device:01936000-0000-7000-8000-000000000001"), *as_context()), "auth.not_a_context");
    EXPECT_EQ(code(over_tcp("cloud:billing"), *as_context("guessed")), "auth.not_a_context");
    EXPECT_EQ(code(in_process(), *as_context("guessed")), "auth.not_a_context");
    grpc::ClientContext names_itself;
    act_as(names_itself, {"billing", queretaro, ""});
    EXPECT_EQ(code(over_tcp("cloud:billing"), names_itself), "auth.missing_token");
}

TEST_F(GuardedCall, AdmitsATokenWithTheScopeOverACertificateThatIsNoContexts) {
    json claims{{"iss", "https://emisor"},   {"aud", "aquacis"},
                {"sub", "portal"},           {"exp", to_microseconds(clock.now()) / 1'000'000 + 300},
                {"scope", "contracts.read"}, {"administration_id", 1}};
    const auto with_token = [&] {
        auto call = std::make_unique<grpc::ClientContext>();
        call->AddMetadata("authorization", "bearer " + issuer.sign(claims));  // the scheme's case says nothing
        act_as(*call, {"billing", queretaro, "c-2"});  // no one but a context says in which administration it calls
        return call;
    };
    const auto call = with_token();
    Contract answer;
    ASSERT_TRUE(ask(over_tcp("operator:demo"), *call, answer).ok());
    EXPECT_EQ(answer.contract_id(), "portal");
    EXPECT_EQ(answer.number(), "1/c-2");
    claims["scope"] = "contracts.write billing.read";
    EXPECT_EQ(code(in_process(), *with_token()), "auth.missing_scope");
    claims["exp"] = 1;
    EXPECT_EQ(code(in_process(), *with_token()), "auth.expired_token");
    grpc::ClientContext anonymous;
    EXPECT_EQ(code(in_process(), anonymous), "auth.missing_token");
}

TEST_F(GuardedCall, RefusesTheConnectionOfACertificateFromElsewhere) {
    test::Authority stranger;
    const auto own = stranger.issue("cloud:billing");
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = authority.certificate();
    tls.pem_cert_chain = own.certificate;
    tls.pem_private_key = own.key;
    const auto call = as_context();
    Contract answer;
    const auto status =
        ask(grpc::CreateChannel("localhost:" + std::to_string(port), grpc::SslCredentials(tls)), *call, answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GuardedCall, TurnsAFaultIntoAnIncidentThatTellsNothingOfTheInside) {
    const auto call = as_context();
    Contract answer;
    const auto status = ask(in_process(), *call, answer, "fault");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
    EXPECT_NE(status.error_message().find("incidente"), std::string::npos);
    EXPECT_EQ(status.error_message().find("db-7"), std::string::npos);
}

TEST_F(GuardedCall, TellsACallerThatADatabaseIsAwaySoThatItWaits) {
    const auto call = as_context();
    Contract answer;
    const auto status = ask(in_process(), *call, answer, "away");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(refusal_of(status).kind, RefusalKind::unavailable);
    EXPECT_EQ(status.error_message().find("db-7"), std::string::npos);
}

TEST_F(GuardedCall, RefusesATextWithNulByTheNameOfItsField) {
    const auto call = as_context();
    GetContractRequest request;
    request.set_contract_number(std::string("7\0x", 3));
    Contract answer;
    const auto status = Contracts::NewStub(in_process())->GetContract(call.get(), request, &answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(refusal_of(status).code, "request.nul");
    EXPECT_EQ(refusal_of(status).field, "contract_number");
}

TEST_F(GuardedCall, AContextCallsInOneAdministrationAndNeverInNoneOrAll) {
    for (const int none : {0, -1}) {
        const auto call = Channels(secret).call({"billing", AdministrationId(none), ""}, std::chrono::seconds(10));
        EXPECT_EQ(code(in_process(), *call), "auth.no_administration") << none;
    }
}

TEST_F(GuardedCall, CarriesARefusalWithItsFieldAndRemedy) {
    const auto call = as_context();
    Contract answer;
    const auto status = ask(over_tcp("cloud:billing"), *call, answer, "refuse");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    const Refusal refusal = refusal_of(status);
    EXPECT_EQ(refusal.code, "contracts.not_found");
    EXPECT_EQ(refusal.field, "contract_number");
    EXPECT_EQ(refusal.remedy, "Revise el número.");
}

// A database that hangs, and a caller that asks again and again meanwhile.
TEST_F(GuardedCall, OneCallerTakesFourPlacesAndAContextFindsAThreadBesideManyThatHang) {
    const auto channel = over_tcp("operator:demo");
    std::atomic<int> refused{0};
    const auto ask_slowly = [&](const std::string& subject) {
        const json claims{{"iss", "https://emisor"},
                          {"aud", "aquacis"},
                          {"sub", subject},
                          {"exp", to_microseconds(clock.now()) / 1'000'000 + 300},
                          {"scope", "contracts.read"},
                          {"administration_id", 1}};
        grpc::ClientContext call;
        call.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
        call.AddMetadata("authorization", "Bearer " + issuer.sign(claims));
        Contract answer;
        const auto status = ask(channel, call, answer, "hang");
        if (status.ok()) return std::string();
        ++refused;
        return refusal_of(status).code;
    };
    std::vector<std::future<std::string>> calls;
    for (int i = 0; i < 4; ++i)
        calls.push_back(std::async(std::launch::async, ask_slowly, "portal"));
    probe.wait_for(4);
    EXPECT_EQ(ask_slowly("portal"), "calls.too_many") << "at once, and not after the others";
    for (int other = 0; other < 17; ++other)
        for (int i = 0; i < 4; ++i)
            calls.push_back(std::async(std::launch::async, ask_slowly, "other " + std::to_string(other)));
    probe.wait_for(CallsUnderWay::most_of_all);
    const auto apply = as_context();
    Contract answer;
    const auto status = ask(in_process(), *apply, answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    const int too_many = 72 - CallsUnderWay::most_of_all + 1;
    for (int i = 0; i < 600 && refused < too_many; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(refused, too_many);
    probe.let_go();
    for (auto& call : calls)
        call.get();
    EXPECT_EQ(ask_slowly("portal"), "") << "places are given back";
}

// Long reads of several programs, and a context that does not answer.
TEST_F(GuardedCall, WhoListEverythingLeaveMostPlacesToTheOthers) {
    const auto channel = over_tcp("operator:demo");
    const auto call_of = [&](const std::string& subject) {
        auto call = std::make_unique<grpc::ClientContext>();
        call->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
        const json claims{{"iss", "https://emisor"},
                          {"aud", "aquacis"},
                          {"sub", subject},
                          {"exp", to_microseconds(clock.now()) / 1'000'000 + 300},
                          {"scope", "contracts.read"},
                          {"administration_id", 1}};
        call->AddMetadata("authorization", "Bearer " + issuer.sign(claims));
        return call;
    };
    const auto list = [&](const std::string& subject) {
        const auto call = call_of(subject);
        contracts::v1::ListContractsResponse answer;
        return Contracts::NewStub(channel)->ListContracts(call.get(), contracts::v1::ListContractsRequest(), &answer);
    };
    std::vector<std::future<grpc::Status>> lists;
    for (int i = 0; i < CallsUnderWay::most_of_exports; ++i)
        lists.push_back(std::async(std::launch::async, list, "exporter " + std::to_string(i / 4)));
    probe.wait_for(CallsUnderWay::most_of_exports);
    const auto refused = list("another exporter");
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(refusal_of(refused).code, "calls.too_many");
    const auto ordinary = call_of("portal");
    Contract answer;
    EXPECT_TRUE(ask(channel, *ordinary, answer).ok());
    probe.let_go();
    for (auto& one : lists)
        EXPECT_TRUE(one.get().ok());
    EXPECT_TRUE(list("another exporter").ok()) << "places are given back";
}

TEST_F(GuardedCall, AnUnknownContextHasNoChannel) { EXPECT_THROW(Channels(secret).to("billing"), Unavailable); }

}  // namespace
}  // namespace aquacis::platform
