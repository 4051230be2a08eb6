#pragma once
// A context's services behind a guard, reached over gRPC without a port.

#include <grpcpp/grpcpp.h>

#include <memory>

#include "base/time.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::test {

class InProcess {
public:
    explicit InProcess(const Clock& clock);
    ~InProcess();
    InProcess(const InProcess&) = delete;
    InProcess& operator=(const InProcess&) = delete;

    platform::Guard& guard() { return guard_; }
    // Call once, with services that outlive this object.
    std::shared_ptr<grpc::Channel> serve(const std::vector<grpc::Service*>& services);
    // A call as another context would make it.
    std::unique_ptr<grpc::ClientContext> call(AdministrationId administration) const;

private:
    platform::Guard guard_;
    platform::Channels channels_;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace aquacis::test
