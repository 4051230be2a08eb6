#pragma once
// What the process tells of itself, as Prometheus reads it.

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aquacis::platform {

// The text format, version 0.0.4. A family's samples follow it.
class Exposition {
public:
    struct Family {
        std::string_view name;  // "aquacis_outbox_rows"
        std::string_view type;  // "gauge", "counter"
        std::string_view help;
    };
    using Labels = std::vector<std::pair<std::string, std::string>>;

    void family(const Family& family);
    void sample(const Labels& labels, std::int64_t value, std::string_view suffix = {});
    // In seconds, as Prometheus wants every time.
    void sample(const Labels& labels, std::chrono::microseconds value, std::string_view suffix = {});
    const std::string& text() const { return text_; }

private:
    void begin_sample(const Labels& labels, std::string_view suffix);
    std::string name_;
    std::string text_;
};

// The upper ends of a histogram of calls: from what a cached read takes to what no caller waits for.
inline constexpr std::array<std::chrono::microseconds, 13> call_buckets{
    std::chrono::microseconds(1'000),     std::chrono::microseconds(2'500),     std::chrono::microseconds(5'000),
    std::chrono::microseconds(10'000),    std::chrono::microseconds(25'000),    std::chrono::microseconds(50'000),
    std::chrono::microseconds(100'000),   std::chrono::microseconds(250'000),   std::chrono::microseconds(500'000),
    std::chrono::microseconds(1'000'000), std::chrono::microseconds(2'500'000), std::chrono::microseconds(5'000'000),
    std::chrono::microseconds(10'000'000)};

// Counts every call of a gRPC server, streams too, by method and status. It outlives the server.
class RpcCounts {
public:
    std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> interceptors();
    void begin() { ++running_; }
    void end() { --running_; }
    int running() const { return running_; }
    void add(const std::string& method, grpc::StatusCode status, std::chrono::microseconds took);
    void write(Exposition& out) const;

private:
    struct Count {
        std::int64_t calls = 0;
        std::chrono::microseconds took{0};
        std::array<std::int64_t, call_buckets.size()> within{};  // not summed up
    };
    std::atomic<int> running_{0};
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, int>, Count> counts_;
};

struct ProcessUse {
    std::int64_t resident_bytes = 0;
    std::int64_t threads = 0;
};
ProcessUse measure_process();  // zeros where the system has no /proc

}  // namespace aquacis::platform
