#include "tests/support/in_process.hpp"

namespace aquacis::test {
namespace {

constexpr const char* secret = "known to this test alone";
constexpr std::chrono::seconds deadline{30};

}  // namespace

InProcess::InProcess(const Clock& clock) : guard_(clock, nullptr, secret), channels_(secret) {}

InProcess::~InProcess() {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
}

std::shared_ptr<grpc::Channel> InProcess::serve(const std::vector<grpc::Service*>& services) {
    grpc::ServerBuilder builder;
    for (grpc::Service* service : services)
        builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    return server_->InProcessChannel(grpc::ChannelArguments());
}

std::unique_ptr<grpc::ClientContext> InProcess::call(AdministrationId administration) const {
    return channels_.call({.context = "test", .administration = administration, .correlation_id = "correlation"},
                          deadline);
}

}  // namespace aquacis::test
