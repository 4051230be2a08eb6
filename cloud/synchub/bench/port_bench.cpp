// How soon a till is welcomed and an ordinary call is answered beside 500 streams that say nothing or only ping, beside
// 2,000 sockets without a handshake, and beside none.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
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

double ms_of(const std::function<bool()>& act) {
    const auto begin = std::chrono::steady_clock::now();
    if (!act()) throw std::runtime_error("it was refused");
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void tell(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    std::printf("    %-14s median %6.1f ms, longest %6.1f ms\n", what, times[times.size() / 2], times.back());
}

void measure(const std::string& beside, Harness& harness, const Uuid& till) {
    std::vector<double> hellos, calls;
    for (int i = 0; i < 40; ++i) {
        hellos.push_back(ms_of([&] {
            RawStream stream(harness, till);  // TLS and all
            stream.hello(till);
            return stream.read(wire::ServerMsg::kWelcome).has_value();
        }));
        calls.push_back(ms_of([&] { return harness.lists_devices(); }));
    }
    std::printf("%s\n", beside.c_str());
    tell("hello", std::move(hellos));
    tell("ordinary call", std::move(calls));
}

}  // namespace

int main() {
    raise_descriptor_limit();
    Harness harness;
    const Uuid till = make_named_uuid({}, "till"), flooder = make_named_uuid({}, "flooder");
    harness.enroll(till);
    measure("alone", harness, till);

    std::atomic<bool> is_over{false};
    std::atomic<int> opened{0};
    std::vector<std::jthread> floods;  // streams opened again and again, as fast as they are closed
    for (int thread = 0; thread < 4; ++thread)
        floods.emplace_back([&] {
            wire::ClientMsg ping;
            ping.mutable_ping()->set_sent_at_us(1);
            while (!is_over) {
                RawStream connection(harness, flooder);
                std::vector<std::unique_ptr<RawStream>> streams;
                for (int i = 0; i < 124 && !is_over; ++i) {
                    streams.push_back(std::make_unique<RawStream>(connection));
                    if (i % 2 == 0) streams.back()->send(ping);
                    ++opened;
                }
            }
        });
    while (opened < 500)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    measure("beside four connections of one certificate that open streams as fast as they are closed", harness, till);
    is_over = true;
    floods.clear();

    {
        std::list<Socket> idle;
        for (int i = 0; i < 2000; ++i)
            idle.emplace_back(harness.address());
        measure("beside 2,000 sockets that begin no handshake", harness, till);
    }

    std::vector<std::unique_ptr<RawStream>> silent;
    for (int i = 0; i < 500; ++i)
        silent.push_back(std::make_unique<RawStream>(harness, make_named_uuid({}, "silent " + std::to_string(i))));
    measure("beside 500 silent streams of 500 certificates", harness, till);
    return 0;
}
