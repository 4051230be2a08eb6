#include "cloud/platform/database/postgres.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "cloud/platform/database/caller_kind.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/prepared.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/database/tenancy.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr int most_attempts = 3;

}  // namespace

struct Pool::State {
    DatabaseConfig config;
    std::mutex mutex;
    std::condition_variable freed;
    std::deque<Session> idle;
    WaitingLine line;
    int made = 0;

    int free() const { return config.pool_size - made + static_cast<int>(idle.size()); }

    // Returns when it is this caller's turn and there is a connection, or room for one.
    void wait_for_turn(std::unique_lock<std::mutex>& lock) {
        const auto ticket = line.enter(WorksFor::now());
        const bool is_served =
            freed.wait_for(lock, config.wait, [&] { return line.is_served(ticket, free(), config.pool_size); });
        line.leave(ticket);
        freed.notify_all();  // the next may be served too, or is first now
        if (!is_served)
            throw Unavailable("postgres: no free connection after " + std::to_string(config.wait.count()) + " ms");
    }

    Session take() {
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

    void give_back(Session connection) {
        await_nothing(*connection);
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

Transaction::Transaction(pqxx::transaction_base& work, AdministrationId administration, Opening opening)
    : work_(work), administration_(administration), opening_(std::move(opening)) {}

pqxx::transaction_base& Transaction::pq() const {
    await_answer(work_.conn());
    if (opening_.words.empty()) return work_;
    if (opening_.before_each) throw std::logic_error("postgres: a reading step asks by run_sql alone");
    send({});
    return work_;
}

void Transaction::add_name(std::string_view name) const {
    names_.append(names_.empty() || name.empty() ? "" : "+").append(name);
}

// A fault names the queries of its message by the text's first line, and nothing else of it is told to anybody.
pqxx::result Transaction::send(const std::string& last_words) const {
    await_answer(work_.conn());
    const std::string opening = opening_.before_each ? opening_.words : std::exchange(opening_.words, {});
    has_put_off_ = false;
    auto result = work_.exec("-- " + std::exchange(names_, {}) + "\n" + opening + last_words);
    is_begun_ = true;
    return result;
}

pqxx::result Transaction::say(std::string_view query, const std::vector<std::string>& literals) const {
    const std::string words = execute_words(work_, query, literals);
    add_name(query_name(query));
    return send(words);
}

void Transaction::put_off(std::string_view query, const std::vector<std::string>& literals) const {
    if (opening_.before_each) throw std::logic_error("postgres: a reading step puts nothing off");
    opening_.words += execute_words(work_, query, literals);
    add_name(query_name(query));
    has_put_off_ = true;
}

void Transaction::say_what_waits() const {
    if (has_put_off_) send({});
}

void Transaction::commit() const {
    const bool is_alone = !has_put_off_;
    add_name("commit");
    try {
        send("COMMIT");
    } catch (const pqxx::broken_connection&) {
        throw pqxx::in_doubt_error("postgres: the connection was lost in a commit");
    } catch (...) {
        // What was put off failed before the COMMIT behind it was reached.
        if (!is_alone && work_.conn().is_open()) work_.exec("ROLLBACK");
        throw;
    }
}

// SET LOCAL costs the server less than a prepared set_config(): nothing is planned or run.
Opening Pool::opening_of(const Scope& scope, pqxx::transaction_base& work) {
    const std::string own =
        "SET LOCAL aquacis.administration_id=" + std::to_string(scope.administration.number()) + ";";
    if (scope.reads) return {own + "SET LOCAL transaction_read_only=on;", true};
    if (scope.task.name.empty()) return {"BEGIN;" + own, false};
    return {"BEGIN;" + execute_words(work, sql::set_task,
                                     {work.quote(std::string(scope.task.name)), scope.task.may_write ? "true" : "false",
                                      work.quote(task_role_of(work.conn().username()))}),
            false};
}

// False: the step was not answered for, and what it did is undone.
bool Pool::run_once(const Scope& scope, pqxx::transaction_base& work, const std::function<bool(Transaction&)>& body,
                    bool& begun) {
    Transaction transaction(work, scope.administration, opening_of(scope, work));
    bool commits = false;
    try {
        commits = body(transaction);
        // A session that was lost while it waited in the pool is found out before a commit could be in doubt.
        if (commits && !transaction.is_begun()) transaction.say_what_waits();
    } catch (...) {
        begun = transaction.is_begun();
        if (!scope.reads && work.conn().is_open()) work.exec("ROLLBACK");
        throw;
    }
    begun = transaction.is_begun();
    if (scope.reads || !begun) return commits;
    if (!commits) {
        work.exec("ROLLBACK");
        return false;
    }
    transaction.commit();
    return true;
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
                pqxx::nontransaction work(*connection);
                run_once(scope, work, body, begun);
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
            if ((begun && !scope.reads) || !may_reconnect) throw;
            may_reconnect = false;  // it broke while it waited in the pool, or nothing but reading was lost
        } catch (const pqxx::feature_not_supported&) {  // a migration changed what a prepared statement answers
            connection.reset();
            state_->forget();
            if (!may_reconnect) throw;
            may_reconnect = false;
        } catch (...) {
            connection->is_open() ? state_->give_back(std::move(connection)) : state_->forget();
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
    const auto make_role = [&](const std::string& role, const char* how) {
        if (run_sql(work, sql::find_role, role).empty()) work.exec("CREATE ROLE " + work.quote_name(role) + how);
    };
    const std::string task = task_role_of(names.app);
    make_role(names.owner, " LOGIN");
    make_role(names.app, " LOGIN NOINHERIT");
    make_role(task, " NOLOGIN");
    // The program becomes it for a task's transaction, and has none of its rights in any other.
    work.exec("ALTER ROLE " + work.quote_name(names.app) + " NOINHERIT");
    work.exec("GRANT " + work.quote_name(task) + " TO " + work.quote_name(names.app));
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
