#include "edge-node/gateway/tests/edge_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/sqlite/sqlite.hpp"

namespace aquacis::edge::test {

EdgeProcess::EdgeProcess(aquacis::test::MosquittoServer& broker, const Options& options) {
    std::string name = (std::filesystem::temp_directory_path() / "aquacis-edge-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    folder_ = name;
    const auto certificate = broker.issue("11." + options.gateway);
    std::ofstream config(folder_ / "edge.toml");
    config << options.more_settings << "\n[gateway]\nid = \"" << options.gateway
           << "\"\nadministration = 11\nzone = \"14-B\"\nstate_folder = \"" << (folder_ / "state").string()
           << "\"\nkeys_file = \"" << (folder_ / "keys.toml").string() << "\"\n[uplink]\nserver = \"" << broker.url()
           << "\"\nca = \"" << broker.ca().string() << "\"\ncertificate = \"" << certificate.certificate.string()
           << "\"\nkey = \"" << certificate.key.string()
           << "\"\nretry_least_ms = 100\nretry_most_ms = 1000\nack_within_ms = 1500\nlinger_ms = 100\n";
    // The tests' meters speak once, and the tests look into the file.
    config << "[spool]\nreadable_by_others = true\n";
    if (options.quick_spool) config << "billing_wait_ms = 20\ninterval_wait_ms = 20\n";
    for (int i = 0; i < (options.second_receiver ? 2 : 1); ++i) {
        ports_.push_back(aquacis::test::free_port());
        config << "[[receiver]]\nname = \"radio-" << i
               << "\"\nkind = \"rtl-wmbus\"\ntrust_line_time = true\nlisten = \"127.0.0.1:" << ports_.back() << "\"\n";
    }
    write_keys({});
}

EdgeProcess::~EdgeProcess() {
    kill_hard();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void EdgeProcess::write_keys(const MeterRegister& meters) { edge::write_keys(meters, folder_ / "keys.toml"); }

void EdgeProcess::start() {
    const char* bin = std::getenv("AQUACIS_BIN");
    const std::string program = std::string(bin == nullptr ? "build/release/bin" : bin) + "/aquacis-edge";
    const std::string config = (folder_ / "edge.toml").string();
    const std::string log_file = (folder_ / "edge.log").string();
    child_ = ::fork();
    if (child_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(log, STDERR_FILENO);
        ::execl(program.c_str(), "aquacis-edge", "run", "--config", config.c_str(), nullptr);
        ::_exit(127);
    }
}

void EdgeProcess::kill_hard() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
}

int EdgeProcess::end() {
    int status = -1;
    ::kill(child_, SIGTERM);
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int EdgeProcess::wait(std::chrono::seconds at_most) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    int status = -1;
    while (::waitpid(child_, &status, WNOHANG) != child_) {
        if (std::chrono::steady_clock::now() > until) return -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void EdgeProcess::reload_keys() { ::kill(child_, SIGHUP); }

long EdgeProcess::resident_kib() const { return fact("status", "VmRSS:"); }
bool EdgeProcess::is_small() const {
    return std::getenv("AQUACIS_SANITIZED") != nullptr || resident_kib() <= most_resident_kib;
}
long EdgeProcess::peak_resident_kib() const { return fact("status", "VmHWM:"); }
std::int64_t EdgeProcess::bytes_written() const { return fact("io", "write_bytes:"); }

double EdgeProcess::processor_seconds() const {
    std::ifstream facts("/proc/" + std::to_string(child_) + "/stat");
    std::string word;
    for (int i = 0; i < 13; ++i)
        facts >> word;  // the name, the second word, holds no blank
    double user = 0;
    double system = 0;
    facts >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

long EdgeProcess::fact(const std::string& file, std::string_view name) const {
    std::ifstream facts("/proc/" + std::to_string(child_) + "/" + file);
    for (std::string line; std::getline(facts, line);)
        if (line.rfind(name, 0) == 0) return std::stol(line.substr(name.size()));
    return -1;
}

std::int64_t EdgeProcess::count(const std::string& sql) const {
    sqlite::Database file(spool(), {.read_only = true});
    return file.integer(sql);
}

std::string EdgeProcess::log() const {
    std::ifstream in(folder_ / "edge.log");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

Feeder::Feeder(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int tries = 0; tries < 200; ++tries) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0) return;
        ::close(fd_);
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    throw std::runtime_error("the edge node does not listen");
}

Feeder::~Feeder() { ::close(fd_); }

bool Feeder::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t size = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
        if (size <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

MeterRegister make_register(int meters, Date start) {
    MeterRegister made;
    made.start = start;
    made.administration = 11;
    for (int i = 0; i < meters; ++i) {
        SimulatedMeter meter;
        constexpr Security securities[] = {Security::mode5, Security::ell_ctr, Security::none};
        meter.security = securities[i % 3];
        meter.address = {"KAM", std::to_string(60'000'000 + i), 0x1b, 0x16};
        for (std::size_t k = 0; k < meter.key.size(); ++k)
            meter.key[k] = static_cast<std::uint8_t>(i * 7 + static_cast<int>(k) * 13);
        meter.initial_litres = 1'000 + i * 10;
        meter.week = {400, 410, 420, 430, 440, 450, 460};
        made.meters.push_back(meter);
    }
    return made;
}

}  // namespace aquacis::edge::test
