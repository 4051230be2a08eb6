#include "edge-node/gateway/tests/fake_cloud.hpp"

#include <zstd.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "aquacis/edge/v1/edge.pb.h"

namespace aquacis::edge::test {

FakeCloud::FakeCloud(aquacis::test::MosquittoServer& broker, OnReading on_reading)
    : on_reading_(std::move(on_reading)) {
    const auto certificate = broker.issue("aquacis-ingest");
    mqtt::Settings settings;
    settings.server = broker.url();
    settings.client_id = "fake-cloud";
    settings.tls = mqtt::Tls{broker.ca(), certificate.certificate, certificate.key};
    session_ = std::make_unique<mqtt::Session>(
        settings, [this](const mqtt::Message& message) { on_message(message); }, [] {});
    connect();
}

FakeCloud::~FakeCloud() { session_->disconnect(); }

void FakeCloud::connect() {
    for (int tries = 0; tries < 50; ++tries) {
        auto connected = session_->connect();
        if (connected) connected = session_->subscribe("aquacis/#");
        if (connected) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw std::runtime_error("the fake cloud finds no broker");
}

void FakeCloud::on_message(const mqtt::Message& message) {
    if (message.topic.size() > 3 && message.topic.substr(message.topic.size() - 3) == "/up") return on_batch(message);
    const std::lock_guard lock(mutex_);
    last_[message.topic] = message.payload;
}

void FakeCloud::on_batch(const mqtt::Message& message) {
    std::string plain(ZSTD_getFrameContentSize(message.payload.data(), message.payload.size()), '\0');
    ZSTD_decompress(plain.data(), plain.size(), message.payload.data(), message.payload.size());
    v1::UplinkBatch batch;
    if (!batch.ParseFromString(plain)) throw std::runtime_error("not an UplinkBatch");
    bool answers = acknowledging_;
    {
        const std::lock_guard lock(mutex_);
        if (batch.readings_size() > 0) ++batches_;
        if (lose_one_in_ > 0 && random_() % static_cast<unsigned>(lose_one_in_) == 0) answers = false;
        for (const v1::MeterReading& reading : batch.readings()) {
            if (on_reading_) {
                on_reading_(reading);
                continue;
            }
            ++delivered_[{reading.manufacturer(), reading.serial(), reading.volume_m3(),
                          reading.taken_at_us() / 86'400'000'000}];
            if (reading.reading_class() == v1::READING_CLASS_ALARM)
                for (const auto& word : reading.status())
                    alarms_[reading.serial()] += word + " ";
            rssi_[reading.serial()] = reading.rssi_dbm();
        }
    }
    if (!answers) return;
    v1::BatchAck ack;
    ack.set_batch_id(batch.batch_id());
    ack.set_recorded(static_cast<std::uint32_t>(batch.readings_size()));
    session_->publish({message.topic.substr(0, message.topic.size() - 2) + "ack", ack.SerializeAsString()});
}

std::map<Delivered, int> FakeCloud::delivered() const {
    const std::lock_guard lock(mutex_);
    return delivered_;
}
std::size_t FakeCloud::distinct() const {
    const std::lock_guard lock(mutex_);
    return delivered_.size();
}
int FakeCloud::batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
}
std::string FakeCloud::last(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    const auto found = last_.find(topic);
    return found == last_.end() ? "" : found->second;
}
std::string FakeCloud::state(const std::string& gateway) const { return last("aquacis/11." + gateway + "/state"); }
std::map<std::string, std::string> FakeCloud::alarms() const {
    const std::lock_guard lock(mutex_);
    return alarms_;
}
int FakeCloud::best_rssi(const std::string& serial) const {
    const std::lock_guard lock(mutex_);
    const auto found = rssi_.find(serial);
    return found == rssi_.end() ? 0 : found->second;
}
bool FakeCloud::wait_for(std::size_t distinct_count, std::chrono::seconds at_most) const {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (distinct() < distinct_count) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}
void FakeCloud::send(const std::string& topic, const std::string& payload) { session_->publish({topic, payload}); }

}  // namespace aquacis::edge::test
