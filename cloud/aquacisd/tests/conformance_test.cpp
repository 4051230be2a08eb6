// Every method of every context, asked by its descriptor alone: nobody without a token, nobody without the scope.

#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "aquacis/api/v1/options.pb.h"
#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "base/http/client.hpp"
#include "cloud/aquacisd/asyncapi.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/method_rules.hpp"
#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/host/host.hpp"
#include "cloud/platform/tests/issuer.hpp"
#include "tests/support/cloud_settings.hpp"

namespace aquacis::aquacisd {
namespace {

using google::protobuf::MethodDescriptor;

constexpr const char* modules = "customers,contracts,metering,billing,payments,synchub,fiscal,ingest";
constexpr const char* nowhere = "127.0.0.1:9";  // the broker and the PAC are never reached, and nothing here needs them

std::vector<const MethodDescriptor*> methods_with_a_scope() {
    std::vector<const MethodDescriptor*> methods;
    for (const auto* file : platform::MethodRules::linked_files())
        for (int s = 0; s < file->service_count(); ++s)
            for (int m = 0; m < file->service(s)->method_count(); ++m)
                if (!file->service(s)->method(m)->options().GetExtension(api::v1::scope).empty())
                    methods.push_back(file->service(s)->method(m));
    return methods;
}

class Conformance : public testing::Test {
protected:
    const platform::Issuer issuer;
    const SystemClock clock;
    test::CloudSettings settings{choose_modules(modules), more()};

    static std::string more() {
        return "[billing]\nnumber_prefix = \"QRO\"\n[ingest]\nserver = \"tcp://" + std::string(nowhere) +
               "\"\n[fiscal]\nissuer_rfc = \"EKU9003173C9\"\nissuer_name = \"ESCUELA KEMPER URGATE\"\n"
               "issuer_regime = \"601\"\nplace_of_issue = \"76000\"\npac = \"http://" +
               nowhere + "\"\n";
    }
    // The settings with an issuer of the test's own, and a seal that is made for it.
    Config config() const {
        const std::string at = settings.folder().string();
        const std::string script = std::string(std::getenv("AQUACIS_SOURCE")) + "/tests/support/make_csd.sh";
        const std::string make =
            "bash '" + script + "' '" + at + "/csd' EKU9003173C9 'ESCUELA KEMPER URGATE' >/dev/null 2>&1";
        if (std::system(make.c_str()) != 0) throw std::runtime_error("no seal: " + make);
        std::ofstream(at + "/jwks.json") << issuer.jwks();
        std::stringstream text;
        text << std::ifstream(settings.file()).rdbuf();
        std::string toml = text.str();
        const auto insert = [&](const std::string& section, const std::string& lines) {
            toml.insert(toml.find(section) + section.size(), lines);
        };
        insert("[auth]\n",
               "issuer = \"https://emisor\"\naudience = \"aquacis\"\njwks_file = \"" + at + "/jwks.json\"\n");
        insert("[fiscal]\n", "csd_certificate = \"" + at + "/csd/csd.cer\"\ncsd_key = \"" + at +
                                 "/csd/csd.key\"\ncsd_password_file = \"" + at + "/csd/csd.password\"\n");
        insert("[ingest]\n",
               "ca = \"" + at + "/ca.crt\"\ncertificate = \"" + at + "/cloud.crt\"\nkey = \"" + at + "/cloud.key\"\n");
        return Config::from_text(toml, "conformance.toml");
    }
    std::string token_without(const std::string& scope) const {
        std::string scopes;
        for (const auto* method : methods_with_a_scope())
            if (const auto& other = method->options().GetExtension(api::v1::scope); other != scope)
                scopes += other + " ";
        return issuer.sign({{"iss", "https://emisor"},
                            {"aud", "aquacis"},
                            {"sub", "portal"},
                            {"exp", to_microseconds(clock.now()) / 1'000'000 + 300},
                            {"scope", scopes},
                            {"administration_id", 11}});
    }
    // The method with an empty request: who may call is asked before what is wanted.
    static grpc::StatusCode ask(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
                                const std::string& token) {
        grpc::GenericStub stub(channel);
        grpc::ClientContext call;
        call.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
        if (!token.empty()) call.AddMetadata("authorization", "Bearer " + token);
        grpc::CompletionQueue queue;
        const grpc::Slice nothing("", 0);
        const grpc::ByteBuffer request(&nothing, 1);
        const auto reader =
            stub.PrepareUnaryCall(&call, "/" + method.service()->full_name() + "/" + method.name(), request, &queue);
        grpc::ByteBuffer answer;
        grpc::Status status;
        reader->StartCall();
        reader->Finish(&answer, &status, nullptr);
        void* tag = nullptr;
        bool ok = false;
        queue.Next(&tag, &ok);
        return status.error_code();
    }
};

TEST_F(Conformance, EveryMethodAsksForATokenWithItsScope) {
    const Config config = this->config();
    platform::Host host(choose_modules(modules), config, clock, system_random());
    host.start();
    const auto channel = settings.channel(host.grpc_port(), "operator:conformance");
    const auto methods = methods_with_a_scope();
    EXPECT_GE(methods.size(), 31U);
    for (const auto* method : methods) {
        SCOPED_TRACE(method->full_name());
        EXPECT_EQ(ask(channel, *method, ""), grpc::StatusCode::UNAUTHENTICATED);
        EXPECT_EQ(ask(channel, *method, token_without(method->options().GetExtension(api::v1::scope))),
                  grpc::StatusCode::PERMISSION_DENIED);
    }
}

// What the document says of who takes a topic is what takes it in a server that runs.
TEST_F(Conformance, TheTopicsThatAreReadAreThoseOfTheDocument) {
    using Readers = std::set<std::pair<std::string, std::string>>;  // who, what
    Readers said, read;
    for (const Topic& topic : every_topic())
        for (const std::string& consumer : topic.consumers)
            said.emplace(consumer, topic.name);
    const Config config = this->config();
    platform::Host host(choose_modules(modules), config, clock, system_random());
    host.start();
    const auto log = platform::make_postgres_event_log(
        platform::log_connection(config), static_cast<int>(config.integer("eventlog.partitions", 4, 1, 64)));
    const auto look = [&] {
        for (const auto& module : choose_modules(modules)) {
            platform::DatabaseConfig own;
            own.connection = platform::app_connection(config, module.name);
            own.pool_size = 1;
            platform::Pool database(own);
            for (const auto& reader : platform::reader_standings(database, *log))
                read.emplace(reader.group, reader.read.topic);
        }
        return read.size() >= said.size();
    };
    for (int i = 0; i < 200 && !look(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(read, said);
}

// The one number that an operator needs most, from the ledger to the scrape.
TEST_F(Conformance, MoneyThatWaitsForAPersonIsToldToWhoeverScrapes) {
    const Config config = this->config();
    platform::Host host(choose_modules(modules), config, clock, system_random());
    host.start();
    const auto channel = settings.channel(host.grpc_port(), "cloud:test");
    payments::v1::RegisterPaymentRequest request;
    request.set_contract_number("99999-9");
    request.set_amount_centavos(700);
    request.set_channel("spei");
    request.set_external_reference("r1");
    payments::v1::Payment payment;
    const auto call = platform::Channels(settings.internal_secret())
                          .call({"test", AdministrationId(11), ""}, std::chrono::seconds(20));
    ASSERT_TRUE(payments::v1::Payments::NewStub(channel)->RegisterPayment(call.get(), request, &payment).ok());
    const auto scraped = [&] {
        http::Client client("http://127.0.0.1:" + std::to_string(host.telemetry_port()));
        return client.send({"GET", "/metrics", {}, ""}, std::chrono::seconds(20)).response.body;
    };
    const auto told = [&](const char* line) { return scraped().find(line) != std::string::npos; };
    for (int i = 0; i < 600 && !told("aquacis_suspense_payments{administration=\"11\"} 1\n"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    for (const char* line :
         {"aquacis_suspense_payments{administration=\"11\"} 1\n",
          "aquacis_suspense_centavos{administration=\"11\"} 700\n",
          "aquacis_suspense_oldest_seconds{administration=\"11\"} ", "# TYPE aquacis_operations_waiting gauge\n"})
        EXPECT_TRUE(told(line)) << line;
}

}  // namespace
}  // namespace aquacis::aquacisd
