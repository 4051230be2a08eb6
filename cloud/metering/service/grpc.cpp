#include "cloud/metering/service/grpc.hpp"

#include "cloud/metering/service/close_campaign.hpp"
#include "cloud/metering/service/get_counts.hpp"
#include "cloud/metering/service/install_meters.hpp"
#include "cloud/metering/service/list_consumptions.hpp"
#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

using platform::Caller;

grpc::Status MeteringService::InstallMeters(grpc::ServerContext* call, const v1::InstallMetersRequest* request,
                                            v1::InstallMetersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        std::vector<MeterDraft> drafts;
        for (const auto& meter : request->meters())
            drafts.push_back(from_proto(meter));
        const auto installed = install_meters(context_, caller, drafts);
        if (!installed) return installed.refusal();
        response->set_installed(*installed);
        return Done{};
    });
}

grpc::Status MeteringService::CloseCampaign(grpc::ServerContext* call, const v1::CloseCampaignRequest* request,
                                            v1::CloseCampaignResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign =
            close_campaign(context_, caller, {request->zone_id(), request->period(), request->cut_date()});
        if (!campaign) return campaign.refusal();
        response->set_campaign_id(campaign->id.to_string());
        response->set_meters(campaign->meters);
        response->set_measured(campaign->measured);
        response->set_without_reading(campaign->without_reading());
        return Done{};
    });
}

grpc::Status MeteringService::ListConsumptions(grpc::ServerContext* call, const v1::ListConsumptionsRequest* request,
                                               v1::ListConsumptionsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto list =
            list_consumptions(context_, caller, {request->campaign_id(), request->page_size(), request->page_token()});
        if (!list) return list.refusal();
        for (const Consumption& consumption : list->consumptions)
            *response->add_consumptions() = to_proto(consumption);
        response->set_next_page_token(list->next_page_token);
        return Done{};
    });
}

grpc::Status MeteringService::GetCounts(grpc::ServerContext* call, const v1::GetCountsRequest* request,
                                        v1::GetCountsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto counts = get_counts(context_, caller, request->period());
        if (!counts) return counts.refusal();
        response->set_recorded(counts->recorded);
        response->set_duplicates(counts->duplicates);
        response->mutable_refused()->insert(counts->refused.begin(), counts->refused.end());
        return Done{};
    });
}

}  // namespace aquacis::metering
