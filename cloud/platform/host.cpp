#include "cloud/platform/host.hpp"

#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "base/log/log.hpp"
#include "cloud/platform/channels.hpp"
#include "cloud/platform/consumer.hpp"
#include "cloud/platform/guard.hpp"
#include "cloud/platform/relay.hpp"

namespace aquacis::platform {
namespace {

constexpr int largest_message = 4 * 1024 * 1024;
constexpr int most_grpc_threads = 64;
constexpr auto shutdown_patience = std::chrono::seconds(5);

std::shared_ptr<const TokenVerifier> make_verifier(const Config& config) {
    if (!config.has("auth.issuer")) return nullptr;
    return std::make_shared<TokenVerifier>(
        TokenVerifier::Settings{config.text("auth.issuer"), config.text("auth.audience"), read_file(config.text("auth.jwks_file"))});
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
        for (auto left = more ? std::chrono::milliseconds(0) : task.pause; left.count() > 0 && !stop.stop_requested(); left -= turn)
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
    if (config.has("database.password_file") || config.has("database.password")) words += " password='" + config.secret("database.password") + "'";
    return words;
}

struct Host::State {
    struct Hosted {
        ModuleDescriptor descriptor;
        std::unique_ptr<Pool> database;
        std::unique_ptr<Module> module;
    };

    State(const Config& settings, const Clock& time, RandomBits bits)
        : config(settings), clock(time), random(std::move(bits)), secret(settings.secret("auth.internal_secret")),
          guard(time, make_verifier(settings), secret), channels(secret),
          log(make_postgres_event_log(app_connection(settings, "eventlog"), static_cast<int>(settings.integer("eventlog.partitions", 4, 1, 64)))) {}

    Dependencies dependencies(Pool& database) { return {config, clock, random, database, *log, guard, channels}; }

    const Config& config;
    const Clock& clock;
    RandomBits random;
    std::string secret;
    Guard guard;
    Channels channels;
    std::unique_ptr<EventLog> log;
    std::vector<Hosted> modules;
    std::unique_ptr<grpc::Server> server;
    int port = 0;
    std::vector<std::unique_ptr<Relay>> relays;
    std::vector<std::unique_ptr<Consumer>> consumers;
    std::vector<std::jthread> tasks;
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
        state_->modules.push_back({std::move(descriptor), std::move(pool), std::move(module)});
    }
}

Host::~Host() { stop(); }

void Host::start() {
    State& s = *state_;
    grpc::ServerBuilder builder;
    grpc::ResourceQuota quota("aquacisd");
    quota.SetMaxThreads(most_grpc_threads);
    builder.SetResourceQuota(quota);
    builder.SetMaxReceiveMessageSize(largest_message);
    builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 4);
    builder.AddListeningPort(s.config.text("grpc.listen"), server_credentials(s.config), &s.port);
    for (auto& hosted : s.modules)
        for (grpc::Service* service : hosted.module->services()) builder.RegisterService(service);
    s.server = builder.BuildAndStart();
    if (s.server == nullptr || s.port == 0) throw std::runtime_error("cannot listen on " + s.config.text("grpc.listen") + ": is the port in use?");

    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(largest_message);
    const auto in_process = s.server->InProcessChannel(arguments);
    for (const char* context : {"customers", "contracts", "metering", "billing", "payments", "workorders", "network", "fiscal", "notifications", "analytics", "synchub"})
        if (const std::string remote = s.config.text(std::string("remote.") + context, ""); !remote.empty())
            s.channels.set(context, remote_channel(s.config, remote));
    for (auto& hosted : s.modules) s.channels.set(hosted.descriptor.name, in_process);

    // Nothing consumes before every module can be called.
    for (auto& hosted : s.modules) hosted.module->start();
    for (auto& hosted : s.modules) {
        if (!hosted.descriptor.has_database) continue;
        s.relays.push_back(std::make_unique<Relay>(hosted.descriptor.name, app_connection(s.config, hosted.descriptor.name), *s.log));
        for (Subscription& subscription : hosted.module->subscriptions())
            s.consumers.push_back(std::make_unique<Consumer>(std::move(subscription), *s.log, *hosted.database));
        for (Task& task : hosted.module->tasks())
            s.tasks.emplace_back([task = std::move(task)](const std::stop_token& stop) { run_task(stop, task); });
    }
}

void Host::stop() {
    State& s = *state_;
    if (s.server == nullptr) return;
    for (auto hosted = s.modules.rbegin(); hosted != s.modules.rend(); ++hosted) hosted->module->stop();
    for (auto& task : s.tasks) task.request_stop();
    s.tasks.clear();
    s.consumers.clear();
    s.relays.clear();
    s.server->Shutdown(std::chrono::system_clock::now() + shutdown_patience);
    s.server.reset();
}

int Host::grpc_port() const { return state_->port; }

}  // namespace aquacis::platform
