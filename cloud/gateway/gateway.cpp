#include "cloud/gateway/gateway.hpp"

#include "base/http/server.hpp"
#include "base/log/log.hpp"
#include "cloud/gateway/demo_issuer.hpp"
#include "cloud/gateway/front.hpp"
#include "cloud/gateway/problem.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::gateway {
namespace {

class GatewayModule final : public platform::Module {
public:
    explicit GatewayModule(const platform::Dependencies& given)
        : config_(given.config),
          front_(make_routes(), given.channels, given.guard, given.clock, issuer_of(given), front_settings(config_)) {
        const auto address = http::parse_address(config_.text("gateway.listen", "127.0.0.1:8080"));
        settings_.address = address.host;
        settings_.port = address.port;
        settings_.threads = static_cast<int>(config_.integer("gateway.threads", 4, 1, 64));
        settings_.most_connections = static_cast<int>(config_.integer("gateway.connections", 16384, 1, 65536));
        settings_.most_strangers_of_a_peer =
            static_cast<int>(config_.integer("gateway.strangers_of_a_peer", 4096, 0, 65536));
        settings_.most_held = static_cast<std::size_t>(config_.integer("gateway.memory_mib", 256, 8, 65536)) << 20U;
        settings_.trusted_proxies = config_.list("gateway.trusted_proxies");
        if (config_.has("gateway.cert")) {
            settings_.certificate_pem = platform::read_file(config_.text("gateway.cert"));
            settings_.key_pem = platform::read_file(config_.text("gateway.key"));
        } else if (settings_.address.rfind("127.", 0) != 0 && !config_.flag("gateway.tls_ends_in_front", false)) {
            throw ConfigError("gateway.listen = \"" + settings_.address +
                              "\" is reachable from outside without TLS; set gateway.cert and gateway.key, or "
                              "gateway.tls_ends_in_front = true behind an ingress that has it");
        }
    }

    void start() override {
        server_ = std::make_unique<http::Server>(
            settings_, http::Door{[this](const http::Request& head) { return front_.admit(head); }}, fault_answer);
        log::info("gateway.listening", {{"port", server_->port()}});
    }
    void stop() override { server_.reset(); }

private:
    static Front::Settings front_settings(const Config& config) {
        const auto number = [&](const char* key, double otherwise) {
            return static_cast<double>(config.integer(key, static_cast<std::int64_t>(otherwise), 1, 1'000'000));
        };
        Front::Settings settings;
        settings.issuer_url = config.text("auth.issuer", "");
        settings.refusals = {number("gateway.refusals_of_a_peer", settings.refusals.burst),
                             number("gateway.refusals_per_second", settings.refusals.per_second)};
        settings.requests = {number("gateway.requests_of_a_caller", settings.requests.burst),
                             number("gateway.requests_per_second", settings.requests.per_second)};
        settings.under_way = static_cast<int>(number("gateway.under_way_of_a_caller", settings.under_way));
        return settings;
    }

    // The demo's issuer exists in the demo alone: a key file that is configured without it stops the program.
    static std::unique_ptr<DemoIssuer> issuer_of(const platform::Dependencies& given) {
        if (!given.config.has("gateway.demo.key_file")) return nullptr;
        if (!given.config.flag("demo.enabled", false))
            throw ConfigError(
                "gateway.demo.key_file is set, but demo.enabled is not: the demo's token issuer never runs outside the "
                "demo; remove [gateway.demo]");
        if (given.config.secret("gateway.demo.client_secret") == given.guard.internal_secret())
            throw ConfigError(
                "gateway.demo.client_secret is auth.internal_secret: who asks for tokens would be a context; make "
                "each a secret of its own");
        return std::make_unique<DemoIssuer>(
            DemoIssuer::Settings{given.config.text("gateway.demo.key_file"), given.config.text("auth.issuer"),
                                 given.config.text("auth.audience"), given.config.text("gateway.demo.client_id"),
                                 given.config.secret("gateway.demo.client_secret")},
            given.clock);
    }

    const Config& config_;
    Front front_;
    http::ServerSettings settings_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {
        .name = "gateway", .migrations = {}, .has_database = false, .make = [](const platform::Dependencies& given) {
            return std::make_unique<GatewayModule>(given);
        }};
}

}  // namespace aquacis::gateway
