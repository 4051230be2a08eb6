#pragma once
// A context's PostgreSQL: a bounded pool and transactions that carry the tenant.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/id.hpp"
#include "base/result.hpp"

namespace pqxx {
class transaction_base;
}  // namespace pqxx

namespace aquacis::platform {

struct DatabaseConfig {
    std::string connection;                // libpq's words: "host=/run/pg port=5433 dbname=billing user=billing_app"
    int pool_size = 4;                     // 1 to 64
    std::chrono::milliseconds wait{5000};  // for a free connection; then a fault
    std::chrono::milliseconds statement{30000};
};

// One transaction, in one administration. Only a context's store looks inside (pq()).
class Transaction {
public:
    Transaction(pqxx::transaction_base& work, AdministrationId administration)
        : work_(work), administration_(administration) {}
    pqxx::transaction_base& pq() const { return work_; }
    AdministrationId administration() const { return administration_; }

private:
    pqxx::transaction_base& work_;
    AdministrationId administration_;
};

class Pool {
public:
    explicit Pool(DatabaseConfig config);  // connects at the first use
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Runs the step in a transaction whose row-level security shows this administration alone
    // (set_config('aquacis.administration_id', …, true)). Commits when it returns a value or an accepted Result, rolls
    // back when it throws or refuses. A serialization failure or deadlock is tried again, 3 times at most, so a step
    // must have no effect outside the transaction.
    template <class Step>
    auto run(AdministrationId administration, Step&& step) -> std::invoke_result_t<Step, Transaction&>;

private:
    template <class T>
    struct IsResult : std::false_type {};
    template <class T>
    struct IsResult<Result<T>> : std::true_type {};

    // `body` says whether to commit.
    void run_erased(AdministrationId administration, const std::function<bool(Transaction&)>& body);
    struct State;
    std::unique_ptr<State> state_;
};

template <class Step>
auto Pool::run(AdministrationId administration, Step&& step) -> std::invoke_result_t<Step, Transaction&> {
    using Answer = std::invoke_result_t<Step, Transaction&>;
    if constexpr (std::is_void_v<Answer>) {
        run_erased(administration, [&](Transaction& tx) { return step(tx), true; });
    } else {
        std::optional<Answer> answer;
        run_erased(administration, [&](Transaction& tx) {
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
