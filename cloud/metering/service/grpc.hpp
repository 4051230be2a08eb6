#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

class MeteringService final : public v1::Metering::Service {
public:
    MeteringService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}

    grpc::Status InstallMeters(grpc::ServerContext* call, const v1::InstallMetersRequest* request,
                               v1::InstallMetersResponse* response) override;
    grpc::Status RemoveMeter(grpc::ServerContext* call, const v1::RemoveMeterRequest* request,
                             v1::RemoveMeterResponse* response) override;
    grpc::Status ReplaceMeter(grpc::ServerContext* call, const v1::ReplaceMeterRequest* request,
                              v1::ReplaceMeterResponse* response) override;
    grpc::Status ListReadings(grpc::ServerContext* call, const v1::ListReadingsRequest* request,
                              v1::ListReadingsResponse* response) override;
    grpc::Status VoidReading(grpc::ServerContext* call, const v1::VoidReadingRequest* request,
                             v1::DecideReadingResponse* response) override;
    grpc::Status AcceptReading(grpc::ServerContext* call, const v1::AcceptReadingRequest* request,
                               v1::DecideReadingResponse* response) override;
    grpc::Status CloseCampaign(grpc::ServerContext* call, const v1::CloseCampaignRequest* request,
                               v1::CloseCampaignResponse* response) override;
    grpc::Status GetCampaign(grpc::ServerContext* call, const v1::GetCampaignRequest* request,
                             v1::Campaign* response) override;
    grpc::Status VoidCampaign(grpc::ServerContext* call, const v1::VoidCampaignRequest* request,
                              v1::Campaign* response) override;
    grpc::Status ClaimCampaign(grpc::ServerContext* call, const v1::ClaimCampaignRequest* request,
                               v1::Campaign* response) override;
    grpc::Status ReleaseCampaign(grpc::ServerContext* call, const v1::ReleaseCampaignRequest* request,
                                 v1::Campaign* response) override;
    grpc::Status ListConsumptions(grpc::ServerContext* call, const v1::ListConsumptionsRequest* request,
                                  v1::ListConsumptionsResponse* response) override;
    grpc::Status GetCounts(grpc::ServerContext* call, const v1::GetCountsRequest* request,
                           v1::GetCountsResponse* response) override;

private:
    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::metering
