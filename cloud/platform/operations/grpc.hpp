#pragma once
// The one gRPC service of all contexts of this process that decide on operations.

#include <map>
#include <string>

#include "aquacis/sync/v1/operations.grpc.pb.h"
#include "cloud/platform/operations/operations.hpp"

namespace aquacis::platform {

class OperationsService final : public sync::v1::Operations::Service {
public:
    explicit OperationsService(const Guard& guard) : guard_(guard) {}
    void add(const Operations& operations) { by_context_[operations.context()] = &operations; }  // before it serves

    grpc::Status Apply(grpc::ServerContext* call, const sync::v1::ApplyRequest* request,
                       sync::v1::Outcome* response) override;
    grpc::Status Grant(grpc::ServerContext* call, const sync::v1::GrantRequest* request,
                       sync::v1::Granted* response) override;
    grpc::Status GiveBack(grpc::ServerContext* call, const sync::v1::GiveBackRequest* request,
                          sync::v1::GiveBackResponse* response) override;

private:
    const Operations* owner_of(const std::string& type) const;  // null: no context of this process

    const Guard& guard_;
    std::map<std::string, const Operations*> by_context_;
};

}  // namespace aquacis::platform
