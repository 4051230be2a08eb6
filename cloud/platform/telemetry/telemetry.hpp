#pragma once
// What the process tells of itself, as Prometheus reads it.

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace aquacis::platform {

// The text format, version 0.0.4. A family's samples follow it.
class Exposition {
public:
    struct Family {
        std::string_view name;  // "aquacis_outbox_rows"
        std::string_view type;  // "gauge", "counter"
        std::string_view help;
    };
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void family(const Family& family);
    void sample(Labels labels, std::int64_t value);
    void sample(Labels labels, std::chrono::microseconds value);  // in seconds, as Prometheus wants every time
    const std::string& text() const { return text_; }

private:
    void begin_sample(Labels labels);
    std::string name_;
    std::string text_;
};

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
