#include "base/mqtt/mqtt.hpp"

#include <mqtt/async_client.h>
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/ssl.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/mqtt/no_delay.hpp"
#include "base/mqtt/tls_probe.hpp"

namespace aquacis::mqtt {
namespace {

constexpr int qos_at_least_once = 1;
constexpr int disconnect_wait_ms = 2'000;
constexpr std::size_t most_under_way = 2'000;               // brokers send some tens before they want an answer
constexpr std::chrono::seconds library_gives_up_within{3};  // after its own limit: only then is its client free to go

Refusal unavailable(std::string code, const std::string& why) {
    return {RefusalKind::unavailable, std::move(code), "", why,
            "check the broker's address, its certificate and this program's"};
}

// What arrived and is not handled yet, and the thread that handles it.
class Inbox {
public:
    Inbox(const Settings& settings, Session::OnMessage on_message)
        : most_(settings.most_waiting),
          most_bytes_(settings.most_waiting_bytes),
          on_message_(std::move(on_message)),
          thread_([this](const std::stop_token& stop) { run(stop); }) {}

    // Never waits. Between being behind and the end of the connection there comes what the broker had under way: that
    // is taken too.
    void put(Message message) {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_ + most_under_way || bytes_ > 2 * most_bytes_) return;
        bytes_ += message.payload.size();
        waiting_.push_back(std::move(message));
        behind_ = behind_ || waiting_.size() > most_ || bytes_ > most_bytes_;
        changed_.notify_all();
    }
    bool behind() const {
        const std::lock_guard lock(mutex_);
        return behind_;
    }
    void wait_until_handled(std::chrono::milliseconds at_most) {
        if (std::this_thread::get_id() == thread_.get_id()) return;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, at_most, [&] { return waiting_.empty() && !handling_; });
    }

private:
    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) {
            const Message message = std::move(waiting_.front());
            waiting_.pop_front();
            bytes_ -= message.payload.size();
            if (waiting_.size() <= most_ / 2 && bytes_ <= most_bytes_ / 2) behind_ = false;
            handling_ = true;
            lock.unlock();
            on_message_(message);
            lock.lock();
            handling_ = false;
            if (waiting_.empty()) changed_.notify_all();
            if (stop.stop_requested()) return;
        }
    }

    const std::size_t most_, most_bytes_;
    const Session::OnMessage on_message_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Message> waiting_;
    std::size_t bytes_ = 0;
    bool behind_ = false;
    bool handling_ = false;
    std::jthread thread_;
};

}  // namespace

struct Session::State {
    State(Settings wanted, OnMessage handler, OnLost lost)
        : settings(std::move(wanted)), on_lost(std::move(lost)), inbox(settings, std::move(handler)) {}

    const Settings settings;
    OnLost on_lost;
    std::mutex mutex;  // of the pointer: publish() may come from any thread while connect() replaces the client
    std::shared_ptr<::mqtt::async_client> client;
    std::atomic<bool> connected{false};
    Inbox inbox;

    std::shared_ptr<::mqtt::async_client> current() {
        const std::lock_guard lock(mutex);
        return client;
    }
    void replace(std::shared_ptr<::mqtt::async_client> made) {
        // The old one ends outside the lock: its handlers may be running.
        {
            const std::lock_guard lock(mutex);
            std::swap(client, made);
        }
        made.reset();
    }
    ::mqtt::connect_options options() const {
        ::mqtt::connect_options made;
        made.set_clean_session(settings.clean_session);
        made.set_keep_alive_interval(settings.keep_alive);
        made.set_connect_timeout(std::chrono::ceil<std::chrono::seconds>(settings.answer_within));
        made.set_max_inflight(
            settings
                .most_unanswered);  // a smaller window is looked at once a second only, when nothing new is published
        if (settings.will)
            made.set_will(::mqtt::will_options(settings.will->topic, ::mqtt::binary_ref(settings.will->payload),
                                               qos_at_least_once, settings.will->retained));
        if (settings.tls) made.set_ssl(tls_options());
        return made;
    }

    ::mqtt::ssl_options tls_options() const {
        ::mqtt::ssl_options made;
        made.set_trust_store(settings.tls->ca.string());
        if (!settings.tls->certificate.empty()) {
            made.set_key_store(settings.tls->certificate.string());
            made.set_private_key(settings.tls->key.string());
        }
        made.set_enable_server_cert_auth(true);
        made.set_verify(true);
        // No error handler: the library keeps the address of the options' own copy, which is gone when it calls.
        return made;
    }
};

Session::Session(Settings settings, OnMessage on_message, OnLost on_lost)
    : state_(std::make_unique<State>(std::move(settings), std::move(on_message), std::move(on_lost))) {}

Session::~Session() { disconnect(); }

Result<Done> Session::connect() {
    State& s = *state_;
    s.connected = false;
    if (s.inbox.behind()) {
        s.replace(nullptr);
        return unavailable("mqtt.behind", "what arrived before is not handled yet");
    }
    // A new client each time: what the old one still held is sent again by who owns it.
    ::mqtt::create_options limits;
    limits.set_max_buffered_messages(s.settings.most_unanswered);
    const auto client = std::make_shared<::mqtt::async_client>(s.settings.server, s.settings.client_id, limits);
    s.replace(client);
    client->set_message_callback([&s](const ::mqtt::const_message_ptr& message) {
        s.inbox.put({message->get_topic(), message->get_payload_str(), message->is_retained()});
    });
    client->set_connection_lost_handler([&s](const std::string&) {
        s.connected = false;
        s.on_lost();
    });
    try {
        const auto token = client->connect(s.options());
        if (!token->wait_for(s.settings.answer_within + library_gives_up_within))
            return unavailable("mqtt.no_answer", "the broker does not answer");
    } catch (const ::mqtt::exception& fault) {
        const std::string why = s.settings.tls ? why_no_tls(s.settings.server, *s.settings.tls) : "";
        return unavailable("mqtt.no_connection", std::string(fault.what()) + (why.empty() ? "" : ": " + why));
    }
    send_at_once(s.settings.server);
    s.connected = true;
    return Done{};
}

Result<Done> Session::subscribe(const std::string& topic) {
    try {
        const auto token = state_->current()->subscribe(topic, qos_at_least_once);
        if (!token->wait_for(state_->settings.answer_within))
            return unavailable("mqtt.no_answer", "no answer to subscribe");
        return Done{};
    } catch (const ::mqtt::exception& fault) {
        return unavailable("mqtt.not_subscribed", fault.what());
    }
}

bool Session::publish(const Message& message) {
    const auto client = state_->current();
    if (!client || !state_->connected || !client->is_connected()) return false;
    try {
        client->publish(message.topic, message.payload.data(), message.payload.size(), qos_at_least_once,
                        message.retained);
        return true;
    } catch (const ::mqtt::exception&) {
        return false;
    }
}

bool Session::connected() const {
    const auto client = state_->current();
    return state_->connected && client && client->is_connected() && !state_->inbox.behind();
}

void Session::disconnect() {
    State& s = *state_;
    const auto client = s.current();
    if (!client) return;
    try {
        if (client->is_connected())
            client->disconnect(disconnect_wait_ms)->wait_for(std::chrono::milliseconds(disconnect_wait_ms));
    } catch (const ::mqtt::exception&) {
        // The broker sees the connection end either way.
    }
    s.connected = false;
    s.replace(nullptr);
    s.inbox.wait_until_handled(std::chrono::milliseconds(disconnect_wait_ms));
}

void require_tls13() {
    static constexpr char text[] =
        "openssl_conf = start\n[start]\nssl_conf = tls\n[tls]\nsystem_default = least\n[least]\nMinProtocol = "
        "TLSv1.3\n";
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(BIO_new_mem_buf(text, -1), &BIO_free);
    const std::unique_ptr<CONF, decltype(&NCONF_free)> settings(NCONF_new(nullptr), &NCONF_free);
    if (!source || !settings || NCONF_load_bio(settings.get(), source.get(), nullptr) <= 0 ||
        CONF_modules_load(settings.get(), "openssl_conf", 0) <= 0)
        throw std::runtime_error("OpenSSL does not take the setting that requires TLS 1.3");
}

}  // namespace aquacis::mqtt
