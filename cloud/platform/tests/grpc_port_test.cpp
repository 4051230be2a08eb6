// Connections that say nothing, and calls beside them.

#include "cloud/platform/host/grpc_port.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cloud/platform/host/health.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;
using grpc::health::v1::Health;

class Served {
public:
    explicit Served(GrpcPort::Options options) {
        options.credentials = grpc::InsecureServerCredentials();
        grpc::ServerBuilder builder;
        builder.RegisterService(&health_);
        port_ = std::make_unique<GrpcPort>(std::move(options), builder);
        server_ = builder.BuildAndStart();
        port_->open();
    }
    ~Served() {
        port_->close();
        server_->Shutdown(std::chrono::system_clock::now());
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    int number() const { return port_->number(); }
    bool answers(const std::string& host) const {
        grpc::ClientContext call;
        call.set_deadline(std::chrono::system_clock::now() + 30s);
        grpc::health::v1::HealthCheckResponse answer;
        const auto channel =
            grpc::CreateChannel(host + ":" + std::to_string(number()), grpc::InsecureChannelCredentials());
        return Health::NewStub(channel)->Check(&call, {}, &answer).ok();
    }

private:
    HealthService health_{[] { return true; }};
    std::unique_ptr<GrpcPort> port_;
    std::unique_ptr<grpc::Server> server_;
};

class SilentSocket {
public:
    explicit SilentSocket(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("connect");
    }
    ~SilentSocket() { close(socket_); }
    SilentSocket(const SilentSocket&) = delete;
    SilentSocket& operator=(const SilentSocket&) = delete;
    bool is_open() const {
        char byte = 0;
        return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    }
    void await_end() const {
        char byte = 0;
        while (recv(socket_, &byte, 1, 0) > 0) {
        }
    }

private:
    const int socket_;
};

TEST(GrpcPort, TheLongestSilentGivesWayToWhoComes) {
    const Served served({.address = "127.0.0.1:0", .for_first_byte = 600s, .most_silent = 4});
    std::vector<std::unique_ptr<SilentSocket>> silent;
    for (int i = 0; i < 20; ++i)
        silent.push_back(std::make_unique<SilentSocket>(served.number()));
    EXPECT_TRUE(served.answers("127.0.0.1"));
    for (std::size_t i = 0; i < 17; ++i)
        silent[i]->await_end();
    for (std::size_t i = 17; i < 20; ++i)
        EXPECT_TRUE(silent[i]->is_open()) << i << ", and who speaks is silent no more";
}

TEST(GrpcPort, WhoSaysNothingInItsTimeIsClosed) {
    const Served served({.address = "127.0.0.1:0", .for_first_byte = 100ms});
    const SilentSocket silent(served.number());
    silent.await_end();
    EXPECT_TRUE(served.answers("127.0.0.1"));
}

TEST(GrpcPort, ListensAtTheAddressesOfAName) {
    const Served served({.address = "localhost:0"});
    EXPECT_TRUE(served.answers("127.0.0.1"));
    EXPECT_TRUE(served.answers("localhost"));
}

TEST(GrpcPort, SaysThatAPortIsInUseOrNotThisMachines) {
    const Served served({.address = "127.0.0.1:0"});
    const auto why_not = [](const std::string& address) {
        try {
            const Served other({.address = address});
        } catch (const std::runtime_error& fault) {
            return std::string(fault.what());
        }
        return std::string("it listens");
    };
    const std::string taken = "127.0.0.1:" + std::to_string(served.number());
    EXPECT_NE(why_not(taken).find("cannot listen on " + taken), std::string::npos) << why_not(taken);
    EXPECT_NE(why_not(taken).find("is the port in use?"), std::string::npos);
    EXPECT_NE(why_not("192.0.2.1:0").find("no such address"), std::string::npos) << why_not("192.0.2.1:0");
}

}  // namespace
}  // namespace aquacis::platform
