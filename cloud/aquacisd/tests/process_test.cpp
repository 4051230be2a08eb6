// The program itself: started with a settings file, asked over its ports, ended by a signal.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "aquacis/contracts/v1/contracts.grpc.pb.h"
#include "base/http/client.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "tests/support/cloud_settings.hpp"

namespace aquacis::aquacisd {
namespace {

using namespace std::chrono_literals;

// The contexts that need nothing but their database; ingest wants a broker, fiscal a seal, gateway a port of its own.
constexpr const char* modules = "customers,contracts,metering,billing,payments,synchub";
constexpr std::int64_t idle_limit_bytes = 150LL * 1024 * 1024;

std::string program() {
    const char* folder = std::getenv("AQUACIS_BIN");
    return folder == nullptr ? std::string() : std::string(folder) + "/aquacisd";
}

class Aquacisd {
public:
    Aquacisd(const std::string& config, const std::string& log) {
        int pipe_ends[2];
        if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
        const std::string path = program();
        const pid_t parent = getpid();
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(1);
            dup2(pipe_ends[1], STDOUT_FILENO);
            const int errors = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
            dup2(errors, STDERR_FILENO);
            execl(path.c_str(), "aquacisd", "--config", config.c_str(), "--modules", modules, nullptr);
            _exit(127);
        }
        close(pipe_ends[1]);
        out_ = pipe_ends[0];
    }
    ~Aquacisd() {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(out_);
    }
    Aquacisd(const Aquacisd&) = delete;
    Aquacisd& operator=(const Aquacisd&) = delete;

    std::string first_line() const {
        std::string line;
        for (char c = 0; read(out_, &c, 1) == 1 && c != '\n';)
            line.push_back(c);
        return line;
    }
    // The exit status, or -1 when it did not end in time or not by itself.
    int end(int with_signal) {
        kill(pid_, with_signal);
        for (int i = 0; i < 200; ++i, std::this_thread::sleep_for(50ms)) {
            int status = 0;
            if (waitpid(pid_, &status, WNOHANG) != pid_) continue;
            pid_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        return -1;
    }

private:
    pid_t pid_ = -1;
    int out_ = -1;
};

std::string address_in(const std::string& line, const std::string& name) {
    const auto at = line.find(" " + name + "=");
    if (at == std::string::npos) return {};
    const auto first = at + name.size() + 2;
    return line.substr(first, line.find(' ', first) - first);
}

std::int64_t metric(const std::string& text, const std::string& name) {
    const auto at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stoll(text.substr(at + name.size() + 2));
}

class ProcessTest : public testing::TestWithParam<int> {
protected:
    test::CloudSettings settings{choose_modules(modules), "[billing]\nnumber_prefix = \"QRO\"\n"};
};

TEST_P(ProcessTest, TellsItsAddressesAnswersAndEndsBySignal) {
    if (access(program().c_str(), X_OK) != 0) GTEST_SKIP() << "aquacisd is not built: AQUACIS_BIN=" << program();
    Aquacisd cloud(settings.file().string(), (settings.folder() / "log").string());
    const std::string ready = cloud.first_line();
    ASSERT_EQ(ready.rfind("ready ", 0), 0U) << "it said: " << ready;
    const std::string grpc_address = address_in(ready, "grpc");
    http::Client observer("http://" + address_in(ready, "telemetry"));
    EXPECT_EQ(observer.send({"GET", "/ready", {}, ""}, 10s).response.status, 200);

    const auto channel = settings.channel(std::stoi(grpc_address.substr(grpc_address.rfind(':') + 1)), "cloud:test");
    const auto call = platform::Channels(settings.internal_secret()).call({"test", AdministrationId(11), ""}, 20s);
    contracts::v1::GetContractRequest request;
    contracts::v1::Contract answer;
    request.set_contract_number("00412-7");
    EXPECT_EQ(contracts::v1::Contracts::NewStub(channel)->GetContract(call.get(), request, &answer).error_code(),
              grpc::StatusCode::NOT_FOUND);

    const std::string metrics = observer.send({"GET", "/metrics", {}, ""}, 10s).response.body;
    const std::int64_t resident = metric(metrics, "aquacis_resident_bytes");
    EXPECT_GT(resident, 0) << metrics;
    if (std::getenv("AQUACIS_SANITIZED") == nullptr) {  // a sanitizer needs as much again
        EXPECT_LT(resident, idle_limit_bytes);
    }
    RecordProperty("resident_mib", static_cast<int>(resident / 1'048'576));
    EXPECT_EQ(cloud.end(GetParam()), 0);
}

INSTANTIATE_TEST_SUITE_P(BySignal, ProcessTest, testing::Values(SIGTERM, SIGINT),
                         [](const auto& signal) { return signal.param == SIGTERM ? "Term" : "Int"; });

TEST(Process, NamesTheSettingThatIsMissingAndEndsWithTwo) {
    if (access(program().c_str(), X_OK) != 0) GTEST_SKIP() << "aquacisd is not built: AQUACIS_BIN=" << program();
    const int status = std::system((program() + " --config /nowhere/aquacisd.toml 2>/dev/null").c_str());
    EXPECT_EQ(WEXITSTATUS(status), 2);
}

TEST(Process, RefusesADemoWhoseClientKnowsTheContextsSecret) {
    if (access(program().c_str(), X_OK) != 0) GTEST_SKIP() << "aquacisd is not built: AQUACIS_BIN=" << program();
    const test::CloudSettings settings({});
    const std::string folder = settings.folder().string() + "/";
    const auto end_with = [&](const std::string& secret_file) {
        std::ofstream(folder + "other") << "another secret\n";
        const std::string file = folder + "demo.toml";
        std::ofstream(file) << std::ifstream(settings.file()).rdbuf() << "[demo]\nenabled = true\n[gateway]\nlisten = "
                            << "\"127.0.0.1:0\"\n[gateway.demo]\nkey_file = \"" << folder
                            << "cloud.key\"\nclient_id = \"demo\"\nclient_secret_file = \"" << folder << secret_file
                            << "\"\n";
        const std::string command = "timeout 20 " + program() + " --config " + file + " --modules gateway 2>&1";
        std::FILE* out = popen(command.c_str(), "r");
        std::string said(4096, ' ');
        said.resize(std::fread(said.data(), 1, said.size(), out));
        const int status = pclose(out);
        return std::to_string(WEXITSTATUS(status)) + " " + said;
    };
    const std::string refused = end_with("internal_secret");
    EXPECT_EQ(refused.substr(0, 2), "2 ") << refused;
    EXPECT_NE(refused.find("who asks for tokens would be a context"), std::string::npos) << refused;
    EXPECT_EQ(end_with("other").find("who asks for tokens would be a context"), std::string::npos);
}

}  // namespace
}  // namespace aquacis::aquacisd
