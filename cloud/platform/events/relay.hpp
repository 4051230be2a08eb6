#pragma once
// Moves a context's outbox to the event log: append, then delete. A crash between the two appends again; inboxes know.

#include <atomic>
#include <string>
#include <thread>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::platform {

class Relay {
public:
    // `connection`: the context's app role; it is used for LISTEN and for the lock that keeps a second relay waiting.
    Relay(std::string context, std::string connection, EventLog& log);
    void request_stop() { thread_.request_stop(); }  // the destructor waits for the end

    const std::string& context() const { return context_; }
    std::uint64_t moved() const { return moved_; }  // events since the start

private:
    void run(const std::stop_token& stop);
    void serve(const std::stop_token& stop);

    std::string context_;
    std::string connection_;
    EventLog& log_;
    std::atomic<std::uint64_t> moved_{0};
    std::jthread thread_;
};

}  // namespace aquacis::platform
