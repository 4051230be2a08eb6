#include "tests/support/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>
#include <vector>

#include "cloud/platform/database/migrate.hpp"

namespace aquacis::test {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
constexpr int start_attempts = 300;       // of 50 ms
std::atomic<const char*> flushes{"off"};  // a test's database may be lost with the machine

const passwd* unprivileged_user() {
    if (geteuid() != 0) return nullptr;
    for (const char* name : {"postgres", "nobody"})
        if (const passwd* user = getpwnam(name)) return user;
    throw std::runtime_error("no unprivileged user (postgres or nobody) to run PostgreSQL as");
}

// Runs in the child: only calls that are safe after fork.
[[noreturn]] void become(const std::vector<std::string>& command, const passwd* user, pid_t parent, int output) {
    if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after setuid, which clears it: the server never outlives the test
    if (getppid() != parent) _exit(125);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::vector<char*> words;
    for (const std::string& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execv(words.front(), words.data());
    _exit(127);
}

pid_t launch(const std::vector<std::string>& command, const passwd* user, int output) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot start " + command.front());
    if (child == 0) become(command, user, parent, output);
    return child;
}

void run_to_end(const std::vector<std::string>& command, const passwd* user, int log) {
    int status = 0;
    waitpid(launch(command, user, log), &status, 0);
    if (status != 0) throw std::runtime_error(command.front() + " failed; its words are in the log beside the data");
}

// A new server's data: initdb's once in a build folder, copied by every test program after that.
void make_data(const std::string& data, const passwd* user, int log) {
    const char* bin = std::getenv("AQUACIS_BIN");
    const std::filesystem::path kept =
        bin == nullptr ? std::filesystem::path()
                       : std::filesystem::path(bin).parent_path() / ("postgres15-" + std::to_string(geteuid()));
    if (!kept.empty() && std::filesystem::exists(kept)) return run_to_end({"/bin/cp", "-a", kept, data}, nullptr, log);
    run_to_end({std::string(programs) + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
               user, log);
    if (kept.empty() || !std::filesystem::exists(kept.parent_path())) return;
    const std::string mine = kept.string() + "." + std::to_string(getpid());
    run_to_end({"/bin/cp", "-a", data, mine}, nullptr, log);
    std::error_code another_was_first;
    std::filesystem::rename(mine, kept, another_was_first);
    if (another_was_first) std::filesystem::remove_all(mine);
}

}  // namespace

struct PostgresServer::State {
    std::filesystem::path folder;
    pid_t server = -1;
};

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

void PostgresServer::keep_commits() { flushes = "on"; }

PostgresServer::PostgresServer() : state_(std::make_unique<State>()) {
    std::string folder = (std::filesystem::temp_directory_path() / "aquacis-pg-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
    state_->folder = folder;
    const passwd* user = unprivileged_user();
    if (user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("cannot give " + folder + " away");
    const int log = open((folder + "/log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    make_data(folder + "/data", user, log);
    const std::string flush = flushes.load();
    state_->server =
        launch({std::string(programs) + "postgres", "-D", folder + "/data", "-c", "listen_addresses=", "-c",
                "unix_socket_directories=" + folder, "-c", "fsync=" + flush, "-c", "full_page_writes=" + flush, "-c",
                "shared_buffers=64MB", "-c", "max_connections=100", "-c", "jit=off", "-c", "log_min_messages=warning"},
               user, log);
    close(log);
    int status = 0;
    for (int attempt = 0;; ++attempt) {
        try {
            const pqxx::connection probe(admin_connection());
            return;
        } catch (const pqxx::broken_connection&) {
            if (attempt == start_attempts || waitpid(state_->server, &status, WNOHANG) != 0)
                throw std::runtime_error("PostgreSQL did not start; its words are in " + folder + "/log");
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

PostgresServer::~PostgresServer() {
    if (state_->server > 0) {
        kill(state_->server, SIGQUIT);
        waitpid(state_->server, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(state_->folder, ignored);
}

std::string PostgresServer::admin_connection(const std::string& database) const {
    return connection(database, "postgres");
}

std::string PostgresServer::connection(const std::string& database, const std::string& user) const {
    return platform::connection_for(server(), database, user);
}

std::string PostgresServer::server() const { return "host=" + state_->folder.string(); }

namespace {

// The migrated database that a test's own is copied from: each set of migrations climbs once in a program.
const platform::DatabaseNames& migrated(const std::string& context, platform::Migrations migrations) {
    static std::mutex mutex;
    static std::map<std::string, platform::DatabaseNames> made;
    const std::lock_guard lock(mutex);
    std::string key = context;
    for (const auto& step : migrations)
        key.append(step.name).append(step.up);
    const auto [at, is_new] = made.try_emplace(key);
    if (!is_new) return at->second;
    at->second = platform::database_names(context, "from" + std::to_string(made.size()) + "_");
    PostgresServer& server = PostgresServer::shared();
    platform::create_database(server.admin_connection(), at->second);
    platform::migrate_up(server.connection(at->second.database, at->second.owner), at->second.app, migrations);
    return at->second;
}

}  // namespace

ContextDatabase::ContextDatabase(const std::string& context, platform::Migrations migrations)
    : names_(migrated(context, migrations)) {
    static std::atomic<int> count{0};
    const std::string from = names_.database;
    names_.database = "t" + std::to_string(++count) + "_" + context;
    {
        pqxx::connection connection(PostgresServer::shared().admin_connection());
        pqxx::nontransaction work(connection);
        const std::string name = work.quote_name(names_.database);
        work.exec("CREATE DATABASE " + name + " OWNER " + work.quote_name(names_.owner) + " TEMPLATE " +
                  work.quote_name(from));
        work.exec("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
        work.exec("GRANT CONNECT ON DATABASE " + name + " TO " + work.quote_name(names_.app));
    }
    platform::DatabaseConfig config;
    config.connection = app_connection();
    config.pool_size = 8;
    pool_ = std::make_unique<platform::Pool>(config);
}

ContextDatabase::~ContextDatabase() {
    pool_.reset();
    try {
        pqxx::connection connection(PostgresServer::shared().admin_connection());
        pqxx::nontransaction work(connection);
        work.exec("DROP DATABASE " + work.quote_name(names_.database) + " WITH (FORCE)");
    } catch (const std::exception&) {
        // the whole server goes with the program
        return;
    }
}

std::string ContextDatabase::owner_connection() const {
    return PostgresServer::shared().connection(names_.database, names_.owner);
}
std::string ContextDatabase::admin_connection() const {
    return PostgresServer::shared().admin_connection(names_.database);
}
std::string ContextDatabase::app_connection() const {
    return PostgresServer::shared().connection(names_.database, names_.app);
}

}  // namespace aquacis::test
