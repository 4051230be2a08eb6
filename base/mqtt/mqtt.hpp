#pragma once
// MQTT as the nodes and the cloud speak it: 3.1.1, QoS 1, mutual TLS, a session the broker keeps. Nothing is persisted
// here: who sends keeps what it sent until the other end says it has it.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace aquacis::mqtt {

struct Message {
    std::string topic;
    std::string payload;
    bool retained = false;
};

struct Tls {
    std::filesystem::path ca;
    std::filesystem::path certificate;  // empty: no client certificate
    std::filesystem::path key;
};

struct Settings {
    std::string server;  // "ssl://broker:8883", or "tcp://127.0.0.1:1883" for a test's own broker
    std::string client_id;
    std::optional<Tls> tls;
    std::optional<Message> will;
    bool clean_session = false;
    std::chrono::seconds keep_alive{30};
    std::chrono::milliseconds answer_within{10'000};  // the broker's answer to connect and subscribe
    int most_unanswered = 1'000;                  // published and not answered by the broker: beyond, publish() says no
    std::size_t most_waiting = 1'000;             // messages that arrived and are not handled yet: beyond either
    std::size_t most_waiting_bytes = 16'777'216;  // the connection is let go until half of them are
};

// One connection at a time; after a loss, connect() makes a new one. Messages are handled one after another on a thread
// of the session's own: the library calls back while it holds one lock for all its clients, so a handler that waited
// there would stop every publish of the process. A handler may wait; what arrives meanwhile waits here, and then at the
// broker. OnLost is called by the library and must be short.
class Session {
public:
    using OnMessage = std::function<void(const Message&)>;
    using OnLost = std::function<void()>;
    Session(Settings settings, OnMessage on_message, OnLost on_lost);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Refused, with the reason in English for the log, when the broker cannot be reached or says no.
    Result<Done> connect();
    Result<Done> subscribe(const std::string& topic);
    bool publish(const Message& message);  // false: not connected, or too many are unanswered; the caller still has it
    bool connected() const;                // and not behind: else connect() says so until it has caught up
    void disconnect();  // says goodbye: the will is not sent; what arrived is handled first, for a few seconds at most

private:
    struct State;
    std::unique_ptr<State> state_;
};

// From now on no TLS connection of this process is older than 1.3. Before the first one is made.
void require_tls13();

}  // namespace aquacis::mqtt
