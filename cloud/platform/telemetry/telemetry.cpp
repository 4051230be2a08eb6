#include "cloud/platform/telemetry/telemetry.hpp"

#include <fstream>

namespace aquacis::platform {
namespace {

constexpr std::size_t most_series = 1000;  // methods and statuses; more are counted together
constexpr std::int64_t bytes_in_kib = 1024;

class Counting final : public grpc::experimental::Interceptor {
public:
    Counting(RpcCounts& counts, const char* method)
        : counts_(counts), method_(method), begun_(std::chrono::steady_clock::now()) {
        counts_.begin();
    }
    ~Counting() override { counts_.end(); }
    Counting(const Counting&) = delete;
    Counting& operator=(const Counting&) = delete;
    void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
        if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
            const auto took =
                std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun_);
            counts_.add(method_, methods->GetSendStatus().error_code(), took);
        }
        methods->Proceed();
    }

private:
    RpcCounts& counts_;
    std::string method_;
    std::chrono::steady_clock::time_point begun_;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
public:
    explicit Factory(RpcCounts& counts) : counts_(counts) {}
    grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
        return new Counting(counts_, info->method());  // gRPC owns it
    }

private:
    RpcCounts& counts_;
};

std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') text.push_back('\\');
        text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return text;
}

}  // namespace

void Exposition::family(const Family& family) {
    name_ = family.name;
    text_ += "# HELP " + name_ + " " + std::string(family.help) + "\n# TYPE " + name_ + " " + std::string(family.type) +
             "\n";
}

void Exposition::begin_sample(Labels labels) {
    text_ += name_;
    char separator = '{';
    for (const auto& [name, value] : labels) {
        text_ += separator + std::string(name) + "=\"" + escaped(value) + "\"";
        separator = ',';
    }
    text_ += labels.size() == 0 ? " " : "} ";
}

void Exposition::sample(Labels labels, std::int64_t value) {
    begin_sample(labels);
    text_ += std::to_string(value) + "\n";
}

void Exposition::sample(Labels labels, std::chrono::microseconds value) {
    constexpr std::int64_t in_a_second = 1'000'000;
    begin_sample(labels);
    const std::string fraction = std::to_string(in_a_second + value.count() % in_a_second);
    text_ += std::to_string(value.count() / in_a_second) + "." + fraction.substr(1) + "\n";
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> RpcCounts::interceptors() {
    return std::make_unique<Factory>(*this);
}

void RpcCounts::add(const std::string& method, grpc::StatusCode status, std::chrono::microseconds took) {
    const std::lock_guard lock(mutex_);
    auto key = std::pair(method, static_cast<int>(status));
    if (counts_.size() >= most_series && counts_.count(key) == 0) key = {"other", 0};
    Count& count = counts_[key];
    ++count.calls;
    count.took += took;
}

void RpcCounts::write(Exposition& out) const {
    out.family({"aquacis_rpc_running", "gauge", "gRPC calls and streams that run now."});
    out.sample({}, std::int64_t{running_});
    const std::lock_guard lock(mutex_);
    out.family({"aquacis_rpc_total", "counter", "gRPC calls that ended, by method and status code."});
    for (const auto& [key, count] : counts_)
        out.sample({{"method", key.first}, {"status", std::to_string(key.second)}}, count.calls);
    out.family({"aquacis_rpc_seconds_total", "counter", "Time spent in gRPC calls, by method and status code."});
    for (const auto& [key, count] : counts_)
        out.sample({{"method", key.first}, {"status", std::to_string(key.second)}}, count.took);
}

ProcessUse measure_process() {
    ProcessUse use;
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmRSS:" && status >> use.resident_bytes) use.resident_bytes *= bytes_in_kib;
        if (word == "Threads:") status >> use.threads;
    }
    return use;
}

}  // namespace aquacis::platform
