#include "cloud/synchub/tests/harness.hpp"

#include <pqxx/pqxx>

#include "cloud/platform/host/limits.hpp"

namespace aquacis::synchub {
FakePayments::FakePayments(platform::EventLog& log)
    : log_(log),
      operations_(
          {"payments", database_.pool(), clock_, random_},
          {.kinds = {{"payments.payment.take", 1, [this](const auto& deciding) { return take(deciding); }, true},
                     {"payments.cash_session.open", 1, [this](const auto& deciding) { return open(deciding); }}},
           .asks = {{"payments.folios", [this](const auto&, const platform::Ask& ask) { return grant(ask); },
                     [this](const auto&, const platform::HeldGrant& held) { return give_back(held); }},
                    {"payments.echo", [this](const auto&, const platform::Ask& ask) { return echo(ask); }},
                    {"payments.staff", [this](const auto&, const platform::Ask& ask) { return list_staff(ask); }}},
           .announce_again = [this](const platform::Deciding& deciding, const Outcome& before) {
               for (const std::string& effect : before.effects)
                   publish_account(effect.substr(effect.find('/') + 1), deciding.operation.key);
           }}) {
    service_.add(operations_);
}

grpc::Status FakePayments::Apply(grpc::ServerContext* call, const sync::v1::ApplyRequest* request,
                                 sync::v1::Outcome* outcome) {
    ++calls_;
    hang();
    if (is_down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    if (refuses_calls) return {grpc::StatusCode::INVALID_ARGUMENT, "operation.body is too long"};
    if (is_broken) return {grpc::StatusCode::INTERNAL, "its program is another"};
    payments::v1::TakePayment payment;
    if (payment.ParseFromString(request->operation().body()))
        for (const auto& application : payment.applications()) {
            if (application.contract_id() != "hung") continue;
            for (++hung; !call->IsCancelled();)
                std::this_thread::sleep_for(20ms);
            return grpc::Status::CANCELLED;
        }
    return service_.Apply(call, request, outcome);
}

grpc::Status FakePayments::Grant(grpc::ServerContext* call, const sync::v1::GrantRequest* request,
                                 sync::v1::Granted* granted) {
    hang();
    if (is_down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    return service_.Grant(call, request, granted);
}

Result<std::string> FakePayments::echo(const platform::Ask& ask) const {
    if (!refuses_grants) return ask.body;
    return Refusal{RefusalKind::not_found, "payments.no_echo", "", "No hay eco.", "Pida otra cosa."};
}

grpc::Status FakePayments::GiveBack(grpc::ServerContext* call, const sync::v1::GiveBackRequest* request,
                                    sync::v1::GiveBackResponse* response) {
    hang();
    if (is_down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    return service_.GiveBack(call, request, response);
}

Result<> FakePayments::give_back(const platform::HeldGrant& held) {
    payments::v1::FolioRange range;
    range.ParseFromString(held.body);
    const std::lock_guard lock(mutex_);
    given_back_.emplace(range.first(), calls_.load());
    return Done{};
}

void FakePayments::decided(const platform::OperationRef& key) {
    if (is_faulty) throw std::runtime_error("its handler has a bug");
    const std::lock_guard lock(mutex_);
    order_.push_back(key.seq);
}

platform::Decision FakePayments::open(const platform::Deciding& deciding) {
    decided(deciding.operation.key);
    ++effects_;
    return {};
}

Result<std::string> FakePayments::list_staff(const platform::Ask& ask) {
    ++staff_asked;
    if (garbles_staff) return std::string("\xff\xff");
    const std::lock_guard lock(mutex_);
    sync::v1::StaffList list;
    for (const auto& cashier : staff_) {
        if (!cashier.office().empty() && cashier.office() != ask.key) continue;
        auto& member = *list.add_members();
        member.set_cashier_id(cashier.cashier_id());
        member.set_name(cashier.name());
        member.set_role(cashier.role());
    }
    return list.SerializeAsString();
}

void FakePayments::employ(const std::vector<std::pair<std::string, std::string>>& people) {
    {
        const std::lock_guard lock(mutex_);
        staff_.clear();
        for (const auto& [name, office] : people) {
            auto& cashier = staff_.emplace_back();
            cashier.set_cashier_id(name);
            cashier.set_name(name);
            cashier.set_role("cashier");
            cashier.set_office(office);
        }
    }
    payments::v1::CashierChanged changed;
    changed.set_cashier_id("somebody");
    const SystemClock clock;
    const platform::EventOrigin origin{
        make_uuid_v7(clock.now(), random_), "payments", clock.now(), queretaro, "", std::nullopt};
    const platform::Event event = platform::make_event(changed, origin);
    log_.append(std::span(&event, 1));
}

void FakePayments::hang() const {
    while (hangs)
        std::this_thread::sleep_for(10ms);
}

platform::Decision FakePayments::take(const platform::Deciding& deciding) {
    decided(deciding.operation.key);
    if (rejects_money) return {{Verdict::rejected, "payments.no", "", "no se pudo", ""}};
    payments::v1::TakePayment payment;
    payment.ParseFromString(deciding.operation.body);
    bool is_new = true;
    {
        const std::lock_guard lock(mutex_);
        is_new = payments_.insert(payment.payment_id()).second;
    }
    if (is_new) ++effects_;
    Outcome outcome;
    for (const auto& application : payment.applications()) {
        outcome.effects.push_back("account/" + application.contract_id());
        if (is_new) {
            const std::lock_guard lock(mutex_);
            paid_[application.contract_id()] += application.amount_centavos();
        }
        if (!holds_events) publish_account(application.contract_id(), deciding.operation.key);
    }
    return {outcome};
}

void FakePayments::forget_answers() {
    pqxx::connection owner(database_.owner_connection());
    pqxx::work work(owner);
    work.exec("TRUNCATE operation_outcome");
    work.commit();
}

void FakePayments::forget() {
    forget_answers();
    const std::lock_guard lock(mutex_);
    payments_.clear();
    paid_.clear();
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
        make_uuid_v7(clock.now(), random_), "payments", clock.now(), queretaro, "", cause};
    const platform::Event event = platform::make_event(changed, origin);
    log_.append(std::span(&event, 1));
}

Result<std::string> FakePayments::grant(const platform::Ask& ask) {
    if (refuses_grants)
        return Refusal{RefusalKind::forbidden, "payments.no", "", "No se le puede dar.", "Avise a sistemas."};
    payments::v1::FolioAsk asked;
    asked.ParseFromString(ask.body);
    const std::lock_guard lock(mutex_);
    auto [at, is_new] = ranges_.try_emplace(ask.key);
    if (is_new) at->second = {next_folio_, next_folio_ + asked.count() - 1};
    if (is_new) next_folio_ += asked.count();
    payments::v1::FolioRange range;
    range.set_series(asked.series());
    range.set_first(at->second.first);
    range.set_last(at->second.second);
    return range.SerializeAsString();
}

void RecordingTarget::prepare(sqlite::Database& database) {
    database.execute(
        "CREATE TABLE IF NOT EXISTS got (name TEXT PRIMARY KEY, body BLOB);"
        "CREATE TABLE IF NOT EXISTS coming (name TEXT PRIMARY KEY, body BLOB)");
}

namespace {

void put_all(sqlite::Database& database, std::string_view put, std::span<const sync::FeedRow> rows) {
    for (const auto& row : rows)
        database.prepare(put)
            .bind(row.kind + "/" + row.id,
                  std::span(reinterpret_cast<const std::uint8_t*>(row.body.data()), row.body.size()))
            .run();
}

}  // namespace

void RecordingTarget::apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    static constexpr std::string_view put =
        "INSERT INTO got VALUES (?,?) ON CONFLICT (name) DO UPDATE SET body = excluded.body";
    put_all(database, put, rows);
}

void RecordingTarget::begin_anew(sqlite::Database& database) {
    ++resets;
    database.execute("DELETE FROM coming");
}

void RecordingTarget::apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    static constexpr std::string_view put =
        "INSERT INTO coming VALUES (?,?) ON CONFLICT (name) DO UPDATE SET body = excluded.body";
    put_all(database, put, rows);
}

void RecordingTarget::stand(sqlite::Database& database, std::uint64_t) {
    database.execute("DELETE FROM got; INSERT INTO got SELECT name, body FROM coming; DELETE FROM coming");
}

Harness::Harness(HubSettings settings, int connections)
    : settings_(settings), connections_(connections), server_certificate_(authority.issue("context:synchub")) {
    connect_pool();
    grpc::ServerBuilder builder;
    builder.RegisterService(&payments);
    payments_server_ = builder.BuildAndStart();
    channels_->set("payments", payments_server_->InProcessChannel({}));
    start_server();
}

Harness::~Harness() {
    stop_server();
    payments_server_->Shutdown();
}

void Harness::connect_pool() {
    database_ = std::make_unique<test::ContextDatabase>("synchub", migrations);
    pool_ = std::make_unique<platform::Pool>(
        platform::DatabaseConfig{.connection = database_->app_connection(), .pool_size = connections_});
}

void Harness::lose_database() {
    stop_server();
    pool_.reset();
    connect_pool();
    start_server();
    const platform::Caller person{"admin", queretaro, {"devices.admin"}, ""};
    if (!adopt_devices(*registry_, person, 60)) throw std::runtime_error("devices are not adopted");
}

void Harness::lose_payments() {
    stop_server();
    channels_ = std::make_unique<platform::Channels>("secret");
    start_server();
}

void Harness::start_server() {
    registry_ =
        std::make_unique<Registry>(Registry{*pool_, clock, random, &device_authority, "", [this](const Uuid& device) {
                                                hub_->close_device(device, revoked_status());
                                            }});
    registry_->recovery_certificate = "the office's recovery certificate";
    hub_ = std::make_unique<Hub>(Hub::Parts{*pool_, clock, *channels_, *registry_}, settings_);
    service_ = make_sync_service(*hub_);
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = authority.certificate();
    tls.pem_key_cert_pairs.push_back({server_certificate_.key, server_certificate_.certificate});
    grpc::ServerBuilder builder;
    grpc_port_ = std::make_unique<platform::GrpcPort>(
        platform::GrpcPort::Options{"127.0.0.1:" + std::to_string(port_), grpc::SslServerCredentials(tls)}, builder);
    port_ = grpc_port_->number();
    builder.RegisterService(service_.get());
    devices_ = std::make_unique<DeviceRegistryService>(*registry_, guard);
    builder.RegisterService(devices_.get());
    platform::limit_connections(builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) throw std::runtime_error("the test's server does not start");
    grpc_port_->open();
    hub_->start();
    const auto turns = std::make_shared<platform::ConsumerTurns>(connections_);
    for (auto& subscription : subscriptions(
             {[this] { hub_->feed_may_move(); }, [this](AdministrationId where) { hub_->staff_changed(where); }}))
        consumers_.push_back(std::make_unique<platform::Consumer>(std::move(subscription), events.log(), *pool_,
                                                                  platform::standard_pauses, turns));
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
    grpc_port_->close();
    server_->Shutdown(std::chrono::system_clock::now() + 2s);
    server_.reset();
    grpc_port_.reset();
    service_.reset();
    devices_.reset();
    hub_.reset();
}

bool Harness::lists_devices() {
    if (!ordinary_) {
        const auto own = authority.issue("cloud:somebody");
        grpc::SslCredentialsOptions tls;
        tls.pem_root_certs = authority.certificate();
        tls.pem_cert_chain = own.certificate;
        tls.pem_private_key = own.key;
        ordinary_ = grpc::CreateChannel(address(), grpc::SslCredentials(tls));
    }
    const auto call = channels_->call({"somebody", queretaro, ""}, 10s);
    v1::ListDevicesResponse answer;
    return v1::DeviceRegistry::NewStub(ordinary_)->ListDevices(call.get(), {}, &answer).ok();
}

void Harness::publish(const google::protobuf::Message& payload) {
    const platform::EventOrigin origin{
        make_uuid_v7(clock.now(), random), "test", clock.now(), queretaro, "", std::nullopt};
    const platform::Event event = platform::make_event(payload, origin);
    events.log().append(std::span(&event, 1));
}

sync::Identity Harness::certify(const Uuid& device, AdministrationId administration) {
    const DeviceKey key = DeviceKey::make();
    const auto certificate =
        device_authority.sign({administration, "device:" + device.to_string()}, key.request_pem(), clock.now(), random);
    return {key.pem(), certificate.value().pem, authority.certificate()};
}

const sync::Identity& Harness::enroll(const Uuid& device, AdministrationId administration) {
    const auto known = identities_.find(device);
    if (known != identities_.end()) return known->second;
    const sync::Identity identity = certify(device, administration);
    const platform::Caller person{"admin", administration, {"devices.admin"}, ""};
    const auto row =
        register_device(*registry_, person, {device.to_string(), {"Caja 03", "Centro"}, identity.certificate_pem});
    if (!row) throw std::runtime_error(row.refusal().message);
    return identities_[device] = identity;
}

std::int64_t Harness::count(const std::string& sql) {
    return pool_->run(queretaro, [&](Transaction& tx) { return tx.pq().exec(sql).at(0).at(0).as<std::int64_t>(); });
}

Node::Node(Harness& harness, const DeviceId& device, const std::optional<DeviceId>& certified) : harness_(harness) {
    static std::atomic<int> next{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("aquacis-node-" + std::to_string(getpid()) + "-" + std::to_string(++next));
    std::filesystem::create_directories(folder_);
    sync::IdentityFile(folder_ / "identity.pem").keep(harness.enroll(certified.value_or(device).uuid()));
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
    config.identity = folder_ / "identity.pem";
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
