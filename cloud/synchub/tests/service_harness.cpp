#include "cloud/synchub/tests/harness.hpp"

#include <pqxx/pqxx>

namespace aquacis::synchub {
namespace {

std::string key_of(const sync::v1::Operation& operation) {
    return operation.device_id() + "/" + std::to_string(operation.epoch()) + "/" + std::to_string(operation.seq());
}

}  // namespace

grpc::Status FakePayments::Apply(grpc::ServerContext* call, const payments::v1::ApplyRequest* request,
                                 sync::v1::Outcome* outcome) {
    ++calls_;
    if (is_down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    if (is_faulty) return {grpc::StatusCode::INTERNAL, "its database takes no writes"};
    const auto& operation = request->operation();
    {
        const std::lock_guard lock(mutex_);
        const auto known = answered_.find(key_of(operation));
        if (known != answered_.end()) {
            *outcome = known->second;
            return grpc::Status::OK;
        }
    }
    outcome->set_device_id(operation.device_id());
    outcome->set_epoch(operation.epoch());
    outcome->set_seq(operation.seq());
    const bool is_known =
        operation.type() == "payments.payment.take" || operation.type() == "payments.cash_session.open";
    const bool is_accepted = is_known && !(rejects_money && operation.type() == "payments.payment.take");
    outcome->set_verdict(is_accepted ? sync::v1::VERDICT_ACCEPTED : sync::v1::VERDICT_REJECTED);
    if (!is_accepted) outcome->set_reason("no se pudo");
    payments::v1::TakePayment payment;
    if (is_accepted && operation.type() == "payments.payment.take" && payment.ParseFromString(operation.body()))
        for (const auto& application : payment.applications()) {
            outcome->add_effects()->set_kind("account");
            outcome->mutable_effects()->rbegin()->set_id(application.contract_id());
            if (application.contract_id() != "hung") continue;
            for (++hung; !call->IsCancelled();)
                std::this_thread::sleep_for(20ms);
            return grpc::Status::CANCELLED;
        }
    {
        const std::lock_guard lock(mutex_);
        answered_[key_of(operation)] = *outcome;
        order_.push_back(operation.seq());
    }
    if (is_accepted) take(operation);
    return grpc::Status::OK;
}

void FakePayments::take(const sync::v1::Operation& operation) {
    payments::v1::TakePayment payment;
    if (operation.type() == "payments.payment.take") payment.ParseFromString(operation.body());
    bool is_new = true;
    if (!payment.payment_id().empty()) {
        const std::lock_guard lock(mutex_);
        is_new = payments_.insert(payment.payment_id()).second;
    }
    if (is_new) ++effects_;
    for (const auto& application : payment.applications()) {
        if (is_new) {
            const std::lock_guard lock(mutex_);
            paid_[application.contract_id()] += application.amount_centavos();
        }
        if (!holds_events)
            publish_account(application.contract_id(), platform::OperationRef{*Uuid::parse(operation.device_id()),
                                                                              operation.epoch(), operation.seq()});
    }
}

void FakePayments::publish_account(const std::string& contract, const std::optional<platform::OperationRef>& cause) {
    payments::v1::AccountChanged changed;
    {
        const std::lock_guard lock(mutex_);
        changed.set_version(++versions_[contract]);
        changed.mutable_account()->set_credit_centavos(paid_[contract]);
    }
    changed.set_contract_id(contract);
    changed.mutable_account()->set_contract_id(contract);
    const SystemClock clock;
    const platform::EventOrigin origin{
        make_uuid_v7(clock.now(), random_), "payments", "account", clock.now(), queretaro, "", cause};
    const platform::Event event = platform::make_event(changed, origin);
    log_.append(std::span(&event, 1));
}

grpc::Status FakePayments::GrantFolios(grpc::ServerContext*, const payments::v1::GrantFoliosRequest* request,
                                       payments::v1::FolioRange* range) {
    const std::lock_guard lock(mutex_);
    auto [at, is_new] = ranges_.try_emplace(request->request_key());
    if (is_new) at->second = {next_folio_, next_folio_ + request->count() - 1};
    if (is_new) next_folio_ += request->count();
    range->set_series(request->series());
    range->set_first(at->second.first);
    range->set_last(at->second.second);
    return grpc::Status::OK;
}

void RecordingTarget::prepare(sqlite::Database& database) {
    database.execute("CREATE TABLE IF NOT EXISTS got (name TEXT PRIMARY KEY, body BLOB)");
}

void RecordingTarget::apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    static constexpr std::string_view put =
        "INSERT INTO got VALUES (?,?) ON CONFLICT (name) DO UPDATE SET body = excluded.body";
    for (const auto& row : rows)
        database.prepare(put)
            .bind(row.kind + "/" + row.id,
                  std::span(reinterpret_cast<const std::uint8_t*>(row.body.data()), row.body.size()))
            .run();
}

void RecordingTarget::reset(sqlite::Database& database) {
    ++resets;
    database.execute("DELETE FROM got");
}

Harness::Harness(HubSettings settings) : settings_(settings), server_certificate_(authority.issue("context:synchub")) {
    connect_pool();
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&payments);
    payments_server_ = builder.BuildAndStart();
    channels_.set("payments",
                  grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
    start_server();
}

Harness::~Harness() {
    stop_server();
    payments_server_->Shutdown();
}

void Harness::connect_pool() {
    database_ = std::make_unique<test::ContextDatabase>("synchub", migrations);
    pool_ = std::make_unique<platform::Pool>(
        platform::DatabaseConfig{.connection = database_->app_connection(), .pool_size = 12});
}

void Harness::lose_database() {
    stop_server();
    pool_.reset();
    connect_pool();
    start_server();
}

void Harness::start_server() {
    hub_ = std::make_unique<Hub>(Hub::Parts{*pool_, clock, channels_}, settings_);
    service_ = make_sync_service(*hub_);
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = authority.certificate();
    tls.pem_key_cert_pairs.push_back({server_certificate_.key, server_certificate_.certificate});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port_), grpc::SslServerCredentials(tls), &port_);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) throw std::runtime_error("the test's port cannot be opened again");
    hub_->start();
    for (auto& subscription : subscriptions([this] { hub_->feed_may_move(); }))
        consumers_.push_back(std::make_unique<platform::Consumer>(std::move(subscription), events.log(), *pool_));
    sweeper_ = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            hub_->sweep();
            for (int i = 0; i < 10 && !stop.stop_requested(); ++i)
                std::this_thread::sleep_for(20ms);
        }
    });
}

void Harness::stop_server() {
    if (!server_) return;
    sweeper_ = {};
    consumers_.clear();
    hub_->stop();
    server_->Shutdown(std::chrono::system_clock::now() + 2s);
    server_.reset();
    service_.reset();
    hub_.reset();
}

void Harness::publish(const google::protobuf::Message& payload, const std::string& type) {
    static const RandomBits random = system_random();
    const platform::EventOrigin origin{
        make_uuid_v7(clock.now(), random), "test", type, clock.now(), queretaro, "", std::nullopt};
    const platform::Event event = platform::make_event(payload, origin);
    events.log().append(std::span(&event, 1));
}

std::int64_t Harness::count(const std::string& sql) {
    return pool_->run(queretaro, [&](Transaction& tx) { return tx.pq().exec(sql).at(0).at(0).as<std::int64_t>(); });
}

Node::Node(Harness& harness, const DeviceId& device, const std::string& certificate_name) : harness_(harness) {
    static std::atomic<int> next{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("aquacis-node-" + std::to_string(getpid()) + "-" + std::to_string(++next));
    std::filesystem::create_directories(folder_);
    const auto certificate =
        harness.authority.issue(certificate_name.empty() ? "device:" + device.to_string() : certificate_name);
    std::ofstream(folder_ / "ca.pem") << harness.authority.certificate();
    std::ofstream(folder_ / "node.pem") << certificate.certificate;
    std::ofstream(folder_ / "node.key") << certificate.key;
    database_ = std::make_unique<sqlite::Database>(folder_ / "node.db");
    sync::OperationLog::prepare(*database_, device, queretaro);
    RecordingTarget::prepare(*database_);
}

Node::~Node() {
    agent_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
}

void Node::start() {
    sync::AgentConfig config;
    config.file = folder_ / "node.db";
    config.server = harness_.address();
    config.ca = folder_ / "ca.pem";
    config.certificate = folder_ / "node.pem";
    config.key = folder_ / "node.key";
    config.partition = "admin/11";
    config.program_version = "test";
    config.retry_least = 50ms;
    config.retry_most = 300ms;
    agent_ = std::make_unique<sync::Agent>(config, harness_.clock, system_random(), target);
    agent_->start();
}

std::uint64_t Node::append(const std::string& type, const std::string& body) {
    sqlite::Transaction transaction(*database_);
    const std::uint64_t seq =
        sync::OperationLog(*database_)
            .append(
                {.type = type, .version = 1, .body = body, .deps = {}, .actor = "c-07", .at = harness_.clock.now()});
    transaction.commit();
    if (agent_) agent_->wake();
    return seq;
}

std::uint64_t Node::pay(const std::string& contract, std::int64_t centavos) {
    static const RandomBits random = system_random();
    payments::v1::TakePayment payment;
    payment.set_payment_id(make_uuid_v7(harness_.clock.now(), random).to_string());
    auto& application = *payment.add_applications();
    application.set_contract_id(contract);
    application.set_amount_centavos(centavos);
    return append("payments.payment.take", payment.SerializeAsString());
}

std::map<std::string, std::string> Node::rows() {
    std::map<std::string, std::string> got;
    static constexpr std::string_view all = "SELECT name, body FROM got";
    for (auto row = database_->prepare(all); row.step();)
        got[row.text(0)] = row.text(1);
    return got;
}

std::optional<sync::OperationState> Node::state(std::uint64_t seq) { return sync::OperationLog(*database_).find(seq); }

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        std::this_thread::sleep_for(10ms);
    }
    return condition();
}

}  // namespace aquacis::synchub
