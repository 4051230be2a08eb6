// Readings a second from gateways' publishes over MQTT and TLS 1.3 through a real Mosquitto to events in a PostgreSQL log and
// back as acknowledgements. Gateways, broker, ingest and database share this machine's cores. Prints one JSON line.
// ingest_broker_bench [MESSAGES-OF-EACH-GATEWAY] [READINGS-OF-EACH-MESSAGE]

#include <zstd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <semaphore>
#include <thread>

#include "cloud/ingest/bench/batches.hpp"
#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/subscriber.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"
#include "tests/support/postgres_server.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::ingest;

constexpr int gateways = 2;
constexpr int unacknowledged = 64;  // messages under way of one gateway
constexpr auto patience = std::chrono::seconds(60);

std::string pack(const edge::v1::UplinkBatch& batch) {
    const std::string plain = batch.SerializeAsString();
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
    return packed;
}

class Gateway {
public:
    Gateway(aquacis::test::MosquittoServer& broker, int number) : topic_("aquacis/11/GW-" + std::to_string(number) + "/") {
        const auto own = broker.issue("GW-" + std::to_string(number));
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = "GW-" + std::to_string(number);
        settings.in_flight = unacknowledged;
        settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
        session_ = std::make_unique<mqtt::Session>(settings, [this](const mqtt::Message&) { window_.release(); }, [] {});
        connected_ = session_->connect().ok() && session_->subscribe(topic_ + "ack").ok();
    }
    bool connected() const { return connected_; }

    bool send(const std::vector<std::string>& batches) {
        for (const std::string& batch : batches)
            if (!window_.try_acquire_for(patience) || !session_->publish({topic_ + "up", batch})) return false;
        for (int i = 0; i < unacknowledged; ++i)
            if (!window_.try_acquire_for(patience)) return false;
        return true;
    }

private:
    std::string topic_;
    std::counting_semaphore<> window_{unacknowledged};
    std::unique_ptr<mqtt::Session> session_;
    bool connected_ = false;
};

}  // namespace

int main(int argc, char** argv) {
    const int batches = argc > 1 ? std::atoi(argv[1]) : 200;  // of each gateway
    const int readings_each = argc > 2 ? std::atoi(argv[2]) : max_readings;
    if (const auto absent = aquacis::test::MosquittoServer::missing()) {
        std::printf("{\"skipped\":\"%s\"}\n", absent->c_str());
        return 0;
    }
    const SystemClock clock;
    aquacis::test::MosquittoServer broker;
    aquacis::test::ContextDatabase database("ingest", module().migrations);
    aquacis::test::EventLogDatabase log;
    const Context context{database.pool(), log.log(), clock};
    const auto own = broker.issue("aquacis-ingest");
    SubscriberSettings settings;
    settings.server = broker.url();
    settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
    Subscriber subscriber(settings, context, seeded_random(1));
    subscriber.start();
    std::vector<std::vector<std::string>> packed(gateways);
    std::vector<std::unique_ptr<Gateway>> senders;
    for (int gateway = 0; gateway < gateways; ++gateway) {
        register_gateway(context, AdministrationId(11), "GW-" + std::to_string(gateway));
        for (int i = 0; i < batches; ++i) packed[static_cast<std::size_t>(gateway)].push_back(pack(bench::make_batch(gateway, i, clock.now(), readings_each).content));
        senders.push_back(std::make_unique<Gateway>(broker, gateway));
        if (!senders.back()->connected()) return std::fprintf(stderr, "a gateway could not connect to the broker\n"), 1;
    }
    while (!subscriber.connected()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // its subscription
    std::atomic<bool> all_acknowledged = true;
    const auto begun = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (int gateway = 0; gateway < gateways; ++gateway)
            threads.emplace_back([&, gateway] {
                const auto index = static_cast<std::size_t>(gateway);
                if (!senders[index]->send(packed[index])) all_acknowledged = false;
            });
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const long readings = static_cast<long>(gateways) * batches * readings_each;
    const long recorded = subscriber.counts().recorded.load();
    std::printf("{\"messages\":%ld,\"readings\":%ld,\"recorded\":%ld,\"seconds\":%.3f,\"messages_per_second\":%.0f,\"readings_per_second\":%.0f}\n",
                static_cast<long>(gateways) * batches, readings, recorded, took.count(), static_cast<double>(gateways) * batches / took.count(),
                static_cast<double>(readings) / took.count());
    return all_acknowledged && recorded == readings ? 0 : 1;
}
