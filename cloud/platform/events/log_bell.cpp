#include "cloud/platform/events/log_bell.hpp"

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr auto reconnect_pause = std::chrono::milliseconds(500);
constexpr auto between_rings = std::chrono::milliseconds(5);  // many appends, one notification
constexpr long listen_turn_us = 200'000;

class Receiver final : public pqxx::notification_receiver {
public:
    Receiver(pqxx::connection_base& connection, std::function<void(const std::string&)> heard)
        : notification_receiver(connection, "log"), heard_(std::move(heard)) {}
    void operator()(const std::string& topic, int) override { heard_(topic); }

private:
    std::function<void(const std::string&)> heard_;
};

}  // namespace

LogBell::LogBell(std::string connection)
    : connection_(std::move(connection)),
      listener_([this](const std::stop_token& stop) { listen(stop); }),
      teller_([this](const std::stop_token& stop) { tell(stop); }) {}

void LogBell::beat(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    ++counts_[topic];
    changed_.notify_all();
}

void LogBell::beat_all() {
    const std::lock_guard lock(mutex_);
    ++all_;
    changed_.notify_all();
}

void LogBell::ring(const std::set<std::string>& topics) {
    const std::lock_guard lock(mutex_);
    for (const std::string& topic : topics) {
        ++counts_[topic];
        untold_.insert(topic);
    }
    changed_.notify_all();
}

std::uint64_t LogBell::pulse(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    return counts_[topic] + all_;
}

void LogBell::wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return counts_[topic] + all_ != since; });
}

void LogBell::listen(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            const auto session = open_session(connection_);
            const Receiver receiver(*session, [this](const std::string& topic) { beat(topic); });
            beat_all();  // what came while nobody listened
            while (!stop.stop_requested())
                session->await_notification(0, listen_turn_us);
        } catch (const std::exception& fault) {
            log::warning("event_log.listener_lost", {{"reason", classify(fault).description}});
            std::this_thread::sleep_for(reconnect_pause);
        }
    }
}

// A notification that is lost with its session is made up for: readers look by themselves every few seconds.
void LogBell::tell(const std::stop_token& stop) {
    Session session;
    while (!stop.stop_requested()) {
        std::set<std::string> topics;
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [&] { return !untold_.empty(); })) return;
            topics.swap(untold_);
        }
        try {
            if (session == nullptr) session = open_session(connection_);
            SqlArray all;
            for (const std::string& topic : topics)
                all.add(topic);
            pqxx::nontransaction work(*session);
            work.exec("SET synchronous_commit = off");
            run_sql(work, sql::ring_log, all.text());
            await_nothing(*session);
        } catch (const std::exception& fault) {
            session.reset();
            log::warning("event_log.bell_silent", {{"reason", classify(fault).description}});
            std::this_thread::sleep_for(reconnect_pause);
        }
        std::this_thread::sleep_for(between_rings);
    }
}

}  // namespace aquacis::platform
