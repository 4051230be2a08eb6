#pragma once
// How a command reaches aquacisd: mutual TLS as [client] says, and the operator's token.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "base/config/config.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {

class Client {
public:
    Client(const Config& config, const std::string& token_file);
    std::shared_ptr<grpc::Channel> channel() const { return channel_; }
    std::unique_ptr<grpc::ClientContext> call(std::chrono::seconds deadline = std::chrono::seconds(60)) const;

private:
    std::shared_ptr<grpc::Channel> channel_;
    std::string token_;
};

// Throws with the refusal's words when the call was not answered with OK.
void require(const grpc::Status& status, const std::string& doing);

using platform::read_file;
void write_file(const std::string& path, const std::string& content);

}  // namespace aquacis::aquacisctl
