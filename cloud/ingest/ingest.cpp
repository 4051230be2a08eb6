#include "cloud/ingest/ingest.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>

#include "base/sha256.hpp"
#include "cloud/ingest/migrations/migrations.hpp"
#include "cloud/ingest/service/forget_quarantined.hpp"
#include "cloud/ingest/service/grpc.hpp"
#include "cloud/ingest/service/subscriber.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::size_t max_listed_gateways = 10'000;

UplinkTopic parse_listed(const std::string& text) {
    const auto slash = text.find('/');
    const auto found = slash == std::string::npos
                           ? std::nullopt
                           : parse_broker_name(text.substr(0, slash) + "." + text.substr(slash + 1));
    if (!found)
        throw ConfigError("ingest.gateways: '" + text +
                          "' is not \"administration/gateway\", such as \"11/QRO-GW-0147\"");
    return *found;
}

// The same in every process of this cloud, and guessed by nobody outside.
std::string share_name(const std::string& secret) {
    constexpr std::string_view text = "aquacis: the group that shares gateways' messages";
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), nullptr);
    return "ingest-" + sha256_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

SubscriberSettings read_settings(const Config& config) {
    SubscriberSettings settings;
    settings.server = config.text("ingest.server");
    if (settings.server.rfind("ssl://", 0) == 0)
        settings.tls =
            mqtt::Tls{config.text("ingest.ca"), config.text("ingest.certificate"), config.text("ingest.key")};
    else if (settings.server.rfind("tcp://127.0.0.1:", 0) != 0)
        throw ConfigError("ingest.server must begin with ssl://; without TLS only tcp://127.0.0.1:port is allowed");
    settings.client_id = config.text("ingest.client_id", "aquacis-ingest");
    settings.share = share_name(config.secret("auth.internal_secret"));
    settings.workers = static_cast<int>(config.integer("ingest.workers", 2, 1, 16));
    return settings;
}

std::unique_ptr<DeviceAuthority> read_authority(const Config& config) {
    if (!config.has("ingest.device_ca")) return nullptr;
    auto authority = std::make_unique<DeviceAuthority>(DeviceAuthority::Settings{
        platform::read_file(config.text("ingest.device_ca")), config.secret("ingest.device_ca_key"), "ingest"});
    if (config.has("ingest.other_device_cas"))
        authority->believe_also(platform::read_file(config.text("ingest.other_device_cas")));
    return authority;
}

class IngestModule final : public platform::Module {
public:
    explicit IngestModule(const platform::Dependencies& given)
        : journal_(given.database, given.log, given.clock),
          context_{given.database, given.log, given.clock, {}, {}, &journal_},
          forgetting_(context_, static_cast<int>(given.config.integer("ingest.quarantine_days",
                                                                      ForgetQuarantined::usual_days, 1, 3650))),
          authority_(read_authority(given.config)),
          registry_{given.database, given.clock, given.random, authority_.get(),
                    given.config.text("ingest.gateways_server", given.config.text("ingest.server"))},
          remote_{given.database, given.clock, given.random,
                  [this](const mqtt::Message& message) { return subscriber_.publish(message); }},
          revocations_(registry_, given.config.text("ingest.revocation_list", "")),
          service_({registry_, remote_, revocations_}, given.guard),
          subscriber_(
              read_settings(given.config), context_, given.random,
              {[this](const UplinkTopic& from, const std::string& bytes) { note_report(remote_, from, bytes); },
               [this](const UplinkTopic& from, const std::string& bytes) { note_answer(remote_, from, bytes); },
               [this](const UplinkTopic& from, const std::string& bytes) {
                   subscriber_.publish({issued_topic(from), answer_certificate_request(registry_, from, bytes)});
               }}) {
        for (const std::string& text : given.config.list("ingest.gateways"))
            listed_.push_back(parse_listed(text));
        if (listed_.size() > max_listed_gateways)
            throw ConfigError("ingest.gateways: too many; at most " + std::to_string(max_listed_gateways));
    }

    std::vector<grpc::Service*> services() override { return {&service_}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &GatewayRegistryService::ListGateways));
        channels.set_direct(platform::direct(service_, &GatewayRegistryService::GetGateway));
        channels.set_direct(platform::direct(service_, &GatewayRegistryService::GetDeviceAuthority));
        channels.set_direct(platform::direct(service_, &GatewayRegistryService::GetRevocationList));
        channels.set_direct(platform::direct(service_, &GatewayRegistryService::EnrollGateway));
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "ingest.journal",
                 .pause = std::chrono::minutes(1),
                 .step =
                     [this] {
                         journal_.step();
                         return false;
                     }},
                {.name = "ingest.forget", .pause = std::chrono::minutes(10), .step = [this] {
                     return forgetting_.step();
                 }}};
    }
    platform::Gauges gauges() override { return forgetting_.gauges(); }
    void start() override {
        for (const UplinkTopic& gateway : listed_)
            register_gateway(context_, gateway.administration, gateway.gateway_id);
        revocations_.start();
        subscriber_.start();
    }
    void stop() override {
        subscriber_.stop();
        revocations_.stop();
    }

private:
    AppendJournal journal_;
    Context context_;
    ForgetQuarantined forgetting_;
    std::unique_ptr<DeviceAuthority> authority_;
    Registry registry_;
    Remote remote_;
    Revocations revocations_;
    GatewayRegistryService service_;
    Subscriber subscriber_;
    std::vector<UplinkTopic> listed_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "ingest", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<IngestModule>(given);
            }};
}

}  // namespace aquacis::ingest
