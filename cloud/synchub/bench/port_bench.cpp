// How soon a till is welcomed and an ordinary call is answered beside 500 streams that say nothing or only ping, beside
// 2,000 sockets without a handshake, and beside none.

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <list>

#include "base/descriptors.hpp"
#include "cloud/synchub/tests/raw_stream.hpp"

using namespace aquacis;
using namespace aquacis::synchub;

namespace {

class Socket {
public:
    explicit Socket(const std::string& address) : file_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(file_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("a socket was refused");
    }
    ~Socket() { ::close(file_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

private:
    int file_;
};

// Streams opened again and again, as fast as they are closed, from a process of its own: a client in the server's would
// share its threads. Made before gRPC has any.
class Flooder {
public:
    Flooder() {
        if (::pipe2(target_, O_CLOEXEC) != 0 || ::pipe2(begun_, O_CLOEXEC) != 0 || (child_ = ::fork()) < 0)
            throw std::runtime_error("no process for the flood");
        if (child_ == 0) flood();
    }
    ~Flooder() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    Flooder(const Flooder&) = delete;
    Flooder& operator=(const Flooder&) = delete;

    void begin(const std::string& address, const sync::Identity& identity) {
        const std::string told =
            address + '\n' + identity.key_pem + '\0' + identity.certificate_pem + '\0' + identity.authorities_pem;
        char one = 0;
        if (::write(target_[1], told.data(), told.size()) != static_cast<ssize_t>(told.size()) ||
            ::close(target_[1]) != 0 || ::read(begun_[0], &one, 1) != 1)
            throw std::runtime_error("the flood did not begin");
    }

private:
    [[noreturn]] void flood() {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::close(target_[1]);
        std::string told;
        std::array<char, 4096> part{};
        for (ssize_t size = 0; (size = ::read(target_[0], part.data(), part.size())) > 0;)
            told.append(part.data(), static_cast<std::size_t>(size));
        const std::size_t key = told.find('\n') + 1, certificate = told.find('\0') + 1;
        const std::size_t authorities = told.find('\0', certificate) + 1;
        if (told.empty()) ::_exit(0);
        const sync::Identity identity{told.substr(key, certificate - key - 1),
                                      told.substr(certificate, authorities - certificate - 1),
                                      told.substr(authorities)};
        std::atomic<int> opened{0};
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] { open_without_end(told.substr(0, key - 1), identity, opened); });
        for (;;)
            ::pause();
    }
    void open_without_end(const std::string& address, const sync::Identity& identity, std::atomic<int>& opened) const {
        wire::ClientMsg ping;
        ping.mutable_ping()->set_sent_at_us(1);
        for (;;) {
            RawStream connection(address, identity);
            std::vector<std::unique_ptr<RawStream>> streams;
            for (int i = 0; i < 124; ++i) {
                streams.push_back(std::make_unique<RawStream>(connection));
                if (i % 2 == 0) streams.back()->send(ping);
                if (++opened == 500 && ::write(begun_[1], "", 1) != 1) return;
            }
        }
    }
    int target_[2]{}, begun_[2]{};
    pid_t child_ = 0;
};

double ms_of(const std::function<bool()>& act) {
    const auto begin = std::chrono::steady_clock::now();
    if (!act()) throw std::runtime_error("it was refused");
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

constexpr double longest_ms = 200;  // that a hello or a call may take beside any of them
bool was_slow = false;

void tell(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    was_slow = was_slow || times.back() > longest_ms;
    std::printf("    %-14s median %6.1f ms, longest %6.1f ms\n", what, times[times.size() / 2], times.back());
}

constexpr int measured = 40;

Uuid till_number(int number) { return make_named_uuid({}, "till " + std::to_string(number)); }

void measure(const std::string& beside, Harness& harness) {
    std::vector<double> hellos, hellos_again, calls;
    for (int i = 0; i < measured; ++i) {
        const Uuid till = till_number(i);  // each its own: one may not say hello so often
        const auto is_welcomed = [&](RawStream& stream) {
            stream.hello(till);
            return stream.read(wire::ServerMsg::kWelcome).has_value();
        };
        std::optional<RawStream> stream, again;
        hellos.push_back(ms_of([&] { return is_welcomed(stream.emplace(harness, till)); }));  // TLS and all
        hellos_again.push_back(ms_of([&] { return is_welcomed(again.emplace(*stream)); }));
        calls.push_back(ms_of([&] { return harness.lists_devices(); }));
    }
    std::printf("%s\n", beside.c_str());
    tell("hello", std::move(hellos));
    tell("without TLS", std::move(hellos_again));
    tell("ordinary call", std::move(calls));
}

}  // namespace

int main() {
    auto flooder = std::make_unique<Flooder>();
    raise_descriptor_limit();
    Harness harness;
    for (int i = 0; i < measured; ++i)
        harness.enroll(till_number(i));
    measure("alone", harness);

    flooder->begin(harness.address(), harness.enroll(make_named_uuid({}, "flooder")));
    measure("beside four connections of one certificate that open streams as fast as they are closed", harness);
    flooder.reset();

    {
        std::list<Socket> idle;
        for (int i = 0; i < 2000; ++i)
            idle.emplace_back(harness.address());
        measure("beside 2,000 sockets that begin no handshake", harness);
    }

    std::vector<std::unique_ptr<RawStream>> silent;
    for (int i = 0; i < 500; ++i)
        silent.push_back(std::make_unique<RawStream>(harness, make_named_uuid({}, "silent " + std::to_string(i))));
    measure("beside 500 silent streams of 500 certificates", harness);
    if (was_slow) std::printf("one took longer than %.0f ms\n", longest_ms);
    return was_slow ? 1 : 0;
}
