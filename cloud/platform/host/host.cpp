#include "cloud/platform/host/host.hpp"

#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "base/descriptors.hpp"
#include "base/http/server.hpp"
#include "base/log/log.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/role_password.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/events/announcing.hpp"
#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/events/retention.hpp"
#include "cloud/platform/host/grpc_port.hpp"
#include "cloud/platform/host/health.hpp"
#include "cloud/platform/host/limits.hpp"
#include "cloud/platform/operations/grpc.hpp"
#include "cloud/platform/telemetry/host_metrics.hpp"

namespace aquacis::platform {
namespace {

constexpr int largest_message = 4 * 1024 * 1024;
constexpr int most_grpc_threads = 64;
constexpr int most_observers = 64;                         // connections to the telemetry port
constexpr auto start_patience = std::chrono::seconds(60);  // for databases that start beside this program
constexpr auto between_announcements = std::chrono::milliseconds(2000);
constexpr auto between_tidyings = std::chrono::minutes(10);
constexpr auto shutdown_patience = std::chrono::milliseconds(5000);
// gRPC waits for connections too, and an idle client may take seconds to notice that it should close its own.
constexpr auto shutdown_patience_without_calls = std::chrono::milliseconds(200);

std::shared_ptr<const TokenVerifier> make_verifier(const Config& config) {
    if (!config.has("auth.issuer")) return nullptr;
    return std::make_shared<TokenVerifier>(TokenVerifier::Settings{
        config.text("auth.issuer"), config.text("auth.audience"), {}, config.text("auth.jwks_file")});
}

grpc::SslServerCredentialsOptions::PemKeyCertPair key_pair(const Config& config) {
    return {read_file(config.text("grpc.key")), read_file(config.text("grpc.cert"))};
}

std::shared_ptr<grpc::ServerCredentials> server_credentials(const Config& config) {
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = read_file(config.text("grpc.ca"));
    options.pem_key_cert_pairs.push_back(key_pair(config));
    return grpc::SslServerCredentials(options);
}

std::shared_ptr<grpc::Channel> remote_channel(const Config& config, const std::string& target) {
    const auto pair = key_pair(config);
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = read_file(config.text("grpc.ca"));
    options.pem_private_key = pair.private_key;
    options.pem_cert_chain = pair.cert_chain;
    return grpc::CreateChannel(target, grpc::SslCredentials(options));
}

void run_task(const std::stop_token& stop, const Task& task) {
    constexpr auto turn = std::chrono::milliseconds(50);
    while (!stop.stop_requested()) {
        bool more = false;
        try {
            more = task.step();
        } catch (const std::exception& fault) {
            log::warning("task.failed", {{"task", task.name}, {"reason", classify(fault).description}});
        }
        for (auto left = more ? std::chrono::milliseconds(0) : task.pause; left.count() > 0 && !stop.stop_requested();
             left -= turn)
            std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(left, turn));
    }
}

int pool_size_of(const Config& config) { return static_cast<int>(config.integer("database.pool_size", 6, 1, 64)); }

Retention retention_of(const Config& config, const Operations* operations) {
    Retention retention;
    const auto days = [&](const char* key, int usual, int least, int most) {
        return static_cast<int>(config.integer(key, usual, least, most));
    };
    retention.inbox_days = days("eventlog.inbox_days", retention.inbox_days, 31, 400);
    retention.letter_days = days("eventlog.letter_days", retention.letter_days, 30, 4000);
    retention.outcome_days = days("operations.outcome_days", retention.outcome_days, 31, 36500);
    retention.quarantine_days = days("operations.quarantine_days", retention.quarantine_days, 31, 36500);
    if (operations != nullptr) retention.money = operations->words_of_money();
    return retention;
}

constexpr const char* app_password = "database.password";
constexpr const char* owner_password = "database.owner_password";

// A role's password: in a file of its context's name, else the one that all have.
std::string password_of(const Config& config, const std::string& key, const std::string& context) {
    if (config.has(key + "_folder")) {
        std::string password = read_file(config.text(key + "_folder") + "/" + context);
        while (!password.empty() && (password.back() == '\n' || password.back() == '\r'))
            password.pop_back();
        return password;
    }
    if (config.has(key + "_file") || config.has(key)) return config.secret(key);
    return {};
}

// As libpq wants a value with blanks or quotes in it.
std::string quoted(const std::string& text) {
    std::string value = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') value.push_back('\\');
        value.push_back(c);
    }
    return value + "'";
}

std::string with_password(std::string words, const std::string& password) {
    if (!password.empty()) words += " password=" + quoted(password);
    return words;
}

DatabaseNames names_of(const Config& config, const std::string& context) {
    return database_names(context, config.text("database.prefix", "aquacis_"));
}

std::string connection_as(const Config& config, const std::string& context, const std::string& role) {
    return with_password(
        connection_for(config.text("database.server"), names_of(config, context).database, names_of(config, role).app),
        password_of(config, app_password, role));
}

}  // namespace

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw ConfigError("cannot read " + path + "; check that it exists and may be read");
    std::stringstream content;
    content << in.rdbuf();
    return content.str();
}

std::string app_connection(const Config& config, const std::string& context) {
    return connection_as(config, context, context);
}

std::string owner_connection(const Config& config, const std::string& context) {
    const DatabaseNames names = names_of(config, context);
    return with_password(connection_for(config.text("database.server"), names.database, names.owner),
                         password_of(config, owner_password, context));
}

void set_passwords(const Config& config, const std::string& context, const std::string& admin) {
    const DatabaseNames names = names_of(config, context);
    if (const auto password = password_of(config, owner_password, context); !password.empty())
        set_role_password(admin, names.owner, password);
    if (const auto password = password_of(config, app_password, context); !password.empty())
        set_role_password(admin, names.app, password);
}

std::string log_connection(const Config& config) {
    return connection_as(config, "eventlog", config.text("eventlog.role", "eventlog"));
}

struct Host::State {
    struct Hosted {
        ModuleDescriptor descriptor;
        std::unique_ptr<Pool> database;
        std::unique_ptr<Module> module;
        std::shared_ptr<Tidying> tidying{};  // of a database
    };

    State(const Config& settings, const Clock& time, RandomBits bits)
        : config(settings),
          clock(time),
          random(std::move(bits)),
          secret(settings.secret("auth.internal_secret")),
          guard(time, make_verifier(settings), secret),
          channels(secret),
          log(make_postgres_event_log(log_connection(settings),
                                      static_cast<int>(settings.integer("eventlog.partitions", 4, 1, 64)))) {}

    void check_schemas();
    void open_server();
    void open_channels();
    void open_watches();
    void open_telemetry();
    bool is_ready() const;
    void run_module(Hosted& hosted);
    void add_task(Task task);
    void check_log();
    http::Response observe(const http::Request& request);

    Dependencies dependencies(Pool& database) { return {config, clock, random, database, *log, guard, channels}; }

    const Config& config;
    const Clock& clock;
    RandomBits random;
    std::string secret;
    Guard guard;
    Channels channels;
    std::unique_ptr<EventLog> log;
    std::vector<Hosted> modules;
    RpcCounts calls;
    HealthService health{[this] { return is_ready(); }};
    OperationsService operations{guard};
    std::unique_ptr<grpc::Server> server;
    std::unique_ptr<GrpcPort> port;
    std::vector<std::unique_ptr<Relay>> relays;
    std::vector<std::unique_ptr<Consumer>> consumers;
    std::vector<std::jthread> tasks;
    std::vector<Gauges::Family> gauges;
    std::vector<std::unique_ptr<Watch>> watches;
    // From the end of start() to the begin of stop(): who reaches it finds everything running.
    std::unique_ptr<http::Server> telemetry;
};

Host::Host(std::vector<ModuleDescriptor> modules, const Config& config, const Clock& clock, RandomBits random)
    : state_(std::make_unique<State>(config, clock, std::move(random))) {
    for (ModuleDescriptor& descriptor : modules) {
        DatabaseConfig database;
        // A module without a database gets a pool that is never asked for a connection.
        if (descriptor.has_database) database.connection = app_connection(config, descriptor.name);
        database.pool_size = pool_size_of(config);
        database.statement = std::chrono::milliseconds(
            config.integer("database.statement_ms", statement_patience.count(), 100, 600'000));
        auto pool = std::make_unique<Pool>(database);
        auto module = descriptor.make(state_->dependencies(*pool));
        state_->modules.push_back({std::move(descriptor), std::move(pool), std::move(module)});
    }
}

Host::~Host() { stop(); }

// A database that is away may be starting, as after a power cut; one of another schema stays so.
void Host::State::check_schemas() {
    const auto give_up = std::chrono::steady_clock::now() + start_patience;
    const auto refuse_unless_own = [&](const std::function<std::string()>& why_not) {
        for (;;) {
            try {
                if (const std::string reason = why_not(); !reason.empty()) throw ConfigError(reason);
                return;
            } catch (const ConfigError&) {
                throw;
            } catch (const std::exception& fault) {
                if (classify(fault).kind != FaultKind::unavailable || std::chrono::steady_clock::now() > give_up) throw;
                log::warning("database.awaited", {{"reason", classify(fault).description}});
                std::this_thread::sleep_for(std::chrono::seconds(1));
            }
        }
    };
    DatabaseConfig of_log;
    of_log.connection = log_connection(config);
    of_log.pool_size = 1;
    Pool log_database(of_log);
    bool needs_log = false;
    for (auto& hosted : modules) {
        if (!hosted.descriptor.has_database) continue;
        needs_log = true;
        refuse_unless_own([&] {
            return why_not_this_schema(*hosted.database, hosted.descriptor.name, hosted.descriptor.migrations);
        });
    }
    if (needs_log) refuse_unless_own([&] { return why_not_this_log_schema(log_database); });
}

void Host::State::open_server() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&health);
    for (auto& hosted : modules)
        if (const Operations* decided = hosted.module->operations()) operations.add(*decided);
    builder.RegisterService(&operations);
    grpc::ResourceQuota quota("aquacisd");
    quota.SetMaxThreads(most_grpc_threads);
    quota.Resize(static_cast<std::size_t>(config.integer("grpc.memory_mib", 512, 64, 65536)) << 20U);
    builder.SetResourceQuota(quota);
    const std::chrono::milliseconds handshake(
        config.integer("grpc.handshake_ms", usual_handshake.count(), 100, 60'000));
    limit_connections(builder, handshake);
    builder.SetMaxReceiveMessageSize(largest_message);
    builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 4);
    port = std::make_unique<GrpcPort>(
        GrpcPort::Options{config.text("grpc.listen"), server_credentials(config), handshake}, builder);
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
    interceptors.push_back(calls.interceptors());
    builder.experimental().SetInterceptorCreators(std::move(interceptors));
    for (auto& hosted : modules)
        for (grpc::Service* service : hosted.module->services())
            builder.RegisterService(service);
    server = builder.BuildAndStart();
    if (server == nullptr) throw std::runtime_error("gRPC's server does not start: its log says why");
    port->open();
}

void Host::State::open_channels() {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(largest_message);
    const auto in_process = server->InProcessChannel(arguments);
    channels.look_elsewhere([this](const std::string& context) {
        const std::string remote = config.text("remote." + context, "");
        return remote.empty() ? nullptr : remote_channel(config, remote);
    });
    for (auto& hosted : modules) {
        channels.set(hosted.descriptor.name, in_process);
        if (hosted.module->operations() == nullptr) channels.decides_on_nothing(hosted.descriptor.name);
        hosted.module->offer(channels);
    }
    channels.count_direct_calls([this](const std::string& path, grpc::StatusCode status,
                                       std::chrono::microseconds took) { calls.add(path, status, took); });
}

void Host::State::run_module(Hosted& hosted) {
    const std::string& name = hosted.descriptor.name;
    auto subscriptions = hosted.module->subscriptions();
    if (!hosted.descriptor.has_database && !subscriptions.empty())
        throw std::logic_error("the module " + name + " has no database and so no place for a consumer's offset");
    if (hosted.descriptor.has_database)
        relays.push_back(std::make_unique<Relay>(
            Relay::Options{name, app_connection(config, name),
                           std::chrono::minutes(config.integer("eventlog.keep_outbox_minutes", 10'080, 1, 43'200)),
                           config.integer("eventlog.keep_outbox_rows", 5'000'000, 1'000, 1'000'000'000)},
            *log));
    const auto turns = std::make_shared<ConsumerTurns>(pool_size_of(config));
    for (Subscription& subscription : subscriptions)
        consumers.push_back(
            std::make_unique<Consumer>(std::move(subscription), *log, *hosted.database, standard_pauses, turns));
    for (Task& task : hosted.module->tasks())
        add_task(std::move(task));
    if (!hosted.descriptor.has_database) return;
    add_task({.name = name + ".announce",
              .pause = between_announcements,
              .step = [pool = hosted.database.get(), announcements = hosted.module->announcements()] {
                  return announce_next(*pool, announcements);
              }});
    hosted.tidying = std::make_shared<Tidying>(*hosted.database, retention_of(config, hosted.module->operations()));
    add_task({.name = name + ".tidy", .pause = between_tidyings, .step = [tidying = hosted.tidying] {
                  return tidying->step();
              }});
}

void Host::State::add_task(Task task) {
    tasks.emplace_back([task = std::move(task)](const std::stop_token& stop) { run_task(stop, task); });
}

// A log that is cut otherwise than this program thinks must not be used; one that is away is waited for.
void Host::State::check_log() {
    try {
        log->end("", 0);
    } catch (const ConfigError&) {
        throw;
    } catch (const std::exception& fault) {
        log::warning("event_log.away", {{"reason", classify(fault).description}});
    }
}

void Host::State::open_watches() {
    const std::chrono::milliseconds every(config.integer("telemetry.look_every_ms", 5000, 50, 60000));
    for (auto& hosted : modules) {
        if (!hosted.descriptor.has_database) continue;
        const Gauges own = hosted.module->gauges();
        gauges.insert(gauges.end(), own.families.begin(), own.families.end());
        watches.push_back(std::make_unique<Watch>(
            hosted.descriptor.name, every,
            [database = hosted.database.get(), own, name = hosted.descriptor.name, tidying = hosted.tidying] {
                std::vector<Measure> measures = measure_database(*database, own);
                for (Measure& measure : measure_kept(*database, name, *tidying))
                    measures.push_back(std::move(measure));
                return measures;
            }));
    }
    if (!consumers.empty())
        watches.push_back(std::make_unique<Watch>("eventlog", every, [this] { return measure_lag(consumers); }));
}

bool Host::State::is_ready() const {
    return std::all_of(watches.begin(), watches.end(), [](const auto& watch) { return watch->is_up(); });
}

void Host::State::open_telemetry() {
    if (!config.has("telemetry.listen")) return;
    const auto address = http::parse_address(config.text("telemetry.listen"));
    if (address.host.rfind("127.", 0) != 0 && !config.flag("telemetry.open", false))
        throw ConfigError("telemetry.listen = \"" + address.host +
                          "\" is reachable from outside, without TLS or a token; set telemetry.open = true when "
                          "nobody but the orchestrator and Prometheus reaches it");
    http::ServerSettings settings;
    settings.address = address.host;
    settings.port = address.port;
    settings.threads = 1;
    settings.most_connections = most_observers;
    telemetry =
        std::make_unique<http::Server>(settings, [this](const http::Request& request) { return observe(request); });
}

// /ready is 503 with the reason when a database is away or a consumer needs an operator; a stopped consumer is told
// before a database, because it does not mend itself.
http::Response Host::State::observe(const http::Request& request) {
    if (request.target == "/metrics")
        return {200, "text/plain; version=0.0.4", write_metrics({consumers, relays, watches, gauges, calls}), {}};
    if (request.target == "/health") {
        nlohmann::json answer{{"status", "ok"}, {"modules", nlohmann::json::array()}};
        for (const auto& hosted : modules)
            answer["modules"].push_back(hosted.descriptor.name);
        return {200, "application/json", answer.dump(), {}};
    }
    if (request.target != "/ready") return {404, "text/plain", "/health, /ready or /metrics\n", {}};
    nlohmann::json down = nlohmann::json::array(), stopped = nlohmann::json::array();
    for (const auto& watch : watches)
        if (!watch->is_up()) down.push_back(watch->what());
    for (const auto& consumer : consumers)
        if (consumer->is_stopped()) stopped.push_back(consumer->group() + " of " + consumer->topic());
    if (!stopped.empty())
        return {503,
                "application/json",
                nlohmann::json{{"status", "the event log was set back or trimmed: see aquacisctl log status"},
                               {"stopped", stopped}}
                    .dump(),
                {}};
    return {down.empty() ? 200 : 503,
            "application/json",
            nlohmann::json{{"status", down.empty() ? "ready" : "database down"}, {"down", down}}.dump(),
            {}};
}

void Host::start() {
    State& s = *state_;
    raise_descriptor_limit();
    s.check_schemas();
    s.check_log();
    s.open_server();
    s.open_channels();
    // Nothing consumes before every module can be called.
    for (auto& hosted : s.modules)
        hosted.module->start();
    for (auto& hosted : s.modules)
        s.run_module(hosted);
    s.add_task({.name = "eventlog.tidy", .pause = between_tidyings, .step = [log = s.log.get()] {
                    log->tidy();
                    return false;
                }});
    s.open_watches();
    s.open_telemetry();
}

void Host::stop() {
    State& s = *state_;
    if (s.server == nullptr) return;
    s.telemetry.reset();
    s.watches.clear();
    for (auto hosted = s.modules.rbegin(); hosted != s.modules.rend(); ++hosted)
        hosted->module->stop();
    for (auto& task : s.tasks)
        task.request_stop();
    for (auto& consumer : s.consumers)
        consumer->request_stop();
    for (auto& relay : s.relays)
        relay->request_stop();
    s.tasks.clear();
    s.consumers.clear();
    s.relays.clear();
    const auto patience = s.calls.running() > 0 ? shutdown_patience : shutdown_patience_without_calls;
    s.port->close();
    s.server->Shutdown(std::chrono::system_clock::now() + patience);
    s.server.reset();
}

int Host::telemetry_port() const { return state_->telemetry ? state_->telemetry->port() : 0; }

int Host::grpc_port() const { return state_->port ? state_->port->number() : 0; }

}  // namespace aquacis::platform
