#include "cloud/platform/database/session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "base/log/log.hpp"

namespace aquacis::platform {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// A host that is gone without a word: 5 s for a new session, 10 s for data that nobody acknowledges, a minute for a
// session that is silent.
constexpr const char* network_patience =
    "connect_timeout=5 tcp_user_timeout=10000 keepalives=1 keepalives_idle=30 keepalives_interval=10 "
    "keepalives_count=3 ";
// A transaction whose program stands still must not hold its locks for ever.
constexpr const char* idle_transaction_ms = "60000";
constexpr milliseconds between_looks{500};

// libpq waits in poll() for as long as it takes, and a server that is stopped is acknowledged by its kernel. So one
// thread of the process looks at all sessions and shuts the socket of one whose answer is overdue; whoever waits for it
// reads the end of the connection.
class SessionWatch {
public:
    SessionWatch() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

    void add(pqxx::connection& session, milliseconds patience) {
        const std::lock_guard lock(mutex_);
        sessions_[&session] = {session.dbname(), dup(session.sock()), patience, std::nullopt};
    }
    void remove(const pqxx::connection_base* session) {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.find(session);
        if (found == sessions_.end()) return;
        close(found->second.socket);
        sessions_.erase(found);
    }
    void set(const pqxx::connection_base* session, bool is_awaited) {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.find(session);
        if (found == sessions_.end()) return;  // opened by somebody else
        found->second.until = is_awaited ? std::optional(Steady::now() + found->second.patience) : std::nullopt;
    }

private:
    struct Watched {
        std::string database;
        int socket;  // one of its own for it: libpq may close the session's at any time, and its number be another's
        milliseconds patience;
        std::optional<Steady::time_point> until;  // the answer must be here; none is awaited without it
    };

    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
            turn_.wait_for(lock, stop, between_looks, [] { return false; });
            for (auto& [session, watched] : sessions_) {
                if (!watched.until || *watched.until > Steady::now()) continue;
                watched.until.reset();
                shutdown(watched.socket, SHUT_RDWR);
                log::error("database.silent", {{"database", watched.database},
                                               {"remedy",
                                                "PostgreSQL took a statement and says nothing: look at its "
                                                "processes and its disk"}});
            }
        }
    }

    std::mutex mutex_;
    std::condition_variable_any turn_;
    std::map<const pqxx::connection_base*, Watched> sessions_;
    std::jthread thread_;
};

// Made with the first session, ended with the process: a session that outlives main finds it still there.
SessionWatch& watch() {
    static auto* one = new SessionWatch;
    return *one;
}

}  // namespace

void EndSession::operator()(pqxx::connection* session) const {
    watch().remove(session);
    delete session;
}

void await_answer(const pqxx::connection_base& session) { watch().set(&session, true); }
void await_nothing(const pqxx::connection_base& session) { watch().set(&session, false); }

Session open_session(const std::string& words, milliseconds statement) {
    Session session(new pqxx::connection(
        network_patience + words + " options='-c statement_timeout=" + std::to_string(statement.count()) +
        " -c idle_in_transaction_session_timeout=" + idle_transaction_ms + " -c client_min_messages=warning'"));
    session->set_verbosity(pqxx::connection_base::verbose);
    // A step that lost its session must not go on with another, outside of its transaction.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    session->inhibit_reactivation(true);
#pragma GCC diagnostic pop
    watch().add(*session, statement + answer_patience);
    return session;
}

}  // namespace aquacis::platform
