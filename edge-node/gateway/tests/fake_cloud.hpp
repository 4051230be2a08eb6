#pragma once
// The cloud's end for the edge's tests: counts what arrives, by itself, and acknowledges.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>

#include "base/mqtt/mqtt.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::v1 {
class MeterReading;
}

namespace aquacis::edge::test {

struct Delivered {
    std::string manufacturer;
    std::string serial;
    std::string volume_m3;
    std::int64_t day = 0;  // UTC days of the reading's time
    auto operator<=>(const Delivered&) const = default;
};

class FakeCloud {
public:
    // Gets every reading of every batch, in place of the counts below: for millions of them. On the library's thread.
    using OnReading = std::function<void(const v1::MeterReading&)>;

    explicit FakeCloud(aquacis::test::MosquittoServer& broker, OnReading on_reading = nullptr);
    ~FakeCloud();
    void connect();  // again after the broker was away
    void acknowledge(bool yes) { acknowledging_ = yes; }
    void lose_one_ack_in(int n) { lose_one_in_ = n; }

    std::map<Delivered, int> delivered() const;
    std::size_t distinct() const;
    int batches() const;
    std::string state(const std::string& gateway) const;  // "online" | "offline" | ""
    std::map<std::string, std::string> alarms() const;    // serial → words
    int best_rssi(const std::string& serial) const;
    bool wait_for(std::size_t distinct, std::chrono::seconds at_most) const;
    void send(const std::string& topic, const std::string& payload);
    std::string last(const std::string& topic) const;

private:
    void on_message(const mqtt::Message& message);
    void on_batch(const mqtt::Message& message);

    const OnReading on_reading_;
    mutable std::mutex mutex_;
    std::map<Delivered, int> delivered_;
    std::map<std::string, std::string> last_;
    std::map<std::string, std::string> alarms_;
    std::map<std::string, int> rssi_;
    int batches_ = 0;
    std::atomic<bool> acknowledging_{true};
    std::atomic<int> lose_one_in_{0};
    std::mt19937 random_{20'261'123};
    std::unique_ptr<mqtt::Session> session_;
};

}  // namespace aquacis::edge::test
