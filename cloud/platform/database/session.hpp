#pragma once
// How every program opens a session with PostgreSQL: none waits without end for a server that vanished, or stands still
// while its kernel acknowledges.

#include <chrono>
#include <memory>
#include <pqxx/pqxx>
#include <string>

namespace aquacis::platform {

inline constexpr std::chrono::milliseconds statement_patience{30000};
// The server ends a statement that takes too long by itself, and says so; when it does not, its session is ended here.
inline constexpr std::chrono::milliseconds answer_patience{5000};

struct EndSession {
    void operator()(pqxx::connection* session) const;
};
using Session = std::unique_ptr<pqxx::connection, EndSession>;

// `words` are libpq's; what they say of timeouts counts before what stands here. Throws pqxx::broken_connection.
// The session's errors name their constraint and place (fault.hpp reads them).
Session open_session(const std::string& words, std::chrono::milliseconds statement = statement_patience);

// A statement begins: without a word after it for as long as one may take, the session is lost (pqxx::broken_connection
// in whoever waits). It holds until await_nothing(), so a transaction that asks nothing for that long loses it too.
void await_answer(const pqxx::connection_base& session);
void await_nothing(const pqxx::connection_base& session);

}  // namespace aquacis::platform
