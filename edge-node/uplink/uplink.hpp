#pragma once
// From the spool to the cloud: a few batches in flight, each sent again until the cloud says that it is committed
// there. Only then are the rows removed.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "base/backoff.hpp"
#include "base/mqtt/mqtt.hpp"
#include "edge-node/spool/spool_thread.hpp"
#include "edge-node/uplink/batch.hpp"

namespace aquacis::edge {

struct UplinkSettings {
    std::string gateway_id;
    std::string release;  // told to the cloud
    int administration = 0;
    std::string server;
    std::optional<mqtt::Tls> tls;
    Backoff::Range retry{};
    std::chrono::milliseconds ack_within{30'000};  // then the batch is sent again; doubles up to most_ack_wait
    std::chrono::milliseconds linger{1'000};  // a batch that is not full waits this long for more; alarms do not wait
    std::size_t window = 4;                   // batches in flight
};

// What may change while it runs.
struct UplinkTuning {
    std::string server;
    std::chrono::milliseconds linger{1'000};
};

struct UplinkCounts {
    bool connected = false;
    std::int64_t batches_sent = 0;
    std::int64_t batches_resent = 0;
    std::int64_t batches_acknowledged = 0;
    std::int64_t readings_acknowledged = 0;
    std::int64_t acknowledged_since_connected =
        0;  // batches: the broker lets it speak and listen, and the cloud is behind it
    std::int64_t connections = 0;
    std::int64_t connection_failures = 0;
    std::size_t in_flight = 0;
    std::string last_failure;
};

class Uplink {
public:
    // Called on the uplink's thread for each message of the topics beneath aquacis/<administration>/<gateway>/.
    using OnMessage = std::function<void(const std::string& subtopic, const std::string& payload)>;

    Uplink(UplinkSettings settings, SpoolThread& spool, std::int64_t boot, RandomBits random, OnMessage on_message);
    ~Uplink();
    Uplink(const Uplink&) = delete;
    Uplink& operator=(const Uplink&) = delete;

    void start();
    void stop();
    void tune(const UplinkTuning& tuning);  // another server: the connection is made anew, what is in flight goes there
    void reconnect();   // with the certificate files as they are now; something to acknowledge goes out at once
    void look_again();  // rows behind the cursor became sendable
    void send(const std::string& subtopic,
              std::string payload);  // a small message of its own (twin/reported), kept until connected
    UplinkCounts counts() const;
    bool wait_connected(std::chrono::milliseconds at_most) const;

private:
    struct Flight {
        std::vector<std::int64_t> rows;
        std::string payload;
        std::chrono::steady_clock::time_point resend_at;
        std::chrono::milliseconds patience;
    };
    static constexpr std::chrono::milliseconds most_ack_wait{300'000};
    static constexpr std::size_t max_inbox = 64;
    static constexpr std::size_t max_outbox = 64;

    void run();
    bool connect();
    std::unique_ptr<mqtt::Session> make_session(const std::string& server);
    void take_tuning();
    void pause(std::chrono::milliseconds at_most);
    void handle_inbox();
    void on_ack(const Ack& ack);
    void send_outbox();
    void resend_late();
    bool send_next();
    void tell_sealed();  // without a key: how many, when that changed
    void launch(const BatchHead& head, const std::vector<SpoolRow>& rows);
    std::vector<SpoolRow> take();
    std::string broker_name() const;  // "11.QRO-GW-0147"
    std::string topic(std::string_view subtopic) const;

    const UplinkSettings settings_;
    SpoolThread& spool_;
    const OnMessage on_message_;
    Backoff backoff_;
    std::uint64_t next_batch_;
    std::map<std::uint64_t, Flight> flights_;  // the uplink's thread only
    std::unordered_set<std::int64_t> rows_in_flight_;
    std::array<std::int64_t, 3> cursor_{};
    std::chrono::steady_clock::time_point last_sent_{};
    std::chrono::steady_clock::time_point sealed_look_at_{};
    std::int64_t told_sealed_ = -1;  // telegrams; of an earlier life the cloud may know others

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::deque<mqtt::Message> inbox_;
    std::deque<mqtt::Message> outbox_;
    UplinkCounts counts_;
    bool look_again_ = false;
    bool reconnect_ = false;
    UplinkTuning tuning_;
    UplinkTuning in_use_;  // the uplink's thread only
    bool stopping_ = false;
    std::unique_ptr<mqtt::Session> session_;
    std::thread thread_;
};

}  // namespace aquacis::edge
