#include "cloud/platform/database/session.hpp"

namespace aquacis::platform {
namespace {

// A host that is gone without a word: 5 s for a new session, 10 s for data that nobody acknowledges, a minute for a
// session that is silent.
constexpr const char* network_patience =
    "connect_timeout=5 tcp_user_timeout=10000 keepalives=1 keepalives_idle=30 keepalives_interval=10 "
    "keepalives_count=3 ";
// A transaction whose program stands still must not hold its locks for ever.
constexpr const char* idle_transaction_ms = "60000";

}  // namespace

std::unique_ptr<pqxx::connection> open_session(const std::string& words, std::chrono::milliseconds statement) {
    auto session = std::make_unique<pqxx::connection>(
        network_patience + words + " options='-c statement_timeout=" + std::to_string(statement.count()) +
        " -c idle_in_transaction_session_timeout=" + idle_transaction_ms + " -c client_min_messages=warning'");
    session->set_verbosity(pqxx::connection_base::verbose);
    // A step that lost its session must not go on with another, outside of its transaction.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    session->inhibit_reactivation(true);
#pragma GCC diagnostic pop
    return session;
}

}  // namespace aquacis::platform
