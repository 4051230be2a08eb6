#pragma once
// The registry's calls, as gRPC.

#include "aquacis/synchub/v1/devices.grpc.pb.h"
#include "cloud/synchub/service/registry.hpp"

namespace aquacis::synchub {

class DeviceRegistryService final : public v1::DeviceRegistry::Service {
public:
    DeviceRegistryService(const Registry& registry, const platform::Guard& guard)
        : registry_(registry), guard_(guard) {}

    grpc::Status InviteDevice(grpc::ServerContext* call, const v1::InviteDeviceRequest* request,
                              v1::InviteDeviceResponse* response) override;
    grpc::Status RegisterDevice(grpc::ServerContext* call, const v1::RegisterDeviceRequest* request,
                                v1::Device* response) override;
    grpc::Status ListDevices(grpc::ServerContext* call, const v1::ListDevicesRequest* request,
                             v1::ListDevicesResponse* response) override;
    grpc::Status GetDevice(grpc::ServerContext* call, const v1::GetDeviceRequest* request,
                           v1::Device* response) override;
    grpc::Status RevokeDevice(grpc::ServerContext* call, const v1::RevokeDeviceRequest* request,
                              v1::RevokeDeviceResponse* response) override;
    grpc::Status AdoptDevices(grpc::ServerContext* call, const v1::AdoptDevicesRequest* request,
                              v1::AdoptDevicesResponse* response) override;
    grpc::Status GetSyncAuthority(grpc::ServerContext* call, const v1::GetSyncAuthorityRequest* request,
                                  v1::GetSyncAuthorityResponse* response) override;
    grpc::Status EnrollDevice(grpc::ServerContext* call, const v1::EnrollDeviceRequest* request,
                              v1::EnrollDeviceResponse* response) override;

private:
    const Registry& registry_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::synchub
