// What a fault means, asked of a real PostgreSQL: stopped, read-only, slow, without a right, and given bad data.

#include "cloud/platform/database/fault.hpp"

#include <gtest/gtest.h>

#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <thread>

#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/consumer.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::array<Migration, 1> accounts{
    {{1, "account",
      "CREATE TABLE account (administration_id integer NOT NULL, id text CONSTRAINT account_id PRIMARY KEY,"
      " litres integer CONSTRAINT litres_positive CHECK (litres > 0));"
      "ALTER TABLE account ENABLE ROW LEVEL SECURITY;"
      "CREATE POLICY tenant ON account USING (administration_id = current_setting('aquacis.administration_id')::int)",
      "DROP TABLE account"}}};

constexpr AdministrationId queretaro{11};
constexpr std::string_view insert_account = "-- insert_account\nINSERT INTO account VALUES ($1, $2, $3)";

template <class Step>
Fault fault_of(Pool& pool, Step step) {
    try {
        pool.run(queretaro, [&](Transaction& tx) { step(tx); });
    } catch (const std::exception& fault) {
        return classify(fault);
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

class FaultTest : public testing::Test {
protected:
    test::ContextDatabase database{"accounts", accounts};

    Fault of(const std::function<void(Transaction&)>& step) { return fault_of(database.pool(), step); }
    Fault of_insert(int administration, const std::string& id, int litres = 1) {
        return of([&](Transaction& tx) { run_sql(tx, insert_account, administration, id, litres); });
    }
    void as_owner(const std::string& words) const {
        pqxx::connection session(database.owner_connection());
        pqxx::nontransaction work(session);
        work.exec(words);
    }
    std::string app() const {
        const std::string words = database.app_connection();
        return words.substr(words.rfind("user=") + 5);
    }
    std::string name() const {
        const std::string words = database.app_connection();
        const auto at = words.find("dbname=") + 7;
        return words.substr(at, words.find(' ', at) - at);
    }
};

TEST_F(FaultTest, TheDataAreNamedByTheirConstraintAndNeverQuoted) {
    database.pool().run(queretaro, [](Transaction& tx) { run_sql(tx, insert_account, 11, "Apellido Secreto", 1); });
    for (const Fault& fault : {of_insert(11, "Apellido Secreto"), of_insert(11, "Otro Secreto", -7)}) {
        EXPECT_EQ(fault.kind, FaultKind::unacceptable);
        EXPECT_EQ(fault.description.find("Secreto"), std::string::npos) << fault.description;
        EXPECT_NE(fault.description.find("query insert_account"), std::string::npos) << fault.description;
    }
    EXPECT_EQ(of_insert(11, "Apellido Secreto").description,
              "SQLSTATE 23505, constraint account_id, query insert_account");
    EXPECT_EQ(of_insert(11, "a", -7).description, "SQLSTATE 23514, constraint litres_positive, query insert_account");
    const Fault malformed = of([](Transaction& tx) { run_sql(tx, "SELECT $1::int[]", "{\"Apellido Secreto\""); });
    EXPECT_EQ(malformed.description, "SQLSTATE 22P02");
    EXPECT_EQ(malformed.kind, FaultKind::unacceptable);
}

TEST_F(FaultTest, ARowOfAnotherAdministrationIsBadDataAndAMissingRightIsNot) {
    EXPECT_EQ(of_insert(12, "ajena").kind, FaultKind::unacceptable);
    as_owner("REVOKE INSERT ON account FROM " + app());
    const Fault refused = of_insert(11, "propia");
    EXPECT_EQ(refused.kind, FaultKind::unavailable);
    EXPECT_EQ(refused.description, "SQLSTATE 42501, query insert_account");
}

TEST_F(FaultTest, ASlowReadOnlyOrOlderDatabaseIsUnavailable) {
    EXPECT_EQ(of([](Transaction& tx) { tx.pq().exec("SET LOCAL statement_timeout = 50; SELECT pg_sleep(5)"); }).kind,
              FaultKind::unavailable);
    EXPECT_EQ(of([](Transaction& tx) {
                  tx.pq().exec("SET LOCAL lock_timeout = 50; SELECT missing FROM account");
              }).description,
              "SQLSTATE 42703");
    as_owner("ALTER DATABASE " + name() + " SET default_transaction_read_only = on");
    DatabaseConfig config;
    config.connection = database.app_connection();
    Pool later(config);
    const Fault read_only =
        fault_of(later, [](Transaction& tx) { run_sql(tx, insert_account, 11, std::string("a"), 1); });
    EXPECT_EQ(read_only.kind, FaultKind::unavailable);
    EXPECT_EQ(read_only.description, "SQLSTATE 25006, query insert_account");
}

TEST_F(FaultTest, AnExhaustedPoolIsUnavailableAndServesInTheOrderOfAsking) {
    DatabaseConfig config;
    config.connection = database.app_connection();
    config.pool_size = 1;
    config.wait = 100ms;
    Pool narrow(config);
    EXPECT_EQ(fault_of(narrow, [&](Transaction&) { narrow.run(queretaro, [](Transaction&) {}); }).kind,
              FaultKind::unavailable);

    config.wait = 20s;
    Pool patient(config);
    std::vector<int> served;
    std::mutex mutex;
    std::vector<std::jthread> askers;
    patient.run(queretaro, [&](Transaction&) {
        for (int i = 0; i < 8; ++i) {
            askers.emplace_back([&, i] {
                patient.run(queretaro, [&](Transaction&) {
                    const std::lock_guard lock(mutex);
                    served.push_back(i);
                });
            });
            std::this_thread::sleep_for(100ms);  // so that they ask in this order
        }
    });
    askers.clear();
    EXPECT_EQ(served, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(FaultTest, ATextWithNulReachesNoQuery) {
    using namespace std::string_literals;
    const Fault told = of_insert(11, "X\0A"s);
    EXPECT_EQ(told.kind, FaultKind::unacceptable);
    EXPECT_EQ(told.description.find('X'), std::string::npos);
    EXPECT_THROW(SqlArray().add("X\0A"s), UnreadableText);
    EXPECT_THROW(check_value(std::optional<std::string>("X\0A"s)), UnreadableText);
    database.pool().run(queretaro, [](Transaction& tx) {
        const auto bytes = "\0\1\0"s;
        EXPECT_EQ(from_bytea(run_sql(tx, "SELECT $1::bytea", pqxx::binarystring(bytes))[0][0]), bytes);
    });
}

TEST_F(FaultTest, AWrongUseOfTheDatabaseIsABugWithoutTheValue) {
    const Fault misread = of([](Transaction& tx) { tx.pq().exec("SELECT 'Apellido Secreto'")[0][0].as<int>(); });
    EXPECT_EQ(misread.kind, FaultKind::bug);
    EXPECT_EQ(misread.description, "pqxx::conversion_error");
    EXPECT_EQ(of([](Transaction&) { throw std::logic_error("never"); }).kind, FaultKind::bug);
}

TEST_F(FaultTest, EventsWaitForARightThatIsMissingAndTakeEffectOnce) {
    test::EventLogDatabase events;
    as_owner("REVOKE INSERT ON account FROM " + app());
    const auto random = seeded_random(3);
    for (int i = 0; i < 5; ++i) {
        Event event;
        event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000), random);
        event.topic = "account.opened";
        event.key = event.payload = std::to_string(i);
        event.event_type = "account";
        event.administration = queretaro;
        events.log().append({&event, 1});
    }
    const Subscription subscription{
        "accounts", "account.opened", 10, [](Transaction& tx, std::span<const LoggedEvent> batch) {
            for (const auto& logged : batch)
                run_sql(tx, insert_account, tx.administration().number(), logged.event.payload, 1);
        }};
    const Consumer consumer(subscription, events.log(), database.pool(), {1ms, 1ms, 1ms});
    std::this_thread::sleep_for(2500ms);  // two turns of waiting
    as_owner("GRANT INSERT ON account TO " + app());
    for (int i = 0; i < 200 && consumer.handled() < 5; ++i)
        std::this_thread::sleep_for(50ms);
    EXPECT_EQ(consumer.handled(), 5U);
    EXPECT_EQ(consumer.buried(), 0U);
}

TEST(Fault, AStoppedServerIsUnavailableAndTheCallerHearsSo) {
    auto server = std::make_unique<test::PostgresServer>();
    const auto names = database_names("accounts", "stopped_");
    create_database(server->admin_connection(), names);
    migrate_up(server->connection(names.database, names.owner), names.app, accounts);
    DatabaseConfig config;
    config.connection = server->connection(names.database, names.app);
    Pool pool(config);
    const SystemClock clock;
    const Guard guard(clock, nullptr, "secret");
    const auto call = [&] {
        return guard.answer_anyone("Open", [&]() -> Result<Done> {
            return pool.run(queretaro, [&](Transaction& tx) -> Result<Done> {
                if (server) server.reset();  // in the middle of a transaction
                run_sql(tx, insert_account, 11, std::string("a"), 1);
                return Done{};
            });
        });
    };
    for (const char* when : {"in the middle", "before"}) {
        const grpc::Status status = call();
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << when;
        EXPECT_EQ(refusal_of(status).code, "unavailable") << when;
        EXPECT_EQ(status.error_message().find("server"), std::string::npos) << status.error_message();
    }
}

TEST_F(FaultTest, WhatTheServerSaysOfItselfIsUnavailableWhatItSaysOfTheDataIsNot) {
    using Kind = FaultKind;
    const std::array<std::pair<const char*, Kind>, 15> states{
        {{"53100", Kind::unavailable},  // the disk is full
         {"53200", Kind::unavailable},
         {"53300", Kind::unavailable},
         {"28P01", Kind::unavailable},  // the password was changed
         {"28000", Kind::unavailable},
         {"57P03", Kind::unavailable},  // it starts
         {"57014", Kind::unavailable},
         {"55P03", Kind::unavailable},
         {"58030", Kind::unavailable},
         {"25P03", Kind::unavailable},
         {"40001", Kind::unavailable},
         {"22003", Kind::unacceptable},
         {"23503", Kind::unacceptable},
         {"54000", Kind::unacceptable},
         {"42601", Kind::bug}}};
    for (const auto& [state, kind] : states) {
        const Fault told = of([&](Transaction& tx) {
            tx.pq().exec("DO $$ BEGIN RAISE EXCEPTION 'Apellido Secreto' USING ERRCODE = '" + std::string(state) +
                         "'; END $$");
        });
        EXPECT_EQ(told.kind, kind) << state << " " << told.description;
        if (std::string_view(state) == "53300") continue;  // of a session that is refused: the server's words, no row's
        EXPECT_EQ(told.description.find("Secreto"), std::string::npos) << told.description;
    }
}

TEST_F(FaultTest, ALibrarysWordsAreNotRepeated) {
    const Fault misread = of([](Transaction&) { const auto read = nlohmann::json::parse("\"Apellido Secreto"); });
    EXPECT_EQ(misread.kind, FaultKind::bug);
    EXPECT_EQ(misread.description.find("Secreto"), std::string::npos) << misread.description;
    EXPECT_NE(misread.description.find("parse_error"), std::string::npos) << misread.description;
}

// Processes of a server that are stopped, as by a disk that hangs: the kernel goes on acknowledging for them.
class Standstill {
public:
    explicit Standstill(const test::PostgresServer& server) {
        const std::string words = server.server();
        std::ifstream(words.substr(words.find('=') + 1) + "/data/postmaster.pid") >> postmaster_;
        signal(SIGSTOP);
    }
    ~Standstill() { signal(SIGCONT); }
    Standstill(const Standstill&) = delete;
    Standstill& operator=(const Standstill&) = delete;

private:
    void signal(int number) const {
        kill(postmaster_, number);
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream status(entry.path() / "status");
            for (std::string word; status >> word;) {
                pid_t parent = 0;
                if (word != "PPid:" || !(status >> parent)) continue;
                if (parent == postmaster_) kill(std::stoi(entry.path().filename().string()), number);
                break;
            }
        }
    }
    pid_t postmaster_ = 0;
};

TEST(Fault, AServerThatStandsStillGivesItsCallersBackAndServesAgain) {
    const test::PostgresServer server;
    const auto names = database_names("accounts", "still_");
    create_database(server.admin_connection(), names);
    migrate_up(server.connection(names.database, names.owner), names.app, accounts);
    DatabaseConfig config;
    config.connection = server.connection(names.database, names.app);
    config.statement = 1s;
    config.pool_size = 2;
    Pool pool(config);
    pool.run(queretaro, [](Transaction& tx) { run_sql(tx, insert_account, 11, std::string("warm"), 1); });
    {
        const Standstill stopped(server);
        std::vector<std::future<Fault>> calls;
        for (const char* id : {"a", "b", "c"})
            calls.push_back(std::async(std::launch::async, [&pool, id] {
                return fault_of(pool, [&](Transaction& tx) { run_sql(tx, insert_account, 11, std::string(id), 1); });
            }));
        bool is_over = true;
        for (auto& call : calls)
            is_over = call.wait_for(60s) == std::future_status::ready && is_over;
        EXPECT_TRUE(is_over) << "a thread waits for a server that says nothing";
        if (is_over) {
            for (auto& call : calls)
                EXPECT_EQ(call.get().kind, FaultKind::unavailable);
        }
    }
    pool.run(queretaro, [](Transaction& tx) { run_sql(tx, insert_account, 11, std::string("again"), 1); });
}

// A network of the calling thread's own: what happens to its loopback happens to nobody else.
class OwnNetwork {
public:
    OwnNetwork() : is_made_(unshare(CLONE_NEWNET) == 0) {
        if (is_made_) set_loopback(true);
    }
    bool is_made() const { return is_made_; }
    // Down, it drops what is sent, and nobody is told: a host that is gone without a word.
    static void set_loopback(bool up) {
        const int any = socket(AF_INET, SOCK_DGRAM, 0);
        ifreq request{};
        std::strcpy(request.ifr_name, "lo");
        const int flags = IFF_LOOPBACK | (up ? static_cast<int>(IFF_UP) : 0);
        request.ifr_flags = static_cast<short>(flags);
        ioctl(any, SIOCSIFFLAGS, &request);
        close(any);
    }

private:
    bool is_made_;
};

// PostgreSQL's socket, reached over TCP.
class TcpFront {
public:
    explicit TcpFront(std::string socket_file)
        : socket_file_(std::move(socket_file)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof at;
        if (bind(listener_, reinterpret_cast<sockaddr*>(&at), length) != 0 || listen(listener_, 8) != 0 ||
            getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &length) != 0)
            throw std::runtime_error("the front has no port");
        port_ = ntohs(at.sin_port);
        accepting_ = std::jthread([this] { accept_all(); });
    }
    ~TcpFront() {
        shutdown(listener_, SHUT_RDWR);
        accepting_.join();
        for (const int one : sockets_)
            shutdown(one, SHUT_RDWR);
        pumps_.clear();
        for (const int one : sockets_)
            close(one);
        close(listener_);
    }
    TcpFront(const TcpFront&) = delete;
    TcpFront& operator=(const TcpFront&) = delete;
    int port() const { return port_; }

private:
    void accept_all() {
        for (int client = 0; (client = accept(listener_, nullptr, nullptr)) >= 0;) {
            const int server = socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un at{};
            at.sun_family = AF_UNIX;
            socket_file_.copy(at.sun_path, sizeof at.sun_path - 1);
            connect(server, reinterpret_cast<sockaddr*>(&at), sizeof at);
            for (const auto& [from, to] : {std::pair{client, server}, {server, client}}) {
                sockets_.push_back(from);
                pumps_.emplace_back([from = from, to = to] { pass_on(from, to); });
            }
        }
    }
    static void pass_on(int from, int to) {
        std::array<char, 4096> bytes{};
        for (ssize_t count = 0; (count = recv(from, bytes.data(), bytes.size(), 0)) > 0;)
            if (send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) != count) break;
        shutdown(to, SHUT_RDWR);
    }
    const std::string socket_file_;
    const int listener_;
    int port_ = 0;
    std::vector<int> sockets_;  // of the accepting thread until it ended
    std::vector<std::jthread> pumps_;
    std::jthread accepting_;
};

// Its statement may take ten minutes and its kernel acknowledges nothing: the network's own patience is ten seconds.
void call_a_host_that_vanishes(const test::PostgresServer& server, const DatabaseNames& names) {
    const std::string words = server.server();
    const TcpFront front(words.substr(words.find('=') + 1) + "/.s.PGSQL.5432");
    DatabaseConfig config;
    config.connection =
        connection_for("host=127.0.0.1 port=" + std::to_string(front.port()), names.database, names.app);
    config.statement = 600s;
    Pool pool(config);
    const auto insert = [&](const char* id) {
        return [id](Transaction& tx) { run_sql(tx, insert_account, 11, std::string(id), 1); };
    };
    pool.run(queretaro, insert("warm"));
    OwnNetwork::set_loopback(false);
    EXPECT_EQ(fault_of(pool, insert("lost")).kind, FaultKind::unavailable);
    OwnNetwork::set_loopback(true);
    pool.run(queretaro, insert("again"));
}

TEST(Fault, AHostThatVanishesWithoutAWordGivesItsCallersBackAndServesAgain) {
    const test::PostgresServer server;
    const auto names = database_names("accounts", "gone_");
    create_database(server.admin_connection(), names);
    migrate_up(server.connection(names.database, names.owner), names.app, accounts);
    auto tried = std::async(std::launch::async, [&] {
        const OwnNetwork network;
        if (network.is_made()) call_a_host_that_vanishes(server, names);
        return network.is_made();
    });
    ASSERT_EQ(tried.wait_for(120s), std::future_status::ready) << "a thread waits for a host that is gone";
    if (!tried.get()) GTEST_SKIP() << "without the right to make a network of its own (CAP_SYS_ADMIN)";
}

TEST(Fault, AChangedPasswordIsUnavailableUntilItIsKnown) {
    const test::PostgresServer server;
    const auto names = database_names("accounts", "locked_");
    create_database(server.admin_connection(), names);
    migrate_up(server.connection(names.database, names.owner), names.app, accounts);
    const std::string words = server.server();
    const std::string rules = words.substr(words.find('=') + 1) + "/data/pg_hba.conf";
    std::ofstream(rules) << "local all " << names.app << " scram-sha-256\nlocal all all trust\n";
    {
        pqxx::connection admin(server.admin_connection());
        pqxx::nontransaction work(admin);
        work.exec("ALTER ROLE " + names.app + " PASSWORD 'new'");
        work.exec("SELECT pg_reload_conf()");
    }
    std::this_thread::sleep_for(500ms);
    DatabaseConfig config;
    config.connection = server.connection(names.database, names.app) + " password=old";
    Pool late(config);
    const Fault refused = fault_of(late, [](Transaction& tx) { run_sql(tx, "SELECT 1"); });
    EXPECT_EQ(refused.kind, FaultKind::unavailable) << refused.description;
    config.connection = server.connection(names.database, names.app) + " password=new";
    Pool told(config);
    told.run(queretaro, [](Transaction& tx) { run_sql(tx, "SELECT 1"); });
}

TEST(Fault, TheCallerHearsOfATextWithNulAndOfABug) {
    const SystemClock clock;
    const Guard guard(clock, nullptr, "secret");
    const auto nul = guard.answer_anyone("Open", []() -> Result<Done> { throw UnreadableText("a NUL"); });
    EXPECT_EQ(nul.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(refusal_of(nul).code, "request.nul");
    const auto bug = guard.answer_anyone("Open", []() -> Result<Done> { throw std::logic_error("inside"); });
    EXPECT_EQ(bug.error_code(), grpc::StatusCode::INTERNAL);
}

}  // namespace
}  // namespace aquacis::platform
