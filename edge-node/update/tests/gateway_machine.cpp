#include "edge-node/update/tests/gateway_machine.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "edge-node/update/gate.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::update::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto look = 10ms;

// Starts a program whose output goes to `log`.
pid_t spawn(const std::vector<std::string>& words, const fs::path& log) {
    std::vector<char*> argv;
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(out);
    return child;
}

}  // namespace

Ran run_shell(const std::string& command) {
    Ran ran;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "re");
    std::array<char, 4096> some{};
    for (std::size_t size = 0; (size = std::fread(some.data(), 1, some.size(), pipe)) > 0;)
        ran.output.append(some.data(), size);
    const int status = ::pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return ran;
}

GatewayMachine::GatewayMachine(const std::string& uplink)
    : uplink_(uplink), page_(aquacis::test::free_port()), radio_(aquacis::test::free_port()) {
    const char* bin = std::getenv("AQUACIS_BIN");
    program_ = (bin == nullptr ? "build/release/bin" : std::string(bin)) + "/aquacis-edge";
    if (run_shell("strip -o " + (folder.path / "node").string() + " " + program_).status != 0)
        throw std::runtime_error("strip failed");
    write(folder.path / "keys.pem", authority.certificate());
    write(config(), settings(uplink_, good_receiver()));
}

GatewayMachine::~GatewayMachine() { power_off(); }

std::string GatewayMachine::good_receiver() const {
    return "kind = \"nbiot-udp\"\nmanufacturer = \"AQU\"\nlisten = \"127.0.0.1:" + std::to_string(radio_) + "\"\n";
}

std::string GatewayMachine::settings(const std::string& uplink, const std::string& receiver) const {
    return "[gateway]\nid = \"QRO-GW-0147\"\nadministration = 11\nstate_folder = \"" +
           (folder.path / "state").string() + "\"\n[uplink]\n" + uplink +
           "retry_least_ms = 100\nretry_most_ms = 500\n[page]\nlisten = \"127.0.0.1:" + std::to_string(page_) +
           "\"\n[[receiver]]\nname = \"techo\"\n" + receiver + "[update]\nfolder = \"" +
           (folder.path / "releases").string() + "\"\nkeys_file = \"" + (folder.path / "keys.pem").string() +
           "\"\ncompatible = \"" + compatible +
           "\"\nkeep_free_mib = 0\ngood_answers = 3\nask_every_ms = 100\nprove_within_ms = 6000\nrestart_within_ms = "
           "1500\nrestart = [\"touch\", \"" +
           (folder.path / "restart").string() + "\"]\nrauc_program = \"" + (folder.path / "rauc").string() +
           "\"\nreboot = [\"touch\", \"" + (folder.path / "rebooted").string() + "\"]\nrauc_release_file = \"" +
           (folder.path / "os-release").string() + "\"\n";
}

void GatewayMachine::power_on() {
    stopping_ = false;
    supervisor_ = std::thread([this] { supervise(); });
}

void GatewayMachine::power_off() {
    stopping_ = true;
    if (supervisor_.joinable()) supervisor_.join();
}

void GatewayMachine::supervise() {
    const fs::path wish = folder.path / "restart";
    while (!stopping_) {
        const pid_t child = spawn({program_, "update", "start", "--folder", (folder.path / "releases").string(), "--",
                                   "run", "--config", config().string()},
                                  folder.path / "log");
        int status = 0;
        while (::waitpid(child, &status, WNOHANG) == 0) {
            if (stopping_) ::kill(child, SIGKILL);
            if (fs::remove(wish)) ::kill(child, SIGTERM);
            std::this_thread::sleep_for(look);
        }
        std::this_thread::sleep_for(look);
    }
}

fs::path GatewayMachine::pack_script(const std::string& version, const std::string& script,
                                     const std::string& other_settings) {
    return pack(version, signer, script, other_settings);
}

fs::path GatewayMachine::pack(const std::string& version, const Pem& by, const std::string& script,
                              const std::string& other_settings) {
    const fs::path tree = folder.path / ("tree-" + version);
    fs::path bundle = folder.path / (version + ".bundle");
    fs::create_directories(tree / "bin");
    fs::create_directories(tree / "share");
    fs::copy_file(folder.path / "node", tree / "bin" / (script.empty() ? "aquacis-edge" : "node"));
    if (!script.empty()) write(tree / "bin/aquacis-edge", script);
    if (!other_settings.empty()) write(tree / "share/edge.toml", other_settings);
    fs::permissions(tree / "bin/aquacis-edge", static_cast<fs::perms>(0755));
    write(folder.path / "release.crt", by.certificate);
    write(folder.path / "release.key", by.key);
    const Ran packed =
        run_shell(program_ + " update pack " + tree.string() + " --version " + version + " --compatible " + compatible +
                  " --out " + bundle.string() + " --certificate " + (folder.path / "release.crt").string() + " --key " +
                  (folder.path / "release.key").string());
    if (packed.status != 0) throw std::runtime_error("not packed: " + packed.output);
    return bundle;
}

Ran GatewayMachine::update(const std::string& arguments) const {
    return run_shell(program_ + " update " + arguments + " --config " + config().string());
}

pid_t GatewayMachine::begin(const std::vector<std::string>& words) const {
    std::vector<std::string> all{program_, "update"};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--config", config().string()});
    return spawn(all, folder.path / "log");
}

HealthAnswer GatewayMachine::health() const { return ask_health("http://127.0.0.1:" + std::to_string(page_)); }

bool GatewayMachine::wait_for(const std::string& release, std::chrono::seconds at_most) const {
    const auto end = steady_clock::now() + at_most;
    while (steady_clock::now() < end) {
        const HealthAnswer answer = health();
        if (answer.answered && answer.well && answer.release == release) return true;
        std::this_thread::sleep_for(50ms);
    }
    return false;
}

}  // namespace aquacis::edge::update::test
