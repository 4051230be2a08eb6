#pragma once
// synchub with everything around it: PostgreSQL, the event log and its consumers, a payments context of the test's own,
// and a port on the loopback with mutual TLS.

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <set>

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/host/grpc_port.hpp"
#include "cloud/platform/operations/grpc.hpp"
#include "cloud/synchub/events/consume.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/service/grpc.hpp"
#include "cloud/synchub/service/registry_grpc.hpp"
#include "sync/engine/agent.hpp"
#include "sync/engine/operation_log.hpp"
#include "sync/transport/identity.hpp"
#include "tests/support/certificates/certificates.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::synchub {

using namespace std::chrono_literals;
inline constexpr AdministrationId queretaro{11};

// A context that decides with the platform's own code: handlers of the test's, an event per account.
class FakePayments final : public sync::v1::Operations::Service {
public:
    explicit FakePayments(platform::EventLog& log);

    grpc::Status Apply(grpc::ServerContext* call, const sync::v1::ApplyRequest* request,
                       sync::v1::Outcome* outcome) override;
    grpc::Status Grant(grpc::ServerContext* call, const sync::v1::GrantRequest* request,
                       sync::v1::Granted* granted) override;
    grpc::Status GiveBack(grpc::ServerContext* call, const sync::v1::GiveBackRequest* request,
                          sync::v1::GiveBackResponse* response) override;

    void employ(const std::vector<std::pair<std::string, std::string>>& people);  // names and offices: all there are

    void publish_account(const std::string& contract, const std::optional<platform::OperationRef>& cause);
    void forget_answers();  // what it did stays
    void forget();          // its database was put back to what it was before the first operation
    std::map<std::string, std::int64_t> paid() const {
        const std::lock_guard lock(mutex_);
        return paid_;
    }
    // First folios of the ranges that were given back, each with how many calls had been made before.
    std::map<std::int64_t, int> given_back() const {
        const std::lock_guard lock(mutex_);
        return given_back_;
    }
    int calls() const { return calls_; }
    int effects() const { return effects_; }
    std::vector<std::uint64_t> order() const {
        const std::lock_guard lock(mutex_);
        return order_;
    }
    std::atomic<bool> is_down{false};
    std::atomic<bool> is_faulty{false};  // its handlers throw
    std::atomic<bool> is_broken{false};  // nothing of it answers
    std::atomic<bool> rejects_money{false};
    std::atomic<bool> refuses_grants{false};
    std::atomic<bool> refuses_calls{false};  // as a check of requests does that knows not enough
    std::atomic<bool> holds_events{false};
    std::atomic<bool> hangs{false};  // calls are answered when it no longer does
    std::atomic<bool> garbles_staff{false};
    std::atomic<int> staff_asked{0};
    std::atomic<int> hung{0};  // calls that were begun for the contract "hung": they last until their caller gives up

private:
    void hang() const;
    platform::Decision take(const platform::Deciding& deciding);
    platform::Decision open(const platform::Deciding& deciding);
    Result<std::string> grant(const platform::Ask& ask);
    Result<> give_back(const platform::HeldGrant& held);
    Result<std::string> echo(const platform::Ask& ask) const;
    Result<std::string> list_staff(const platform::Ask& ask);
    void decided(const platform::OperationRef& key);
    platform::EventLog& log_;
    SystemClock clock_;
    RandomBits random_ = system_random();
    test::ContextDatabase database_{"fakepayments", {}};
    platform::Guard guard_{clock_, nullptr, "secret"};
    platform::Operations operations_;
    platform::OperationsService service_{guard_};
    mutable std::mutex mutex_;
    std::vector<payments::v1::Cashier> staff_;
    std::map<std::string, std::int64_t> paid_;  // by contract
    std::set<std::string> payments_;            // that took effect: one that comes under another name is told again
    std::map<std::string, std::uint64_t> versions_;
    std::vector<std::uint64_t> order_;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> ranges_;
    std::map<std::int64_t, int> given_back_;
    std::int64_t next_folio_ = 1;
    std::atomic<int> calls_{0};
    std::atomic<int> effects_{0};
};

// A node's domain, as small as it can be: what the feed brought, by "kind/id".
class RecordingTarget final : public sync::FeedTarget {
public:
    static void prepare(sqlite::Database& database);
    void apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void committed(sqlite::Database&, std::uint64_t seen_seq) override { seen = seen_seq; }
    void begin_anew(sqlite::Database& database) override;
    void apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void stand(sqlite::Database& database, std::uint64_t seen_seq) override;
    bool sweep(sqlite::Database&) override { return false; }
    void epoch_began(sqlite::Database&, std::uint32_t) override { ++epochs; }
    std::vector<sync::Granted> held(sqlite::Database&) override {
        if (granted_last == 0) return {};
        payments::v1::FolioRange range;
        range.set_series("QRO-C03");
        range.set_first(granted_first);
        range.set_last(granted_last);
        return {{"payments.folios", range.SerializeAsString()}};
    }
    void granted(sqlite::Database&, const sync::Granted& grant) override {
        if (!grant.problem.empty()) {
            ++refused;
            return;
        }
        if (grant.kind == "payments.echo") {
            const std::lock_guard lock(mutex_);
            echo_ = grant.key + ": " + grant.body;
            return;
        }
        payments::v1::FolioRange range;
        range.ParseFromString(grant.body);
        granted_first = range.first();
        granted_last = range.last();
    }
    std::optional<sync::Ask> ask(sqlite::Database&) override {
        if (!wants_folios || granted_last != 0) return std::nullopt;
        payments::v1::FolioAsk wanted;
        wanted.set_series("QRO-C03");
        wanted.set_count(100);
        return sync::Ask{"payments.folios", "key-1", wanted.SerializeAsString()};
    }
    std::string echo() const {
        const std::lock_guard lock(mutex_);
        return echo_;
    }
    std::atomic<std::uint64_t> seen{0};
    std::atomic<int> resets{0};
    std::atomic<int> epochs{0};
    std::atomic<bool> wants_folios{false};
    std::atomic<int> refused{0};
    std::atomic<std::int64_t> granted_first{0}, granted_last{0};

private:
    mutable std::mutex mutex_;
    std::string echo_;
};

class Harness {
public:
    explicit Harness(HubSettings settings = fast(), int connections = 12);
    ~Harness();
    static HubSettings fast() {
        HubSettings settings;
        settings.poll = 50ms;
        return settings;
    }
    void start_server();
    void stop_server();    // as a crash would: streams break, nothing else is said
    void lose_database();  // made anew and empty; the log and the contexts keep what they have
    void lose_payments();  // from now on it is nowhere
    std::string address() const { return "localhost:" + std::to_string(port_); }
    void publish(const google::protobuf::Message& payload);
    // Registered in the administration, with a certificate of its own; the same again when asked again.
    const sync::Identity& enroll(const Uuid& device, AdministrationId administration = queretaro);
    sync::Identity certify(const Uuid& device, AdministrationId administration);  // of the authority, known to nobody
    const Registry& registry() const { return *registry_; }
    Hub& hub() { return *hub_; }

    SystemClock clock;
    RandomBits random = system_random();
    test::Authority authority;
    DeviceAuthority device_authority{{authority.certificate(), authority.key(), "synchub"}};
    platform::Guard guard{clock, nullptr, "secret"};
    test::EventLogDatabase events;
    FakePayments payments{events.log()};
    std::int64_t count(const std::string& sql);
    platform::Pool& pool() { return *pool_; }
    // An ordinary call at the same port; true: it was answered.
    bool lists_devices();
    std::string admin_connection() const { return database_->admin_connection(); }

private:
    void connect_pool();
    HubSettings settings_;
    const int connections_;
    std::unique_ptr<test::ContextDatabase> database_;
    test::Certificate server_certificate_;
    std::unique_ptr<platform::Pool> pool_;
    std::unique_ptr<grpc::Server> payments_server_;
    std::unique_ptr<platform::Channels> channels_ = std::make_unique<platform::Channels>("secret");
    std::unique_ptr<Registry> registry_;
    std::map<Uuid, sync::Identity> identities_;
    std::unique_ptr<Hub> hub_;
    std::unique_ptr<grpc::Service> service_;
    std::unique_ptr<DeviceRegistryService> devices_;
    std::unique_ptr<grpc::Server> server_;
    std::unique_ptr<platform::GrpcPort> grpc_port_;
    std::vector<std::unique_ptr<platform::Consumer>> consumers_;
    std::jthread sweeper_;
    std::shared_ptr<grpc::Channel> ordinary_;
    int port_ = 0;
};

class Node {
public:
    Node(Harness& harness, const DeviceId& device, const std::optional<DeviceId>& certified = {});
    ~Node();
    void start();
    void stop() { agent_.reset(); }
    std::uint64_t append(const std::string& type, const std::string& body);
    std::uint64_t pay(const std::string& contract, std::int64_t centavos);
    std::map<std::string, std::string> rows();
    std::optional<sync::OperationState> state(std::uint64_t seq);
    sync::LinkState link() const { return agent_->state(); }
    sync::Agent& agent() { return *agent_; }
    sqlite::Database& database() { return *database_; }
    const std::filesystem::path& folder() const { return folder_; }
    RecordingTarget target;

private:
    Harness& harness_;
    std::filesystem::path folder_;
    std::unique_ptr<sqlite::Database> database_;
    std::unique_ptr<sync::Agent> agent_;
};

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds at_most = 10s);

}  // namespace aquacis::synchub
