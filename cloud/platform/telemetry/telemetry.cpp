#include "cloud/platform/telemetry/telemetry.hpp"

#include <algorithm>
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

std::string in_seconds(std::chrono::microseconds time) {
    constexpr std::int64_t in_a_second = 1'000'000;
    const std::string fraction = std::to_string(in_a_second + time.count() % in_a_second);
    return std::to_string(time.count() / in_a_second) + "." + fraction.substr(1);
}

}  // namespace

void Exposition::family(const Family& family) {
    name_ = family.name;
    text_ += "# HELP " + name_ + " " + std::string(family.help) + "\n# TYPE " + name_ + " " + std::string(family.type) +
             "\n";
}

void Exposition::begin_sample(const Labels& labels, std::string_view suffix) {
    text_ += name_;
    text_ += suffix;
    char separator = '{';
    for (const auto& [name, value] : labels) {
        text_ += separator + std::string(name) + "=\"" + escaped(value) + "\"";
        separator = ',';
    }
    text_ += labels.empty() ? " " : "} ";
}

void Exposition::sample(const Labels& labels, std::int64_t value, std::string_view suffix) {
    begin_sample(labels, suffix);
    text_ += std::to_string(value) + "\n";
}

void Exposition::sample(const Labels& labels, std::chrono::microseconds value, std::string_view suffix) {
    begin_sample(labels, suffix);
    text_ += in_seconds(value) + "\n";
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
    const auto* const bucket = std::lower_bound(call_buckets.begin(), call_buckets.end(), took);
    if (bucket != call_buckets.end()) ++count.within.at(static_cast<std::size_t>(bucket - call_buckets.begin()));
}

void RpcCounts::write(Exposition& out) const {
    out.family({"aquacis_rpc_running", "gauge", "gRPC calls and streams that run now."});
    out.sample({}, std::int64_t{running_});
    const std::lock_guard lock(mutex_);
    out.family({"aquacis_rpc_total", "counter", "gRPC calls that ended, by method and status code."});
    for (const auto& [key, count] : counts_)
        out.sample({{"method", key.first}, {"status", std::to_string(key.second)}}, count.calls);
    out.family({"aquacis_rpc_seconds", "histogram", "How long gRPC calls took, by method and status code."});
    for (const auto& [key, count] : counts_) {
        const Exposition::Labels labels{{"method", key.first}, {"status", std::to_string(key.second)}};
        std::int64_t so_far = 0;
        for (std::size_t i = 0; i < call_buckets.size(); ++i) {
            auto with_end = labels;
            with_end.emplace_back("le", in_seconds(call_buckets.at(i)));
            out.sample(with_end, so_far += count.within.at(i), "_bucket");
        }
        auto all = labels;
        all.emplace_back("le", "+Inf");
        out.sample(all, count.calls, "_bucket");
        out.sample(labels, count.took, "_sum");
        out.sample(labels, count.calls, "_count");
    }
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
