#include "tests/support/event_log_database.hpp"

#include <atomic>

#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::test {

EventLogDatabase::EventLogDatabase(int partitions) : partitions_(partitions) {
    static std::atomic<int> count{0};
    const auto names = platform::database_names("log", "t" + std::to_string(++count) + "_");
    PostgresServer& server = PostgresServer::shared();
    platform::create_database(server.admin_connection(), names);
    platform::migrate_event_log(server.connection(names.database, names.owner), {names.app});
    connection_ = server.connection(names.database, names.app);
    log_ = another();
}

EventLogDatabase::~EventLogDatabase() = default;

std::unique_ptr<platform::EventLog> EventLogDatabase::another() const {
    return platform::make_postgres_event_log(connection_, partitions_);
}

}  // namespace aquacis::test
