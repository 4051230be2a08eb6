#pragma once
// The broker's end: takes what gateways publish, hands it to the workers in groups, acknowledges after their commit.

#include <atomic>
#include <map>
#include <thread>

#include "base/backoff.hpp"
#include "base/bounded_queue.hpp"
#include "base/mqtt/mqtt.hpp"
#include "cloud/ingest/service/record_batches.hpp"

namespace aquacis::ingest {

struct SubscriberSettings {
    std::string server;
    std::optional<mqtt::Tls> tls;
    std::string client_id = "aquacis-ingest";
    // The group that shares the gateways' messages. Mosquitto lets every certificate subscribe: who knew the group's
    // name would be handed a part of them, to be dropped unseen.
    std::string share;
    int workers = 2;
    Backoff::Range retry{};
};

struct SubscriberCounts {
    std::atomic<std::int64_t> batches{0};
    std::atomic<std::int64_t> recorded{0};
    std::atomic<std::int64_t> duplicates{0};
    std::atomic<std::int64_t> quarantined{0};
    std::atomic<std::int64_t> dropped{0};     // at the end: the gateway sends again
    std::atomic<std::int64_t> unanswered{0};  // recorded, but the broker was away for too many: the gateway sends again
};

class Subscriber {
public:
    // What gateways say beside their batches: a report of their state, an answer to a command, a wish for their next
    // certificate.
    using OnWord = std::function<void(const UplinkTopic& from, const std::string& bytes)>;
    struct Words {
        OnWord reported;
        OnWord answered;
        OnWord certificate_wanted;
    };
    Subscriber(SubscriberSettings settings, Context context, RandomBits random, Words words = {});
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    void start();
    void stop();
    bool connected() const { return session_->connected(); }
    bool publish(const mqtt::Message& message) { return session_->publish(message); }  // false: not connected
    const SubscriberCounts& counts() const { return counts_; }

private:
    static constexpr std::size_t max_queue = 512;
    static constexpr std::size_t max_group = 256;
    static constexpr std::size_t max_late_answers = 10'000;
    static constexpr std::size_t max_group_bytes = 131'072;  // some eight full batches

    void keep_connected(const std::stop_token& stop);
    void work(const std::stop_token& stop);
    std::vector<mqtt::Message> next_group();
    void handle(const std::vector<mqtt::Message>& messages);
    void handle_word(const mqtt::Message& message);
    void record(AdministrationId administration, const std::vector<Batch>& batches);
    void answer(mqtt::Message acknowledgement);
    void answer_late();
    void report();

    const SubscriberSettings settings_;
    const Context context_;
    const Words words_;
    Backoff backoff_;
    BoundedQueue<mqtt::Message> queue_{max_queue};
    BoundedQueue<mqtt::Message> late_answers_{max_late_answers};  // of what was recorded while the broker was away
    SubscriberCounts counts_;
    std::unique_ptr<mqtt::Session> session_;
    std::vector<std::jthread> threads_;
};

}  // namespace aquacis::ingest
