#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/ingest/v1/ingest.grpc.pb.h"
#include "cloud/ingest/service/certificates.hpp"
#include "cloud/ingest/service/registry.hpp"
#include "cloud/ingest/service/remote.hpp"

namespace aquacis::ingest {

class GatewayRegistryService final : public v1::GatewayRegistry::Service {
public:
    struct Parts {
        const Registry& registry;
        const Remote& remote;
        Revocations& revocations;
    };
    GatewayRegistryService(const Parts& parts, const platform::Guard& guard)
        : registry_(parts.registry), remote_(parts.remote), revocations_(parts.revocations), guard_(guard) {}

    grpc::Status InviteGateway(grpc::ServerContext* call, const v1::InviteGatewayRequest* request,
                               v1::InviteGatewayResponse* response) override;
    grpc::Status ListGateways(grpc::ServerContext* call, const v1::ListGatewaysRequest* request,
                              v1::ListGatewaysResponse* response) override;
    grpc::Status RevokeGateway(grpc::ServerContext* call, const v1::RevokeGatewayRequest* request,
                               v1::RevokeGatewayResponse* response) override;
    grpc::Status GetDeviceAuthority(grpc::ServerContext* call, const v1::GetDeviceAuthorityRequest* request,
                                    v1::GetDeviceAuthorityResponse* response) override;
    grpc::Status GetRevocationList(grpc::ServerContext* call, const v1::GetRevocationListRequest* request,
                                   v1::GetRevocationListResponse* response) override;
    grpc::Status EnrollGateway(grpc::ServerContext* call, const v1::EnrollGatewayRequest* request,
                               v1::EnrollGatewayResponse* response) override;
    grpc::Status ConfigureGateway(grpc::ServerContext* call, const v1::ConfigureGatewayRequest* request,
                                  v1::ConfigureGatewayResponse* response) override;
    grpc::Status CommandGateway(grpc::ServerContext* call, const v1::CommandGatewayRequest* request,
                                v1::GatewayCommand* response) override;
    grpc::Status GetGatewayCommand(grpc::ServerContext* call, const v1::GetGatewayCommandRequest* request,
                                   v1::GatewayCommand* response) override;
    grpc::Status GetGateway(grpc::ServerContext* call, const v1::GetGatewayRequest* request,
                            v1::GetGatewayResponse* response) override;

private:
    const Registry& registry_;
    const Remote& remote_;
    Revocations& revocations_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::ingest
