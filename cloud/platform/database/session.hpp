#pragma once
// How every program opens a session with PostgreSQL: none waits without end for a server that vanished.

#include <chrono>
#include <memory>
#include <pqxx/pqxx>
#include <string>

namespace aquacis::platform {

inline constexpr std::chrono::milliseconds statement_patience{30000};

// `words` are libpq's; what they say of timeouts counts before what stands here. Throws pqxx::broken_connection.
// The session's errors name their constraint and place (fault.hpp reads them).
std::unique_ptr<pqxx::connection> open_session(const std::string& words,
                                               std::chrono::milliseconds statement = statement_patience);

}  // namespace aquacis::platform
