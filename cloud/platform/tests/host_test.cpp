// Two modules in one host: a call, an event from one to the other, telemetry, and the end in order.

#include "cloud/platform/host/host.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "aquacis/contracts/v1/contracts.grpc.pb.h"
#include "base/descriptors.hpp"
#include "base/http/client.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/cloud_settings.hpp"
#include "tests/support/other_process.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;
using contracts::v1::Contract;
using contracts::v1::Contracts;
using contracts::v1::GetContractRequest;

constexpr AdministrationId queretaro{11};
constexpr std::array<Migration, 1> effects{{{1, "effect",
                                             "-- tenant effect: none, because this test counts them all\n"
                                             "CREATE TABLE effect (event_id uuid NOT NULL)",
                                             "DROP TABLE effect"}}};

struct Seen {
    std::atomic<int> effects{0};
    std::atomic<int> steps{0};
    std::atomic<bool> is_running{false};
};

// Answers GetContract, and publishes that the contract was created.
class Teller final : public Module, public Contracts::Service {
public:
    explicit Teller(const Dependencies& given)
        : clock_(given.clock), random_(given.random), database_(given.database), guard_(given.guard) {}
    std::vector<grpc::Service*> services() override { return {this}; }

    grpc::Status GetContract(grpc::ServerContext* call, const GetContractRequest* request,
                             Contract* response) override {
        return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<Done> {
            if (request->contract_number() == "slow") std::this_thread::sleep_for(700ms);
            contracts::v1::ContractCreated created;
            created.set_contract_id(request->contract_number());
            database_.run(caller.administration, [&](Transaction& tx) {
                publish(tx, {random_, clock_.now()}, created);
            });
            response->set_number(request->contract_number());
            return Done{};
        });
    }

private:
    const Clock& clock_;
    const RandomBits& random_;
    Pool& database_;
    const Guard& guard_;
};

// Takes those events; its task calls the teller over the in-process channel, once.
class Listener final : public Module {
public:
    Listener(const Dependencies& given, Seen& seen) : channels_(given.channels), seen_(seen) {}
    void start() override { seen_.is_running = true; }
    void stop() override { seen_.is_running = false; }
    std::vector<Subscription> subscriptions() override {
        return {{"listener", "contract.created", 100, [this](Transaction& tx, std::span<const LoggedEvent> batch) {
                     for (const auto& logged : batch)
                         run_sql(tx, "INSERT INTO effect VALUES ($1)", logged.event.event_id.to_string());
                     seen_.effects += static_cast<int>(batch.size());
                 }}};
    }
    Gauges gauges() override {
        return {{{"aquacis_listener_effects", "Events that took effect."}}, [this] {
                    return std::vector<Measure>{{"aquacis_listener_effects", seen_.effects},
                                                {"aquacis_listener_effects", 7, {{"administration", "11"}}}};
                }};
    }
    std::vector<Task> tasks() override {
        return {{.name = "call", .pause = 20ms, .step = [this] {
                     if (seen_.steps++ > 0) return false;
                     GetContractRequest request;
                     Contract answer;
                     request.set_contract_number("from the task");
                     const auto call = channels_.call({"listener", queretaro, ""}, 5s);
                     if (!Contracts::NewStub(channels_.to("teller"))->GetContract(call.get(), request, &answer).ok())
                         throw std::runtime_error("no answer");
                     return false;
                 }}};
    }

private:
    const Channels& channels_;
    Seen& seen_;
};

class HostTest : public testing::Test {
protected:
    Seen seen;
    std::vector<ModuleDescriptor> modules{
        {.name = "teller",
         .migrations = {},
         .make = [](const Dependencies& given) { return std::make_unique<Teller>(given); }},
        {.name = "listener", .migrations = effects, .make = [this](const Dependencies& given) {
             return std::make_unique<Listener>(given, seen);
         }}};
    test::CloudSettings settings{modules};
    const Config config = settings.config();
    const SystemClock clock{};

    // The settings with `more` behind these words.
    Config with(const std::string& words, const std::string& more) const {
        std::stringstream text;
        text << std::ifstream(settings.file()).rdbuf();
        std::string toml = text.str();
        toml.insert(toml.find(words) + words.size(), more);
        return Config::from_text(toml, "more.toml");
    }
    static bool becomes(const std::atomic<int>& value, int wanted) {
        for (int i = 0; i < 200 && value < wanted; ++i)
            std::this_thread::sleep_for(50ms);
        return value == wanted;
    }
    grpc::Status ask(const std::shared_ptr<grpc::Channel>& channel, const char* number = "7") const {
        const auto call = Channels(settings.internal_secret()).call({"test", queretaro, ""}, 10s);
        GetContractRequest request;
        Contract answer;
        request.set_contract_number(number);
        return Contracts::NewStub(channel)->GetContract(call.get(), request, &answer);
    }
    static bool turns(int port, const char* target, int status) {
        for (int i = 0; i < 200 && get(port, target).status != status; ++i)
            std::this_thread::sleep_for(50ms);
        return get(port, target).status == status;
    }
    static int silent_socket(int port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        return socket;
    }
    static http::Response get(int port, const char* target) {
        http::Client client("http://127.0.0.1:" + std::to_string(port));
        return client.send({"GET", target, {}, ""}, 10s).response;
    }
};

TEST_F(HostTest, CarriesACallAndItsEventAndTellsOfThem) {
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    ASSERT_TRUE(ask(settings.channel(host.grpc_port(), "cloud:test")).ok());
    EXPECT_TRUE(becomes(seen.effects, 2)) << "this call's event and the task's";
    EXPECT_EQ(ask(settings.channel(host.grpc_port(), "device:1")).error_code(), grpc::StatusCode::UNAUTHENTICATED);

    const auto health = nlohmann::json::parse(get(host.telemetry_port(), "/health").body);
    EXPECT_EQ(health["modules"], (nlohmann::json{"teller", "listener"}));
    EXPECT_EQ(get(host.telemetry_port(), "/ready").status, 200);
    EXPECT_EQ(get(host.telemetry_port(), "/secrets").status, 404);
    std::this_thread::sleep_for(500ms);  // so that the databases were looked at since
    const std::string metrics = get(host.telemetry_port(), "/metrics").body;
    for (const char* line :
         {"aquacis_events_handled_total{group=\"listener\",topic=\"contract.created\"} 2\n",
          "aquacis_consumer_lag_events{group=\"listener\",topic=\"contract.created\"} 0\n",
          "aquacis_events_relayed_total{context=\"teller\"} 2\n", "aquacis_outbox_rows{context=\"teller\"} 0\n",
          "aquacis_dead_letters{context=\"listener\"} 0\n", "aquacis_database_up{context=\"teller\"} 1\n",
          "aquacis_dead_letter_oldest_seconds{context=\"listener\"} 0\n",
          "aquacis_database_up{context=\"eventlog\"} 1\n", "aquacis_listener_effects{context=\"listener\"} 2\n",
          "aquacis_listener_effects{administration=\"11\"} 7\n",
          "aquacis_kept_rows{context=\"listener\",table=\"inbox\"} ",
          "aquacis_kept_bytes{context=\"listener\",table=\"operation_outcome\"} ",
          "aquacis_forgotten_rows_total{context=\"listener\",table=\"inbox\"} 0\n", "aquacis_rpc_running 0\n",
          "aquacis_rpc_seconds_bucket{method=\"/aquacis.contracts.v1.Contracts/GetContract\",status=\"0\",le=\"+Inf\"} "
          "2\n",
          "aquacis_rpc_seconds_count{method=\"/aquacis.contracts.v1.Contracts/GetContract\",status=\"0\"} 2\n",
          "aquacis_rpc_total{method=\"/aquacis.contracts.v1.Contracts/GetContract\",status=\"0\"} 2\n",
          "aquacis_rpc_total{method=\"/aquacis.contracts.v1.Contracts/GetContract\",status=\"16\"} 1\n"})
        EXPECT_NE(metrics.find(line), std::string::npos) << line << metrics;
}

TEST_F(HostTest, EndsSoonInOrderAndLeavesNoDoorOpen) {
    auto host = std::make_unique<Host>(modules, config, clock, seeded_random(1));
    host->start();
    const int port = host->grpc_port();
    EXPECT_TRUE(seen.is_running);
    EXPECT_TRUE(becomes(seen.effects, 1));
    const auto still_open = settings.channel(port, "cloud:test");
    ASSERT_TRUE(ask(still_open).ok());
    EXPECT_TRUE(becomes(seen.effects, 2));
    const auto begun = std::chrono::steady_clock::now();
    host->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
    EXPECT_FALSE(seen.is_running);
    EXPECT_EQ(host->telemetry_port(), 0);
    const int steps = seen.steps;
    EXPECT_EQ(ask(settings.channel(port, "cloud:test")).error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(seen.steps, steps);
    host->stop();
}

TEST_F(HostTest, LetsARunningCallEnd) {
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    const auto channel = settings.channel(host.grpc_port(), "cloud:test");
    ASSERT_TRUE(ask(channel).ok());
    grpc::Status answer;
    std::jthread caller([&] { answer = ask(channel, "slow"); });
    std::this_thread::sleep_for(200ms);
    host.stop();
    caller.join();
    EXPECT_TRUE(answer.ok()) << answer.error_message();
}

TEST_F(HostTest, SaysWhichDatabaseIsAwayAndKeepsTellingTheRest) {
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    ASSERT_TRUE(becomes(seen.effects, 1));
    pqxx::connection admin(test::PostgresServer::shared().admin_connection());
    pqxx::nontransaction work(admin);
    work.exec("ALTER DATABASE " + settings.prefix() + "listener ALLOW_CONNECTIONS false");
    work.exec_params("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                     settings.prefix() + "listener");
    EXPECT_TRUE(turns(host.telemetry_port(), "/ready", 503));
    const std::string metrics = get(host.telemetry_port(), "/metrics").body;
    EXPECT_NE(metrics.find("aquacis_database_up{context=\"listener\"} 0\n"), std::string::npos) << metrics;
    EXPECT_NE(metrics.find("aquacis_database_up{context=\"teller\"} 1\n"), std::string::npos) << metrics;
    EXPECT_EQ(get(host.telemetry_port(), "/health").status, 200);
}

TEST_F(HostTest, TellsThatItLivesWhileADatabaseHangsAndWithoutWaiting) {
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    ASSERT_TRUE(becomes(seen.effects, 1));
    pqxx::connection admin(test::PostgresServer::shared().admin_connection(settings.prefix() + "listener"));
    pqxx::work work(admin);
    work.exec("LOCK TABLE dead_letter");  // whoever counts them waits
    std::this_thread::sleep_for(300ms);
    for (const char* target : {"/health", "/ready", "/metrics"})
        EXPECT_EQ(get(host.telemetry_port(), target).status, 200);
    work.abort();
}

TEST_F(HostTest, TellsThatItLivesBesideSocketsThatSayNothing) {
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    std::vector<int> silent;
    for (int i = 0; i < 40; ++i)
        silent.push_back(silent_socket(host.telemetry_port()));
    EXPECT_EQ(get(host.telemetry_port(), "/health").status, 200);
    for (const int socket : silent)
        close(socket);
}

// Whoever opens sockets and says nothing takes neither the descriptors of the databases nor a place for long.
TEST_F(HostTest, SocketsThatSayNothingAtTheGrpcPortAreClosedAndCallsGoOnBesideThem) {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit few{80, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    const Config hasty = with("[grpc]\n", "handshake_ms = 1000\n");
    Host host(modules, hasty, clock, seeded_random(1));
    host.start();
    const auto told = [&] { return get(host.telemetry_port(), "/health").status; };
    std::vector<int> silent;
    for (int i = 0; i < 200; ++i)
        silent.push_back(silent_socket(host.grpc_port()));
    EXPECT_TRUE(ask(settings.channel(host.grpc_port(), "cloud:test")).ok());
    EXPECT_EQ(told(), 200);
    int closed = 0;
    for (const int socket : silent) {
        timeval patience{10, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        std::array<char, 64> answer{};
        if (recv(socket, answer.data(), answer.size(), 0) == 0 || errno == ECONNRESET) ++closed;
        close(socket);
    }
    EXPECT_EQ(closed, 200);
    host.stop();
    setrlimit(RLIMIT_NOFILE, &before);
}

// The last descriptors are a database's, however many sockets somebody opens and says nothing on.
TEST_F(HostTest, SocketsAtTheGrpcPortLeaveDescriptorsToDatabases) {
    const Config patient = with("[grpc]\n", "handshake_ms = 60000\n");
    Host host(modules, patient, clock, seeded_random(1));
    host.start();
    ASSERT_TRUE(becomes(seen.effects, 1));
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = dup(0);
    close(next);
    const rlimit few{2 * (static_cast<rlim_t>(next) + 30), before.rlim_max};  // half is kept
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    {
        const test::OtherProcess crowd(200, static_cast<std::uint16_t>(host.grpc_port()));
        while (has_room_for_guest())
            std::this_thread::sleep_for(5ms);
        std::vector<std::unique_ptr<pqxx::connection>> databases;
        for (int i = 0; i < 10; ++i)
            databases.push_back(std::make_unique<pqxx::connection>(test::PostgresServer::shared().admin_connection()));
        EXPECT_TRUE(ask(settings.channel(host.grpc_port(), "cloud:test")).ok()) << "the longest silent gave way";
        EXPECT_FALSE(has_room_for_guest());
    }
    setrlimit(RLIMIT_NOFILE, &before);
}

// Ahead of its log a consumer skips nothing: it stops, and whoever balances load is told.
TEST_F(HostTest, IsNotReadyWhileAConsumerIsStopped) {
    {
        Host host(modules, config, clock, seeded_random(1));
        host.start();
        ASSERT_TRUE(becomes(seen.effects, 1));
        EXPECT_TRUE(turns(host.telemetry_port(), "/ready", 200));
    }
    pqxx::connection listener(test::PostgresServer::shared().admin_connection(settings.prefix() + "listener"));
    pqxx::nontransaction work(listener);
    const auto event =
        work.exec("SELECT event_id FROM consumer_offset WHERE event_id IS NOT NULL")[0][0].as<std::string>();
    work.exec("UPDATE consumer_offset SET event_id = gen_random_uuid() WHERE event_id IS NOT NULL");
    Host host(modules, config, clock, seeded_random(1));
    host.start();
    EXPECT_TRUE(turns(host.telemetry_port(), "/ready", 503));
    const auto told = nlohmann::json::parse(get(host.telemetry_port(), "/ready").body);
    EXPECT_EQ(told["stopped"], nlohmann::json{"listener of contract.created"}) << told;
    EXPECT_EQ(get(host.telemetry_port(), "/health").status, 200) << "it lives, and starting it again mends nothing";
    EXPECT_TRUE(ask(settings.channel(host.grpc_port(), "cloud:test")).ok());
    work.exec_params("UPDATE consumer_offset SET event_id = $1 WHERE event_id IS NOT NULL", event);
    EXPECT_TRUE(turns(host.telemetry_port(), "/ready", 200));
    EXPECT_TRUE(becomes(seen.effects, 2)) << "and what came meanwhile takes effect";
}

TEST_F(HostTest, DoesNotStartOnALogThatIsCutOtherwise) {
    {
        Host host(modules, config, clock, seeded_random(1));
        host.start();
    }
    const int before = seen.effects;
    const Config other = with("partitions = 2", "5");
    Host host(modules, other, clock, seeded_random(1));
    try {
        host.start();
        FAIL() << "a log of 2 partitions was used as one of 25";
    } catch (const ConfigError& refused) {
        EXPECT_NE(std::string(refused.what()).find("set it to 2"), std::string::npos) << refused.what();
    }
    EXPECT_EQ(seen.effects, before) << "nothing was read of it";
}

TEST_F(HostTest, RefusesTheSchemaOfAnotherVersionAndNamesTheCommand) {
    pqxx::connection admin(test::PostgresServer::shared().admin_connection(settings.prefix() + "listener"));
    const auto why_not = [&](const char* change) {
        pqxx::nontransaction(admin).exec(change);
        Host host(modules, config, clock, seeded_random(1));
        try {
            host.start();
        } catch (const ConfigError& fault) {
            return std::string(fault.what());
        }
        return std::string("it started");
    };
    const std::string newer = why_not("INSERT INTO schema_migration VALUES ('context', 2, 'next')");
    EXPECT_NE(newer.find("aquacisctl db rollback --config FILE --module listener --to 1"), std::string::npos) << newer;
    const std::string older = why_not("DELETE FROM schema_migration WHERE family = 'context'");
    EXPECT_NE(older.find("aquacisctl db migrate --config FILE --modules listener"), std::string::npos) << older;
    EXPECT_EQ(why_not("INSERT INTO schema_migration VALUES ('context', 1, 'effect')"), "it started");

    pqxx::connection log(test::PostgresServer::shared().admin_connection(settings.prefix() + "eventlog"));
    pqxx::nontransaction(log).exec("INSERT INTO schema_migration VALUES ('event_log', 99, 'next')");
    const std::string newer_log = why_not("SELECT 1");
    EXPECT_NE(newer_log.find("the database of eventlog is at event_log schema 99"), std::string::npos) << newer_log;
    pqxx::nontransaction(log).exec("DELETE FROM schema_migration WHERE family = 'event_log'");
    const std::string older_log = why_not("SELECT 1");
    EXPECT_NE(older_log.find("aquacisctl db migrate --config FILE --modules all"), std::string::npos) << older_log;
}

TEST_F(HostTest, CallsAContextOfAnotherProcess) {
    Host there({modules[0]}, config, clock, seeded_random(1));
    there.start();
    std::stringstream text;
    text << std::ifstream(settings.file()).rdbuf() << "[remote]\nteller = \"localhost:" << there.grpc_port() << "\"\n";
    const Config knows = Config::from_text(text.str(), "remote.toml");
    Host here({modules[1]}, knows, clock, seeded_random(2));
    here.start();
    EXPECT_TRUE(becomes(seen.effects, 1)) << "the task's call went over, and its event came back by the log";
}

TEST_F(HostTest, StartsWithoutAServiceAndTellsItsHealthOverGrpc) {
    Host host({}, config, clock, seeded_random(1));
    host.start();
    grpc::ClientContext call;
    grpc::health::v1::HealthCheckRequest request;
    grpc::health::v1::HealthCheckResponse answer;
    const auto channel = settings.channel(host.grpc_port(), "operator:probe");
    ASSERT_TRUE(grpc::health::v1::Health::NewStub(channel)->Check(&call, request, &answer).ok());
    EXPECT_EQ(answer.status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(HostTest, ListensForTelemetryBeyondTheMachineOnlyWhenToldSo) {
    std::stringstream text;
    text << std::ifstream(settings.file()).rdbuf();
    std::string toml = text.str();
    const std::string loopback = "listen = \"127.0.0.1:0\"\nlook";
    toml.replace(toml.find(loopback), loopback.size(), "listen = \"0.0.0.0:0\"\nlook");
    const Config reachable = Config::from_text(toml, "reachable.toml");
    Host host(modules, reachable, clock, seeded_random(1));
    EXPECT_THROW(host.start(), ConfigError);
}

TEST_F(HostTest, EachRoleMayHaveAPasswordOfItsOwn) {
    std::ofstream(settings.folder() / "billing") << "it's one\n";
    const Config own = Config::from_text("[database]\nserver = \"host=/pg\"\npassword_folder = \"" +
                                             settings.folder().string() + "\"\n[eventlog]\nrole = \"billing\"\n",
                                         "own.toml");
    EXPECT_EQ(app_connection(own, "billing"),
              "host=/pg dbname=aquacis_billing user=aquacis_billing_app password='it\\'s one'");
    EXPECT_EQ(log_connection(own), "host=/pg dbname=aquacis_eventlog user=aquacis_billing_app password='it\\'s one'");
    EXPECT_THROW(app_connection(own, "payments"), ConfigError);
}

TEST_F(HostTest, NamesTheSettingThatIsMissing) {
    const Config none = Config::from_text("[database]\nserver = \"host=/nowhere\"\n", "empty.toml");
    try {
        const Host host(modules, none, clock, seeded_random(1));
        FAIL() << "it started without a secret";
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("auth.internal_secret"), std::string::npos) << fault.what();
    }
}

}  // namespace
}  // namespace aquacis::platform
