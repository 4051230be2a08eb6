#pragma once
// The port at which gRPC's server takes connections over TCP. gRPC itself would take them until no descriptor is left,
// and makes much of each; here a connection that has said nothing costs a descriptor alone, and the last descriptors
// are kept for databases and files.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct addrinfo;

namespace aquacis::platform {

class GrpcPort {
public:
    struct Options {
        std::string address;  // "host:port": every address of the host
        std::shared_ptr<grpc::ServerCredentials> credentials{};
        std::chrono::milliseconds for_first_byte{10'000};  // who has said nothing by then is closed
        std::size_t most_silent = 1'024;                   // beyond, the longest silent gives way to who comes
    };
    // Listens. Throws std::runtime_error when it cannot.
    GrpcPort(Options options, grpc::ServerBuilder& builder);
    ~GrpcPort();  // closes
    GrpcPort(const GrpcPort&) = delete;
    GrpcPort& operator=(const GrpcPort&) = delete;

    void open();   // once the server runs: connections are taken from now on
    void close();  // nobody comes any more; who is there stays
    int number() const { return number_; }

private:
    using Moment = std::chrono::steady_clock::time_point;
    void listen(const addrinfo& at);
    void watch(int socket) const;
    void run(const std::stop_token& stop);
    void take(int listener, const std::stop_token& stop);
    bool make_room(const std::stop_token& stop);
    void hand_over(int socket, std::uint32_t events);
    void close_longest_silent();
    void close_overdue();
    void pause(const std::stop_token& stop);

    const Options options_;
    std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server_;
    const int poll_;
    std::vector<int> listeners_;
    int number_ = 0;
    std::mutex mutex_;
    std::condition_variable_any pausing_;
    // Of the thread alone:
    std::map<int, Moment> silent_;
    Moment told_{};
    std::jthread thread_;
};

}  // namespace aquacis::platform
