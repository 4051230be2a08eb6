#include "cloud/ingest/service/subscriber.hpp"

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::chrono::milliseconds again_patience{1'000};
constexpr std::chrono::milliseconds idle_wait{500};
constexpr std::chrono::milliseconds others_come_within{5};
constexpr std::chrono::milliseconds look_every{200};
constexpr int looks_between_reports = 300;  // a minute

mqtt::Settings mqtt_settings(const SubscriberSettings& settings) {
    mqtt::Settings made;
    made.server = settings.server;
    made.client_id = settings.client_id;  // the broker takes the certificate's common name in its place
    made.tls = settings.tls;
    made.most_unanswered = 10'000;  // acknowledgements, of some tens of bytes each
    made.most_waiting = 20'000;     // of small messages; the bytes are limited too
    return made;
}

}  // namespace

Subscriber::Subscriber(SubscriberSettings settings, Context context, RandomBits random, Words words)
    : settings_(std::move(settings)),
      context_(context),
      words_(std::move(words)),
      backoff_(settings_.retry, std::move(random)) {
    session_ = std::make_unique<mqtt::Session>(
        mqtt_settings(settings_),
        [this](const mqtt::Message& message) {
            if (!queue_.push(message)) ++counts_.dropped;
        },
        [] { log::warning("ingest.broker_lost"); });
}

Subscriber::~Subscriber() { stop(); }

void Subscriber::start() {
    threads_.emplace_back([this](const std::stop_token& stop) { keep_connected(stop); });
    for (int i = 0; i < settings_.workers; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void Subscriber::stop() {
    for (std::jthread& thread : threads_)
        thread.request_stop();
    queue_.close();
    threads_.clear();
    session_->disconnect();
}

// Connects, subscribes and answers what was late, again after each loss and with longer pauses; while all is well it
// reports. Subscribing in part counts as no connection.
void Subscriber::keep_connected(const std::stop_token& stop) {
    int looks = 0;
    while (!stop.stop_requested()) {
        if (!session_->connected()) {
            Result<Done> connected = session_->connect();
            // Shared between the processes of this context: each message goes to one of them.
            for (const char* topic : {"up", "twin/reported", "command/answer", "certificate/request"})
                if (connected) connected = session_->subscribe("$share/" + settings_.share + "/aquacis/+/" + topic);
            if (connected) {
                backoff_.reset();
                answer_late();
                log::info("ingest.connected", {{"server", settings_.server}});
                continue;
            }
            log::warning("ingest.no_connection", {{"why", connected.refusal().message}, {"server", settings_.server}});
            for (auto left = backoff_.next(); left.count() > 0 && !stop.stop_requested(); left -= look_every)
                std::this_thread::sleep_for(std::min(left, look_every));
            continue;
        }
        std::this_thread::sleep_for(look_every);
        if (++looks % looks_between_reports == 0) report();
    }
}

void Subscriber::report() {
    log::info("ingest.counts", {{"batches", counts_.batches.load()},
                                {"recorded", counts_.recorded.load()},
                                {"duplicates", counts_.duplicates.load()},
                                {"quarantined", counts_.quarantined.load()},
                                {"dropped", counts_.dropped.load()},
                                {"unanswered", counts_.unanswered.load()}});
}

void Subscriber::work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const std::vector<mqtt::Message> messages = next_group();
        if (messages.empty()) continue;
        try {
            handle(messages);
        } catch (const std::exception& fault) {
            // Nothing was acknowledged: the gateways send these again.
            log::error("ingest.not_recorded",
                       {{"messages", messages.size()}, {"why", platform::classify(fault).description}});
        }
    }
}

// One transaction's: few full batches, or many small messages. Of small ones more is under way when one has come: a
// transaction of some hundred costs little more than one of one.
std::vector<mqtt::Message> Subscriber::next_group() {
    std::size_t bytes = 0;
    const auto fits = [&](const mqtt::Message& next) { return (bytes += next.payload.size()) <= max_group_bytes; };
    std::vector<mqtt::Message> group = queue_.pop_while(fits, max_group, idle_wait);
    if (group.empty() || group.size() == max_group || bytes > max_group_bytes / 2) return group;
    std::this_thread::sleep_for(others_come_within);
    for (mqtt::Message& message : queue_.pop_while(fits, max_group - group.size(), std::chrono::milliseconds(0)))
        group.push_back(std::move(message));
    return group;
}

void Subscriber::handle(const std::vector<mqtt::Message>& messages) {
    std::map<AdministrationId, std::vector<Batch>> groups;
    for (const mqtt::Message& message : messages) {
        const auto from = parse_topic(message.topic, "up");
        if (!from) {
            handle_word(message);
            continue;
        }
        auto unpacked = unpack(*from, message.payload);
        if (auto* batch = std::get_if<Batch>(&unpacked)) {
            groups[from->administration].push_back(std::move(*batch));
            continue;
        }
        ++counts_.quarantined;
        quarantine_message(context_, *from, message.payload, std::get<std::string>(unpacked));
    }
    for (auto& [administration, batches] : groups)
        record(administration, batches);
}

void Subscriber::handle_word(const mqtt::Message& message) {
    for (const auto& [subtopic, on_word] :
         {std::pair{"twin/reported", &words_.reported}, std::pair{"command/answer", &words_.answered},
          std::pair{"certificate/request", &words_.certificate_wanted}}) {
        const auto from = parse_topic(message.topic, subtopic);
        if (!from || !*on_word) continue;
        try {
            (*on_word)(*from, message.payload);
        } catch (const std::exception& fault) {
            log::error("ingest.word_not_noted",
                       {{"gateway", from->gateway_id}, {"why", platform::classify(fault).description}});
            queue_.push_within(message, again_patience);  // no gateway says it again
        }
    }
}

void Subscriber::record(AdministrationId administration, const std::vector<Batch>& batches) {
    for (const Outcome& outcome : record_batches(context_, administration, batches)) {
        ++counts_.batches;
        counts_.recorded += outcome.recorded;
        counts_.duplicates += outcome.duplicates;
        counts_.quarantined += outcome.quarantined;
        answer({ack_topic(outcome.to), to_ack(outcome)});
    }
}

// Recorded is recorded: a gateway that does not hear of it sends whole batches again.
void Subscriber::answer(mqtt::Message acknowledgement) {
    if (session_->publish(acknowledgement)) return;
    if (!late_answers_.push_within(std::move(acknowledgement), std::chrono::milliseconds(0))) ++counts_.unanswered;
}

void Subscriber::answer_late() {
    for (mqtt::Message& acknowledgement : late_answers_.pop(max_late_answers, std::chrono::milliseconds(0)))
        if (!session_->publish(acknowledgement)) ++counts_.unanswered;
}

}  // namespace aquacis::ingest
