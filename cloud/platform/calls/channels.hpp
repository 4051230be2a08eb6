#pragma once
// The way from one context to another: in-process when both are hosted together, TCP with mutual TLS when they are not.

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>

#include "cloud/platform/calls/guard.hpp"

namespace aquacis::platform {

class Channels {
public:
    explicit Channels(std::string internal_secret) : internal_secret_(std::move(internal_secret)) {}

    // Known before the first call: aquacisd sets each context's channel while it wires.
    void set(const std::string& context, std::shared_ptr<grpc::Channel> channel) {
        channels_[context] = std::move(channel);
    }
    std::shared_ptr<grpc::Channel> to(const std::string& context) const;  // throws std::logic_error when never set

    // A call's context, with a deadline, on behalf of `identity`.
    std::unique_ptr<grpc::ClientContext> call(const ServiceIdentity& identity,
                                              std::chrono::milliseconds deadline) const;

private:
    std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
    std::string internal_secret_;
};

}  // namespace aquacis::platform
