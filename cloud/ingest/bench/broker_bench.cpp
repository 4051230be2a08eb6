// Readings a second from gateways' publishes over MQTT and TLS 1.3 through a real Mosquitto to events in a PostgreSQL
// log and back as acknowledgements. Gateways, broker, ingest and database share this machine's cores. Prints one JSON
// line. ingest_broker_bench [MESSAGES-OF-EACH-GATEWAY] [READINGS-OF-EACH-MESSAGE] [GATEWAYS]

#include <sys/socket.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <semaphore>
#include <thread>

#include "base/parse_number.hpp"
#include "cloud/ingest/bench/batches.hpp"
#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/subscriber.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"
#include "tests/support/postgres_server.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::ingest;

constexpr int unacknowledged = 64;  // messages under way of one gateway
constexpr auto patience = std::chrono::seconds(60);

std::string pack(const edge::v1::UplinkBatch& batch) {
    const std::string plain = batch.SerializeAsString();
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
    return packed;
}

struct Load {
    int messages = 200;  // of each gateway
    int readings = max_readings;
    int gateways = bench::administrations;  // one of each
};

// In the gateway's own process: Paho holds one lock for all the clients of a process.
class Gateway {
public:
    Gateway(const std::string& name, const std::string& server, mqtt::Tls tls) : topic_("aquacis/" + name + "/") {
        mqtt::Settings settings;
        settings.server = server;
        settings.client_id = name;
        settings.tls = std::move(tls);
        session_ = std::make_unique<mqtt::Session>(
            settings, [this](const mqtt::Message&) { window_.release(); }, [] {});
    }
    bool connect() { return session_->connect().ok() && session_->subscribe(topic_ + "ack").ok(); }

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
};

std::string gateway_name(int number) { return "GW-" + std::to_string(number); }
std::string full_name(int number) {
    return std::to_string(bench::administration_of(number).number()) + "." + gateway_name(number);
}

// What the two ends of a child's socket say: where the broker is, "ready", "go", "done".
std::string line_from(int socket) {
    std::string line;
    for (char c = 0; read(socket, &c, 1) == 1 && c != '\n';)
        line += c;
    return line;
}

int be_gateway(int socket, int number, const Load& load) {
    const std::string server = line_from(socket), ca = line_from(socket), certificate = line_from(socket),
                      key = line_from(socket);
    std::vector<std::string> packed;
    for (int i = 0; i < load.messages; ++i)
        packed.push_back(pack(bench::make_batch(number, i, SystemClock().now(), load.readings).content));
    Gateway gateway(full_name(number), server, mqtt::Tls{ca, certificate, key});
    if (!gateway.connect()) return 1;
    dprintf(socket, "ready\n");
    if (line_from(socket) != "go" || !gateway.send(packed)) return 1;
    dprintf(socket, "done\n");
    return 0;
}

// Made before this process has any thread.
std::vector<int> make_gateways(const Load& load) {
    std::vector<int> sockets;
    for (int number = 0; number < load.gateways; ++number) {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
        const pid_t child = fork();
        if (child < 0) return {};
        if (child == 0) {
            close(ends[0]);
            for (const int other : sockets)
                close(other);
            _exit(be_gateway(ends[1], number, load));
        }
        close(ends[1]);
        sockets.push_back(ends[0]);
    }
    return sockets;
}

int number_of(int argc, char** argv, int index, int otherwise) {
    return argc > index ? parse_number<int>(argv[index]).value() : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const Load load{number_of(argc, argv, 1, Load{}.messages), number_of(argc, argv, 2, Load{}.readings),
                    number_of(argc, argv, 3, Load{}.gateways)};
    if (const auto absent = aquacis::test::MosquittoServer::missing()) {
        std::printf("{\"skipped\":\"%s\"}\n", absent->c_str());
        return 0;
    }
    const std::vector<int> senders = make_gateways(load);
    const SystemClock clock;
    aquacis::test::MosquittoServer broker;
    aquacis::test::ContextDatabase database("ingest", module().migrations);
    aquacis::test::EventLogDatabase log;
    const Context context{database.pool(), log.log(), clock};
    const auto own = broker.issue("aquacis-ingest");
    SubscriberSettings settings;
    settings.server = broker.url();
    settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
    settings.share = "ingest-of-the-bench";
    Subscriber subscriber(settings, context, seeded_random(1));
    subscriber.start();
    for (int number = 0; number < static_cast<int>(senders.size()); ++number) {
        register_gateway(context, bench::administration_of(number), gateway_name(number));
        const auto issued = broker.issue(full_name(number));
        dprintf(senders[static_cast<std::size_t>(number)], "%s\n%s\n%s\n%s\n", broker.url().c_str(),
                broker.ca().c_str(), issued.certificate.c_str(), issued.key.c_str());
    }
    for (const int sender : senders)
        if (line_from(sender) != "ready") return std::fprintf(stderr, "a gateway could not connect to the broker\n"), 1;
    while (!subscriber.connected())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // its subscription
    const auto begun = std::chrono::steady_clock::now();
    for (const int sender : senders)
        dprintf(sender, "go\n");
    bool all_acknowledged = !senders.empty();
    for (const int sender : senders)
        all_acknowledged = line_from(sender) == "done" && all_acknowledged;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const double messages = static_cast<double>(load.gateways) * load.messages, readings = messages * load.readings;
    const long recorded = subscriber.counts().recorded.load();
    std::printf(
        "{\"gateways\":%d,\"messages\":%.0f,\"readings\":%.0f,\"recorded\":%ld,\"seconds\":%.3f,\"messages_per_"
        "second\":%.0f,"
        "\"readings_per_second\":%.0f}\n",
        load.gateways, messages, readings, recorded, took.count(), messages / took.count(), readings / took.count());
    return all_acknowledged && recorded == static_cast<long>(readings) ? 0 : 1;
}
