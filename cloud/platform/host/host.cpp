#include "cloud/platform/host/host.hpp"

#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "base/http/server.hpp"
#include "base/log/log.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/telemetry/host_metrics.hpp"

namespace aquacis::platform {
namespace {

constexpr int largest_message = 4 * 1024 * 1024;
constexpr int most_grpc_threads = 64;
constexpr int most_observers = 16;  // connections to the telemetry port
constexpr auto shutdown_patience = std::chrono::milliseconds(5000);
// gRPC waits for connections too, and an idle client may take seconds to notice that it should close its own.
constexpr auto shutdown_patience_without_calls = std::chrono::milliseconds(200);

std::shared_ptr<const TokenVerifier> make_verifier(const Config& config) {
    if (!config.has("auth.issuer")) return nullptr;
    return std::make_shared<TokenVerifier>(TokenVerifier::Settings{
        config.text("auth.issuer"), config.text("auth.audience"), read_file(config.text("auth.jwks_file"))});
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
            log::warning("task.failed", {{"task", task.name}, {"reason", fault.what()}});
        }
        for (auto left = more ? std::chrono::milliseconds(0) : task.pause; left.count() > 0 && !stop.stop_requested();
             left -= turn)
            std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(left, turn));
    }
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
    const DatabaseNames names = database_names(context, config.text("database.prefix", "aquacis_"));
    std::string words = connection_for(config.text("database.server"), names.database, names.app);
    if (config.has("database.password_file") || config.has("database.password"))
        words += " password='" + config.secret("database.password") + "'";
    return words;
}

struct Host::State {
    struct Hosted {
        ModuleDescriptor descriptor;
        std::unique_ptr<Pool> database;
        std::unique_ptr<Module> module;
    };

    State(const Config& settings, const Clock& time, RandomBits bits)
        : config(settings),
          clock(time),
          random(std::move(bits)),
          secret(settings.secret("auth.internal_secret")),
          guard(time, make_verifier(settings), secret),
          channels(secret),
          log(make_postgres_event_log(app_connection(settings, "eventlog"),
                                      static_cast<int>(settings.integer("eventlog.partitions", 4, 1, 64)))) {}

    void open_server();
    void open_channels();
    void open_telemetry();
    void run_module(Hosted& hosted);
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
    std::vector<NamedDatabase> databases;
    RpcCounts calls;
    std::unique_ptr<grpc::Server> server;
    int port = 0;
    std::vector<std::unique_ptr<Relay>> relays;
    std::vector<std::unique_ptr<Consumer>> consumers;
    std::vector<std::jthread> tasks;
    std::unique_ptr<http::Server>
        telemetry;  // from the end of start() to the begin of stop(): who reaches it finds everything running
};

Host::Host(std::vector<ModuleDescriptor> modules, const Config& config, const Clock& clock, RandomBits random)
    : state_(std::make_unique<State>(config, clock, std::move(random))) {
    for (ModuleDescriptor& descriptor : modules) {
        DatabaseConfig database;
        // A module without a database gets a pool that is never asked for a connection.
        if (descriptor.has_database) database.connection = app_connection(config, descriptor.name);
        database.pool_size = static_cast<int>(config.integer("database.pool_size", 6, 1, 64));
        auto pool = std::make_unique<Pool>(database);
        auto module = descriptor.make(state_->dependencies(*pool));
        if (descriptor.has_database) state_->databases.push_back({descriptor.name, pool.get()});
        state_->modules.push_back({std::move(descriptor), std::move(pool), std::move(module)});
    }
}

Host::~Host() { stop(); }

void Host::State::open_server() {
    grpc::ServerBuilder builder;
    grpc::ResourceQuota quota("aquacisd");
    quota.SetMaxThreads(most_grpc_threads);
    builder.SetResourceQuota(quota);
    builder.SetMaxReceiveMessageSize(largest_message);
    builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 4);
    builder.AddListeningPort(config.text("grpc.listen"), server_credentials(config), &port);
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
    interceptors.push_back(calls.interceptors());
    builder.experimental().SetInterceptorCreators(std::move(interceptors));
    for (auto& hosted : modules)
        for (grpc::Service* service : hosted.module->services())
            builder.RegisterService(service);
    server = builder.BuildAndStart();
    if (server == nullptr || port == 0)
        throw std::runtime_error("cannot listen on " + config.text("grpc.listen") + ": is the port in use?");
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
        relays.push_back(std::make_unique<Relay>(name, app_connection(config, name), *log));
    for (Subscription& subscription : subscriptions)
        consumers.push_back(std::make_unique<Consumer>(std::move(subscription), *log, *hosted.database));
    for (Task& task : hosted.module->tasks())
        tasks.emplace_back([task = std::move(task)](const std::stop_token& stop) { run_task(stop, task); });
}

void Host::State::open_telemetry() {
    if (!config.has("telemetry.listen")) return;
    const auto address = http::parse_address(config.text("telemetry.listen"));
    http::ServerSettings settings;
    settings.address = address.host;
    settings.port = address.port;
    settings.threads = 1;
    settings.most_connections = most_observers;
    telemetry =
        std::make_unique<http::Server>(settings, [this](const http::Request& request) { return observe(request); });
}

http::Response Host::State::observe(const http::Request& request) {
    if (request.target == "/metrics")
        return {200, "text/plain; version=0.0.4", write_metrics({consumers, relays, databases, calls}), {}};
    if (request.target == "/health") {
        nlohmann::json answer{{"status", "ok"}, {"modules", nlohmann::json::array()}};
        for (const auto& hosted : modules)
            answer["modules"].push_back(hosted.descriptor.name);
        return {200, "application/json", answer.dump(), {}};
    }
    if (request.target != "/ready") return {404, "text/plain", "/health, /ready or /metrics\n", {}};
    nlohmann::json down = nlohmann::json::array();
    for (const auto& [context, database] : databases) {
        const std::string reason = why_down(*database);
        if (reason.empty()) continue;
        log::warning("database.down", {{"context", context}, {"reason", reason}});
        down.push_back(context);
        break;  // one is enough to be not ready, and each further one may take its time to fail
    }
    return {down.empty() ? 200 : 503,
            "application/json",
            nlohmann::json{{"status", down.empty() ? "ready" : "database down"}, {"down", down}}.dump(),
            {}};
}

void Host::start() {
    State& s = *state_;
    s.open_server();
    s.open_channels();
    // Nothing consumes before every module can be called.
    for (auto& hosted : s.modules)
        hosted.module->start();
    for (auto& hosted : s.modules)
        s.run_module(hosted);
    s.open_telemetry();
}

void Host::stop() {
    State& s = *state_;
    if (s.server == nullptr) return;
    s.telemetry.reset();
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
    s.server->Shutdown(std::chrono::system_clock::now() + patience);
    s.server.reset();
}

int Host::telemetry_port() const { return state_->telemetry ? state_->telemetry->port() : 0; }

int Host::grpc_port() const { return state_->port; }

}  // namespace aquacis::platform
