#include "edge-node/uplink/uplink.hpp"

#include <algorithm>

#include "base/log/log.hpp"

namespace aquacis::edge {

using std::chrono::steady_clock;

namespace {
constexpr int batch_number_bits = 32;
constexpr std::chrono::milliseconds idle_look{100};
constexpr std::chrono::seconds sealed_look_every{60};
constexpr std::string_view subscriptions[] = {"ack", "twin/desired", "command", "certificate/issued"};
}  // namespace

// A batch's number is the boot in the high bits: an acknowledgement of an earlier life names no batch of this one.
Uplink::Uplink(UplinkSettings settings, SpoolThread& spool, std::int64_t boot, RandomBits random, OnMessage on_message)
    : settings_(std::move(settings)),
      spool_(spool),
      on_message_(std::move(on_message)),
      backoff_(settings_.retry, std::move(random)),
      next_batch_((static_cast<std::uint64_t>(boot) << batch_number_bits) + 1),
      tuning_{settings_.server, settings_.linger},
      in_use_(tuning_) {
    session_ = make_session(in_use_.server);
}

std::unique_ptr<mqtt::Session> Uplink::make_session(const std::string& server) {
    mqtt::Settings mqtt;
    mqtt.server = server;
    mqtt.client_id = broker_name();  // the broker takes the certificate's common name in its place: the same
    mqtt.tls = settings_.tls;
    mqtt.will = mqtt::Message{topic("state"), "offline", true};
    return std::make_unique<mqtt::Session>(
        std::move(mqtt),
        [this](const mqtt::Message& message) {
            const std::lock_guard lock(mutex_);
            if (inbox_.size() < max_inbox) inbox_.push_back(message);  // an acknowledgement that is dropped comes again
            changed_.notify_all();
        },
        [this] {
            const std::lock_guard lock(mutex_);
            counts_.connected = false;
            changed_.notify_all();
        });
}

void Uplink::tune(const UplinkTuning& tuning) {
    const std::lock_guard lock(mutex_);
    // From this moment the old connection proves nothing about the new server.
    if (tuning.server != tuning_.server) counts_.connected = false;
    tuning_ = tuning;
    counts_.last_failure.clear();
    changed_.notify_all();
}

void Uplink::reconnect() {
    const std::lock_guard lock(mutex_);
    counts_.connected = false;
    reconnect_ = true;
    changed_.notify_all();
}

void Uplink::take_tuning() {
    UplinkTuning wanted;
    bool anew = false;
    {
        const std::lock_guard lock(mutex_);
        wanted = tuning_;
        anew = std::exchange(reconnect_, false) || wanted.server != in_use_.server;
    }
    if (anew) {
        session_->disconnect();
        handle_inbox();  // of the old connection
        session_ = make_session(wanted.server);
        told_sealed_ = -1;
        sealed_look_at_ = {};
        const std::lock_guard lock(mutex_);
        counts_.connected = false;
        log::info("uplink.connects_anew", {{"server", wanted.server}});
    }
    in_use_ = wanted;
}

Uplink::~Uplink() { stop(); }

std::string Uplink::broker_name() const {
    return std::to_string(settings_.administration) + "." + settings_.gateway_id;
}

std::string Uplink::topic(std::string_view subtopic) const {
    return "aquacis/" + broker_name() + "/" + std::string(subtopic);
}

void Uplink::start() {
    thread_ = std::thread([this] { run(); });
}

void Uplink::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Uplink::look_again() {
    const std::lock_guard lock(mutex_);
    look_again_ = true;
    changed_.notify_all();
}

void Uplink::send(const std::string& subtopic, std::string payload) {
    const std::lock_guard lock(mutex_);
    if (outbox_.size() == max_outbox) outbox_.pop_front();
    const bool retained = subtopic == "twin/reported";
    outbox_.push_back({topic(subtopic), std::move(payload), retained});
    changed_.notify_all();
}

UplinkCounts Uplink::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

bool Uplink::wait_connected(std::chrono::milliseconds at_most) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [&] { return counts_.connected || stopping_; }) && counts_.connected;
}

void Uplink::pause(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] {
        return stopping_ || !inbox_.empty() || look_again_ || reconnect_ || tuning_.server != in_use_.server;
    });
}

// Connects, then answers, sends and sends again in turns until it is stopped, and waits only when there is nothing to
// send.
void Uplink::run() {
    while (true) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) break;
        }
        take_tuning();
        if (!session_->connected() && !connect()) {
            pause(backoff_.next());
            continue;
        }
        handle_inbox();
        send_outbox();
        resend_late();
        bool sent = false;
        while (flights_.size() < settings_.window && send_next())
            sent = true;
        tell_sealed();
        if (!sent) pause(idle_look);
    }
    if (session_->connected()) session_->publish({topic("state"), "offline", true});
    session_->disconnect();
}

bool Uplink::connect() {
    Result<Done> connected = session_->connect();
    for (const std::string_view subtopic : subscriptions)
        if (connected) connected = session_->subscribe(topic(subtopic));
    if (!connected) {
        const std::lock_guard lock(mutex_);
        ++counts_.connection_failures;
        if (counts_.last_failure != connected.refusal().message)
            log::warning("uplink.no_connection", {{"why", connected.refusal().message}, {"server", in_use_.server}});
        counts_.last_failure = connected.refusal().message;
        session_->disconnect();
        return false;
    }
    session_->publish({topic("state"), "online", true});
    backoff_.reset();
    for (auto& [id, flight] : flights_)
        flight.resend_at = steady_clock::now();
    const std::lock_guard lock(mutex_);
    counts_.connected = true;
    counts_.last_failure.clear();
    ++counts_.connections;
    counts_.acknowledged_since_connected = 0;
    changed_.notify_all();
    log::info("uplink.connected", {{"server", in_use_.server}, {"batches_in_flight", flights_.size()}});
    return true;
}

void Uplink::handle_inbox() {
    std::deque<mqtt::Message> messages;
    {
        const std::lock_guard lock(mutex_);
        messages.swap(inbox_);
    }
    const std::string prefix = topic("");
    for (const mqtt::Message& message : messages) {
        if (message.topic.rfind(prefix, 0) != 0) continue;
        const std::string subtopic = message.topic.substr(prefix.size());
        if (subtopic != "ack")
            on_message_(subtopic, message.payload);
        else if (const auto ack = read_ack(message.payload))
            on_ack(*ack);
    }
}

void Uplink::on_ack(const Ack& ack) {
    const auto flight = flights_.find(ack.batch_id);
    if (flight == flights_.end()) return;  // of an earlier life, or told twice
    for (const std::int64_t row : flight->second.rows)
        rows_in_flight_.erase(row);
    const std::size_t count = flight->second.rows.size();
    if (count > 0) spool_.append(RemoveRows{std::move(flight->second.rows)});
    flights_.erase(flight);
    const std::lock_guard lock(mutex_);
    ++counts_.batches_acknowledged;
    ++counts_.acknowledged_since_connected;
    counts_.readings_acknowledged += static_cast<std::int64_t>(count);
    counts_.in_flight = flights_.size();
}

void Uplink::send_outbox() {
    while (true) {
        mqtt::Message message;
        {
            const std::lock_guard lock(mutex_);
            if (outbox_.empty()) return;
            message = outbox_.front();
        }
        if (!session_->publish(message)) return;
        const std::lock_guard lock(mutex_);
        if (!outbox_.empty()) outbox_.pop_front();
    }
}

void Uplink::resend_late() {
    const auto now = steady_clock::now();
    for (auto& [id, flight] : flights_) {
        if (now < flight.resend_at || !session_->publish({topic("up"), flight.payload})) continue;
        flight.patience = std::min(flight.patience * 2, most_ack_wait);
        flight.resend_at = now + flight.patience;
        const std::lock_guard lock(mutex_);
        ++counts_.batches_resent;
    }
}

std::vector<SpoolRow> Uplink::take() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(look_again_, false)) cursor_ = {};
    }
    std::vector<SpoolRow> rows;
    // What is not written yet is sent too: acknowledged in time, it never needs to be.
    spool_.look([&](Spool& spool) { rows = spool.take(cursor_, Spool::max_taken); });
    return rows;
}

bool Uplink::send_next() {
    const SpoolCounts waiting = spool_.counts();
    const auto in_flight = static_cast<std::int64_t>(rows_in_flight_.size());
    const std::int64_t all = waiting.rows[0] + waiting.rows[1] + waiting.rows[2] - in_flight;
    const bool due =
        all >= Spool::max_taken || waiting.rows[0] > 0 || steady_clock::now() - last_sent_ >= in_use_.linger;
    if (all <= 0 || !due) return false;

    std::vector<SpoolRow> rows = take();
    for (const SpoolRow& row : rows) {
        auto& cursor = cursor_[static_cast<std::size_t>(class_of(row.row)) - 1];
        cursor = std::max(cursor, row.row);
    }
    std::erase_if(rows, [&](const SpoolRow& row) { return rows_in_flight_.count(row.row) != 0; });
    if (rows.empty()) return false;

    launch({settings_.gateway_id, next_batch_++}, rows);
    return true;
}

void Uplink::launch(const BatchHead& head, const std::vector<SpoolRow>& rows) {
    Flight flight{{}, make_batch(head, rows), steady_clock::now() + settings_.ack_within, settings_.ack_within};
    for (const SpoolRow& row : rows) {
        flight.rows.push_back(row.row);
        rows_in_flight_.insert(row.row);
    }
    // Not published (the connection went): it stays in flight and goes out with the next connection.
    session_->publish({topic("up"), flight.payload});
    flights_.emplace(head.batch_id, std::move(flight));
    last_sent_ = steady_clock::now();
    const std::lock_guard lock(mutex_);
    ++counts_.batches_sent;
    counts_.in_flight = flights_.size();
}

void Uplink::tell_sealed() {
    if (steady_clock::now() < sealed_look_at_ || flights_.size() >= settings_.window) return;
    sealed_look_at_ = steady_clock::now() + sealed_look_every;
    SealedCounts sealed{0, spool_.counts().sealed};
    if (sealed.telegrams == told_sealed_) return;
    spool_.look([&](Spool& spool) { sealed.meters = spool.count_sealed_meters(); });
    launch({settings_.gateway_id, next_batch_++, sealed, settings_.release}, {});
    told_sealed_ = sealed.telegrams;
}

}  // namespace aquacis::edge
