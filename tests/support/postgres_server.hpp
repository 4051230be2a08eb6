#pragma once
// A private PostgreSQL for one test program: initdb in a temporary folder, a unix socket, ended with the program (also
// by SIGKILL).

#include <filesystem>
#include <memory>
#include <string>

#include "cloud/platform/database/migration.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::test {

class PostgresServer {
public:
    static PostgresServer& shared();  // started at the first use
    // Before the first use, for a bench: the shared server flushes each commit, as an installation's does.
    static void keep_commits();
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    std::string server() const;  // libpq's words without database and user, as [database] server has them
    std::string admin_connection(const std::string& database = "postgres") const;
    std::string connection(const std::string& database, const std::string& user) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// A fresh database of a context, migrated, with its two roles: one a test.
class ContextDatabase {
public:
    ContextDatabase(const std::string& context, platform::Migrations migrations);
    ~ContextDatabase();
    ContextDatabase(const ContextDatabase&) = delete;
    ContextDatabase& operator=(const ContextDatabase&) = delete;
    platform::Pool& pool() { return *pool_; }  // the app role: row-level security applies
    std::string owner_connection() const;
    std::string app_connection() const;
    std::string admin_connection() const;  // a superuser: policies and rights do not apply

private:
    platform::DatabaseNames names_;
    std::unique_ptr<platform::Pool> pool_;
};

}  // namespace aquacis::test
