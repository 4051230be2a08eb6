#pragma once
// The way from one context to another: in-process when both are hosted together, TCP with mutual TLS when they are not.

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "cloud/platform/calls/direct.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::platform {

class Channels {
public:
    explicit Channels(std::string internal_secret) : internal_secret_(std::move(internal_secret)) {}

    // Before the first call: aquacisd sets the channel of each context that it hosts, and where to look for the others.
    using Elsewhere = std::function<std::shared_ptr<grpc::Channel>(const std::string& context)>;  // null: nowhere
    void set(const std::string& context, std::shared_ptr<grpc::Channel> channel) {
        channels_[context] = std::move(channel);
    }
    void look_elsewhere(Elsewhere elsewhere) { elsewhere_ = std::move(elsewhere); }
    std::shared_ptr<grpc::Channel> to(const std::string& context) const;  // throws Unavailable when it is nowhere
    // Whether nodes' operations may be handed to it: one of this process that decides on some, or one elsewhere.
    bool may_decide(const std::string& context) const;
    void decides_on_nothing(const std::string& context) { undeciding_.insert(context); }

    // Before the first call too: what this process answers itself, for a front that is hosted beside it.
    void set_direct(DirectMethod method) { direct_.insert_or_assign(method.name, std::move(method)); }
    const DirectMethod* direct(const std::string& method) const;  // null: by its channel
    // Told of each direct call, as the gRPC server's interceptor tells of the others:
    // "/aquacis.billing.v1.Billing/GetRun".
    void count_direct_calls(CountCall count) { count_ = std::move(count); }
    grpc::Status call_directly(const DirectMethod& method, const CallHeaders& headers,
                               const google::protobuf::Message& request, google::protobuf::Message& response) const;

    // A call's context, with a deadline, on behalf of `identity`.
    std::unique_ptr<grpc::ClientContext> call(const ServiceIdentity& identity,
                                              std::chrono::milliseconds deadline) const;

private:
    std::shared_ptr<grpc::Channel> find(const std::string& context) const;  // null: nowhere

    mutable std::mutex mutex_;  // of what is found elsewhere at the first call
    mutable std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
    Elsewhere elsewhere_;
    std::set<std::string> undeciding_;
    std::map<std::string, DirectMethod> direct_;
    CountCall count_;
    std::string internal_secret_;
};

}  // namespace aquacis::platform
