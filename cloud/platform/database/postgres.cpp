#include "cloud/platform/database/postgres.hpp"

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>
#include <variant>

#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr int most_attempts = 3;

}  // namespace

struct Pool::State {
    DatabaseConfig config;
    std::mutex mutex;
    std::condition_variable freed;
    std::deque<std::unique_ptr<pqxx::connection>> idle;
    std::list<std::monostate> queue;  // who waits; first come, first served
    int made = 0;

    // Returns when it is this caller's turn and there is a connection, or room for one.
    void wait_for_turn(std::unique_lock<std::mutex>& lock) {
        const auto place = queue.emplace(queue.end());
        const bool is_served = freed.wait_for(
            lock, config.wait, [&] { return place == queue.begin() && (!idle.empty() || made < config.pool_size); });
        queue.erase(place);
        freed.notify_all();  // the next may be served too, or is first now
        if (!is_served)
            throw Unavailable("postgres: no free connection after " + std::to_string(config.wait.count()) + " ms");
    }

    std::unique_ptr<pqxx::connection> take() {
        std::unique_lock lock(mutex);
        wait_for_turn(lock);
        if (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            return connection;
        }
        ++made;
        lock.unlock();
        try {
            return open_session(config.connection, config.statement);
        } catch (...) {
            forget();
            throw;
        }
    }

    void give_back(std::unique_ptr<pqxx::connection> connection) {
        if (!connection->is_open()) return forget();
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(connection));
        freed.notify_all();
    }

    void forget() {
        const std::lock_guard lock(mutex);
        --made;
        freed.notify_all();
    }

    // After one connection broke, those that wait are of the same lost server.
    void forget_idle() {
        const std::lock_guard lock(mutex);
        made -= static_cast<int>(idle.size());
        idle.clear();
        freed.notify_all();
    }
};

Pool::Pool(DatabaseConfig config) : state_(std::make_unique<State>()) { state_->config = std::move(config); }
Pool::~Pool() = default;

void Pool::enter(const Scope& scope, pqxx::transaction_base& work) {
    if (scope.task.name.empty())
        run_sql(work, sql::set_administration, scope.administration.number());
    else
        run_sql(work, sql::set_task, std::string(scope.task.name), scope.task.may_write);
}

void Pool::run_erased(const Scope& scope, const std::function<bool(Transaction&)>& body) {
    if (scope.task.name.empty() && scope.administration.number() <= 0)
        throw std::logic_error("postgres: a transaction of no administration; work for all is run_for_all's");
    bool may_reconnect = true;
    for (int attempt = 1;; ++attempt) {
        auto connection = state_->take();
        bool begun = false;
        try {
            {
                pqxx::work work(*connection);
                enter(scope, work);
                begun = true;
                Transaction transaction(work, scope.administration);
                if (body(transaction))
                    work.commit();
                else
                    work.abort();
            }
            state_->give_back(std::move(connection));
            return;
        } catch (const pqxx::transaction_rollback&) {  // serialization failure or deadlock: nothing took effect
            state_->give_back(std::move(connection));
            if (attempt == most_attempts) throw;
        } catch (const pqxx::broken_connection&) {
            connection.reset();
            state_->forget();
            state_->forget_idle();
            if (begun || !may_reconnect) throw;
            may_reconnect = false;  // it broke while it waited in the pool, so nothing ran yet
        } catch (...) {
            state_->give_back(std::move(connection));
            throw;
        }
    }
}

DatabaseNames database_names(const std::string& context, const std::string& prefix) {
    return {prefix + context, prefix + context + "_owner", prefix + context + "_app"};
}

void create_database(const std::string& admin, const DatabaseNames& names) {
    pqxx::connection connection(admin);
    pqxx::nontransaction work(connection);
    for (const std::string& role : {names.owner, names.app}) {
        if (run_sql(work, sql::find_role, role).empty()) work.exec("CREATE ROLE " + work.quote_name(role) + " LOGIN");
    }
    if (run_sql(work, sql::find_database, names.database).empty())
        work.exec("CREATE DATABASE " + work.quote_name(names.database) + " OWNER " + work.quote_name(names.owner));
    work.exec("REVOKE CONNECT ON DATABASE " + work.quote_name(names.database) + " FROM PUBLIC");
    work.exec("GRANT CONNECT ON DATABASE " + work.quote_name(names.database) + " TO " + work.quote_name(names.app));
    // A role that runs has its own database and nothing else of the server.
    work.exec("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
    pqxx::connection inside(admin + " dbname=" + names.database);
    pqxx::nontransaction there(inside);
    there.exec("REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC");
}

std::string connection_for(const std::string& server, const std::string& database, const std::string& user) {
    return server + " dbname=" + database + " user=" + user;
}

}  // namespace aquacis::platform
