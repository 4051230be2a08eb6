#pragma once
// gRPC's standard health service: a program without another service has one all the same, and so can listen.

#include <functional>

#include "grpc/health/v1/health.grpc.pb.h"

namespace aquacis::platform {

class HealthService final : public grpc::health::v1::Health::Service {
public:
    explicit HealthService(std::function<bool()> is_ready) : is_ready_(std::move(is_ready)) {}
    grpc::Status Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest* request,
                       grpc::health::v1::HealthCheckResponse* response) override {
        if (!request->service().empty()) return {grpc::StatusCode::NOT_FOUND, "only the whole program is known"};
        response->set_status(is_ready_() ? grpc::health::v1::HealthCheckResponse::SERVING
                                         : grpc::health::v1::HealthCheckResponse::NOT_SERVING);
        return grpc::Status::OK;
    }

private:
    std::function<bool()> is_ready_;
};

}  // namespace aquacis::platform
