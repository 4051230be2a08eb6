#include "tests/simulation/real_server.hpp"

#include <grpcpp/grpcpp.h>

#include <future>
#include <pqxx/pqxx>
#include <set>

#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/grpc.hpp"
#include "cloud/payments/service/operations.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/check_store.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/operations/grpc.hpp"
#include "cloud/synchub/events/consume.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/service/device_session.hpp"
#include "cloud/synchub/store/device_store.hpp"
#include "tests/simulation/bodies.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::simulation {
namespace {

using platform::Transaction;

constexpr int contracts = 6;
constexpr std::chrono::hours years{24 * 365};

// The databases of all runs of this program; a run has administrations of its own in them.
struct Databases {
    test::ContextDatabase synchub{"synchub", aquacis::synchub::migrations};
    test::ContextDatabase payments{"payments", aquacis::payments::migrations};
    static Databases& shared() {
        static Databases databases;
        return databases;
    }
};

// The contexts' one service, and what may become of its answers.
class Contexts final : public sync::v1::Operations::Service {
public:
    explicit Contexts(platform::OperationsService& service) : service_(service) {}

    grpc::Status Apply(grpc::ServerContext* call, const sync::v1::ApplyRequest* request,
                       sync::v1::Outcome* outcome) override {
        if (mishap == Mishap::context_is_away) return {grpc::StatusCode::UNAVAILABLE, "away"};
        if (mishap == Mishap::context_is_broken) return {grpc::StatusCode::INTERNAL, "broken"};
        sync::v1::ApplyRequest understood = *request;
        // A newer program that means the same by its second version as this one by its first.
        if (is_upgraded) understood.mutable_operation()->set_version(1);
        const grpc::Status status = service_.Apply(call, &understood, outcome);
        if (mishap == Mishap::answer_is_lost) return {grpc::StatusCode::UNAVAILABLE, "the answer was lost"};
        return status;
    }
    grpc::Status Grant(grpc::ServerContext* call, const sync::v1::GrantRequest* request,
                       sync::v1::Granted* granted) override {
        return service_.Grant(call, request, granted);
    }

    Mishap mishap = Mishap::none;
    bool is_upgraded = false;

private:
    platform::OperationsService& service_;
};

struct RealStream final : Stream {
    RealStream(synchub::Hub& hub, synchub::Peer peer) : session(hub, std::move(peer)) {}
    synchub::DeviceSession session;
};

}  // namespace

struct RealServer::State {
    explicit State(std::vector<int> of) : administrations(std::move(of)) {
        service.add(operations);
        grpc::ServerBuilder builder;
        builder.RegisterService(&contexts);
        builder.RegisterService(&payments_service);
        contexts_server = builder.BuildAndStart();
        channels.set("payments", contexts_server->InProcessChannel({}));
        for (auto& subscription : synchub::subscriptions({[] {}, [](AdministrationId) {}}))
            subscriptions.emplace(subscription.topic, std::move(subscription));
        for (const int administration : administrations)
            open_office(AdministrationId(administration));
        start();
        log_ends_at = projected = last_outbox_id();
    }
    ~State() { contexts_server->Shutdown(); }

    void start() {
        synchub::HubSettings settings;
        settings.workers = settings.errand_workers = 1;
        hub = std::make_unique<synchub::Hub>(synchub::Hub::Parts{databases.synchub.pool(), clock, channels, registry},
                                             settings);
    }
    void open_office(AdministrationId administration);
    void enroll(const Uuid& device, AdministrationId administration);
    void finish_errands();
    std::int64_t last_outbox_id();
    std::int64_t next_event(platform::Event& event);

    Databases& databases = Databases::shared();
    std::vector<int> administrations;
    ManualClock clock{Instant()};
    RandomBits random = seeded_random(20261130);
    payments::Context context{databases.payments.pool(), clock, random};
    platform::Operations operations = payments::make_operations(context);
    platform::Guard guard{clock, nullptr, "secret"};
    platform::OperationsService service{guard};
    payments::PaymentsService payments_service{context, guard};
    Contexts contexts{service};
    std::unique_ptr<grpc::Server> contexts_server;
    platform::Channels channels{"secret"};
    synchub::Registry registry{databases.synchub.pool(), clock, random, nullptr, ""};
    std::unique_ptr<synchub::Hub> hub;
    std::map<std::string, platform::Subscription> subscriptions;
    std::map<Uuid, int> devices;
    std::int64_t projected = 0, log_ends_at = 0;  // ids of payments' outbox, which is the log here
};

// Contracts with an account, and the second person that a cancellation needs.
void RealServer::State::open_office(AdministrationId administration) {
    databases.payments.pool().run(administration, [&](Transaction& tx) {
        std::vector<payments::AccountName> accounts;
        for (int i = 0; i < contracts; ++i)
            accounts.push_back({ContractId(make_named_uuid({}, "contract " + std::to_string(i))), std::to_string(i)});
        payments::insert_accounts(tx, accounts);
        const std::vector<payments::Cashier> people{
            {supervisor, "Guadalupe", std::string(16, 's'), std::string(32, 'h'), "supervisor"}};
        payments::save_cashiers(tx, people);
    });
}

void RealServer::State::enroll(const Uuid& device, AdministrationId administration) {
    if (!devices.emplace(device, administration.number()).second) return;
    databases.synchub.pool().run(administration, [&](Transaction& tx) {
        synchub::register_device(tx, device, {"Caja", "Centro"}, {"admin", clock.now()});
        synchub::enroll_device(tx, device, {"1", device.to_string(), clock.now(), clock.now() + 10 * years});
    });
}

std::int64_t RealServer::State::last_outbox_id() {
    pqxx::connection session(databases.payments.admin_connection());
    return pqxx::nontransaction(session).exec("SELECT coalesce(max(id), 0) FROM outbox")[0][0].as<std::int64_t>();
}

// The next of this run's administrations; 0 when there is none.
std::int64_t RealServer::State::next_event(platform::Event& event) {
    std::int64_t next = 0;
    for (const int administration : administrations)
        databases.payments.pool().run(AdministrationId(administration), [&](Transaction& tx) {
            const auto rows = tx.pq().exec_params(
                "SELECT id, topic, key, envelope FROM outbox WHERE id > $1 AND ($2 = 0 OR id < $2) ORDER BY id LIMIT 1",
                projected, next);
            if (rows.empty()) return;
            next = rows[0][0].as<std::int64_t>();
            event =
                platform::parse_envelope(rows[0][1].c_str(), rows[0][2].c_str(), pqxx::binarystring(rows[0][3]).str());
        });
    return next;
}

// What was asked of another context is done by another thread: a run waits for it.
void RealServer::State::finish_errands() {
    std::promise<void> done;
    hub->errands().post([&] { done.set_value(); });
    done.get_future().wait();
}

RealServer::RealServer(std::vector<int> administrations) : state_(std::make_unique<State>(std::move(administrations))) {
    steps_a_check = 100;
}
RealServer::~RealServer() = default;

std::unique_ptr<Stream> RealServer::connect(const Uuid& device, int administration) {
    state_->clock.set(now);
    state_->enroll(device, AdministrationId(administration));
    return std::make_unique<RealStream>(
        *state_->hub, synchub::Peer{device, AdministrationId(administration), device.to_string(), "1", now + years});
}

namespace {

Server::Messages sent(Stream& stream, synchub::DeviceSession::Output output) {
    stream.is_closed = stream.is_closed || output.close.has_value();
    return stream.is_closed ? Server::Messages() : std::move(output.send);
}

}  // namespace

RealServer::Messages RealServer::receive(Stream& stream, const sync::v1::ClientMsg& message) {
    state_->clock.set(now);
    auto& session = dynamic_cast<RealStream&>(stream).session;
    Messages messages = sent(stream, session.received(message, synchub::DeviceSession::Room::not_for_rows));
    state_->finish_errands();
    return messages;
}

RealServer::Messages RealServer::pump(Stream& stream, int) {
    state_->clock.set(now);
    if (stream.is_closed) return {};
    Messages messages =
        sent(stream, dynamic_cast<RealStream&>(stream).session.pump(synchub::DeviceSession::Room::for_all));
    state_->finish_errands();
    return messages;
}

void RealServer::decide(Mishap mishap, Chance& chance) {
    state_->clock.set(now);
    const AdministrationId administration(state_->administrations[static_cast<std::size_t>(
        chance.below(static_cast<int>(state_->administrations.size())))]);
    const auto undecided = state_->databases.synchub.pool().run(
        administration, [](Transaction& tx) { return synchub::devices_with_undecided(tx); });
    if (undecided.empty()) return;
    const auto& device = undecided[static_cast<std::size_t>(chance.below(static_cast<int>(undecided.size())))];
    state_->contexts.mishap = mishap;
    state_->hub->decider().decide({device, administration});
    state_->contexts.mishap = Mishap::none;
}

bool RealServer::project_one() {
    state_->clock.set(now);
    platform::LoggedEvent logged;
    const std::int64_t id = state_->next_event(logged.event);
    if (id == 0) return false;
    state_->projected = id;
    const auto found = state_->subscriptions.find(logged.event.topic);
    if (found == state_->subscriptions.end()) return true;
    state_->databases.synchub.pool().run(logged.event.administration, [&](Transaction& tx) {
        found->second.handle(tx, std::span<const platform::LoggedEvent>(&logged, 1));
    });
    return true;
}

bool RealServer::is_all_projected() const {
    platform::Event event;
    return state_->next_event(event) == 0;
}

// And the days of all that was settled are over: neither synchub nor payments may need it any more.
void RealServer::crash() {
    synchub::forget_settled(state_->databases.synchub.pool(), {now + std::chrono::hours(1), Instant{}}, 1000);
    pqxx::connection session(state_->databases.payments.admin_connection());
    pqxx::nontransaction(session).exec("DELETE FROM operation_outcome WHERE verdict = 'accepted'");
    state_->start();
}

void RealServer::upgrade() { state_->contexts.is_upgraded = true; }

Standing RealServer::standing(int administration) {
    Standing standing;
    const AdministrationId where(administration);
    state_->databases.payments.pool().run(where, [&](Transaction& tx) {
        for (const auto& row : tx.pq().exec("SELECT contract_id, sum(amount_centavos) FROM ledger_entry WHERE kind = "
                                            "'credited' GROUP BY contract_id"))
            standing.credit[row[0].c_str()] = row[1].as<std::int64_t>();
    });
    state_->databases.synchub.pool().run(where, [&](Transaction& tx) {
        for (const auto& row : tx.pq().exec("SELECT id, body FROM feed_row WHERE kind = 'account'"))
            standing.rows[row[0].c_str()] = pqxx::binarystring(row[1]).str();
        const auto heads = tx.pq().exec("SELECT position, checksum FROM feed_partition");
        if (heads.empty()) return;
        standing.position = heads[0][0].as<std::uint64_t>();
        standing.checksum = static_cast<std::uint64_t>(heads[0][1].as<std::int64_t>());
    });
    return standing;
}

// Each payment once, in balance, in no other place than the contract's credit.
void RealServer::check() {
    for (const int administration : state_->administrations)
        state_->databases.payments.pool().run(AdministrationId(administration), [](Transaction& tx) {
            for (const std::string& imbalance : payments::find_imbalances(tx))
                throw Broken("1 money: " + imbalance);
            require(payments::ledger_totals(tx).suspense.is_zero(), "1 money: some of it went to suspense");
        });
}

void RealServer::lose_synchub(const std::string&) {
    crash();
    {
        pqxx::connection session(state_->databases.synchub.admin_connection());
        pqxx::work work(session);
        for (const int administration : state_->administrations)
            for (const char* table : {"operation", "awaited_effect", "device_seen", "feed_row", "feed_partition",
                                      "device_grant", "device_certificate", "device_invitation", "device"})
                work.exec("DELETE FROM " + std::string(table) +
                          " WHERE administration_id = " + std::to_string(administration));
        work.exec("UPDATE hub SET incarnation = gen_random_uuid()");
        work.commit();
    }
    const auto devices = std::exchange(state_->devices, {});
    for (const auto& [device, administration] : devices)
        state_->enroll(device, AdministrationId(administration));
    state_->projected = state_->log_ends_at;
}

}  // namespace aquacis::simulation
