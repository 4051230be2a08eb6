#pragma once
// A context's PostgreSQL: a bounded pool and transactions that carry the tenant.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"

namespace pqxx {
class transaction_base;
class result;
}  // namespace pqxx

namespace aquacis::platform {

struct DatabaseConfig {
    std::string connection;                // libpq's words: "host=/run/pg port=5433 dbname=billing user=billing_app"
    int pool_size = 4;                     // 1 to 64
    std::chrono::milliseconds wait{5000};  // for a free connection; then a fault
    std::chrono::milliseconds statement{30000};
};

// What is said before the first statement, in one message with it: a round trip costs more than most statements.
struct Opening {
    std::string words;         // "BEGIN;SET LOCAL aquacis.administration_id=11;"
    bool before_each = false;  // each statement is a transaction of its own, which sees what is committed by then
};

// One transaction, in one administration or, for a task, in none. Only a context's store looks inside (pq()).
class Transaction {
public:
    Transaction(pqxx::transaction_base& work, AdministrationId administration, Opening opening = {});
    pqxx::transaction_base& pq() const;
    AdministrationId administration() const { return administration_; }
    bool is_begun() const { return is_begun_; }  // the server has answered

    // For run_sql(): whether the next statement goes as words, after those that wait; else it is pq()'s.
    bool takes_words() const { return !opening_.words.empty(); }
    pqxx::transaction_base& quotes() const { return work_; }  // to write the literals with
    pqxx::result say(std::string_view query, const std::vector<std::string>& literals) const;
    // For put_off(): the statement waits for the next message, and is undone with the transaction if none comes.
    void put_off(std::string_view query, const std::vector<std::string>& literals) const;
    void say_what_waits() const;  // what was put off, in a message of its own
    void commit() const;          // with what was put off, in one message

private:
    void add_name(std::string_view name) const;
    pqxx::result send(const std::string& last_words) const;

    pqxx::transaction_base& work_;
    AdministrationId administration_;
    mutable Opening opening_;
    mutable std::string names_;  // of what was put off: "insert_entries+insert_outbox"
    mutable bool has_put_off_ = false;
    mutable bool is_begun_ = false;
};

// Work of no administration, or of all. It sees only the tables that a migration opens to its name, and says there why:
//   -- tenant cfdi: task:stamping reads, because it looks in every administration for documents that are due
struct TenantTask {
    std::string_view name;   // "stamping"
    bool may_write = false;  // else its transaction is read-only
};

class Pool {
public:
    explicit Pool(DatabaseConfig config);  // connects at the first use
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Runs the step in a transaction whose row-level security shows this administration alone
    // (SET LOCAL aquacis.administration_id). Commits when it returns a value or an accepted Result, rolls
    // back when it throws or refuses. A serialization failure or deadlock is tried again, 3 times at most, so a step
    // must have no effect outside the transaction. Throws std::logic_error when the administration is none.
    template <class Step>
    auto run(AdministrationId administration, Step&& step) -> std::invoke_result_t<Step, Transaction&> {
        return run_in({administration, {}, false}, std::forward<Step>(step));
    }
    // For what only reads: each statement of the step is one round trip and a read-only transaction of its own.
    template <class Step>
    auto read(AdministrationId administration, Step&& step) -> std::invoke_result_t<Step, Transaction&> {
        return run_in({administration, {}, true}, std::forward<Step>(step));
    }
    template <class Step>
    auto run_for_all(const TenantTask& task, Step&& step) -> std::invoke_result_t<Step, Transaction&> {
        return run_in({AdministrationId{}, task, false}, std::forward<Step>(step));
    }

private:
    struct Scope {
        AdministrationId administration;
        TenantTask task;  // without a name: the administration's
        bool reads = false;
    };
    template <class T>
    struct IsResult : std::false_type {};
    template <class T>
    struct IsResult<Result<T>> : std::true_type {};

    template <class Step>
    auto run_in(const Scope& scope, Step&& step) -> std::invoke_result_t<Step, Transaction&>;
    // `body` says whether to commit.
    void run_erased(const Scope& scope, const std::function<bool(Transaction&)>& body);
    static Opening opening_of(const Scope& scope, pqxx::transaction_base& work);
    static bool run_once(const Scope& scope, pqxx::transaction_base& work,
                         const std::function<bool(Transaction&)>& body, bool& begun);
    struct State;
    std::unique_ptr<State> state_;
};

template <class Step>
auto Pool::run_in(const Scope& scope, Step&& step) -> std::invoke_result_t<Step, Transaction&> {
    using Answer = std::invoke_result_t<Step, Transaction&>;
    if constexpr (std::is_void_v<Answer>) {
        run_erased(scope, [&](Transaction& tx) { return step(tx), true; });
    } else {
        std::optional<Answer> answer;
        run_erased(scope, [&](Transaction& tx) {
            answer.emplace(step(tx));
            if constexpr (IsResult<Answer>::value) return answer->ok();
            return true;
        });
        return std::move(*answer);
    }
}

// Makes the context's database and its two roles when they are missing: <name>_owner owns the tables, <name>_app runs.
// `admin` is libpq's words for a superuser on any database of the server.
struct DatabaseNames {
    std::string database;  // "aquacis_billing"
    std::string owner;     // "aquacis_billing_owner"
    std::string app;       // "aquacis_billing_app"
};
DatabaseNames database_names(const std::string& context, const std::string& prefix);
void create_database(const std::string& admin, const DatabaseNames& names);

// libpq's words of a server with another dbname and user.
std::string connection_for(const std::string& server, const std::string& database, const std::string& user);

}  // namespace aquacis::platform
