#include "cloud/metering/service/grpc.hpp"

#include "cloud/metering/service/claim_campaign.hpp"
#include "cloud/metering/service/close_campaign.hpp"
#include "cloud/metering/service/decide_reading.hpp"
#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/service/get_counts.hpp"
#include "cloud/metering/service/install_meters.hpp"
#include "cloud/metering/service/list_consumptions.hpp"
#include "cloud/metering/service/list_readings.hpp"
#include "cloud/metering/service/release_campaign.hpp"
#include "cloud/metering/service/remove_meter.hpp"
#include "cloud/metering/service/replace_meter.hpp"
#include "cloud/metering/service/void_campaign.hpp"
#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

using platform::Caller;

namespace {

RemovalRequest removal_of(const v1::RemoveMeterRequest& request) {
    return {request.meter_id(), request.removed_on(), request.final_litres(), request.reason()};
}

v1::Reading to_proto(const KeptReading& kept) {
    v1::Reading message;
    message.set_taken_at_us(to_microseconds(kept.reading.taken_at));
    message.set_litres(kept.reading.volume.litres());
    message.set_quality(kept.quality);
    message.set_remark(kept.remark);
    message.set_gateway_id(kept.gateway);
    message.set_decided_by(kept.decided_by);
    message.set_reason(kept.reason);
    return message;
}

template <class Request>
Result<> decide(const Context& context, const Caller& caller, const Request& request, bool is_void,
                v1::DecideReadingResponse& response) {
    const auto decided =
        decide_reading(context, caller, {request.meter_id(), request.taken_at_us(), request.reason(), is_void});
    if (!decided) return decided.refusal();
    response.set_readings(decided->readings);
    response.set_judged_again(decided->judged_again);
    return Done{};
}

}  // namespace

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

grpc::Status MeteringService::RemoveMeter(grpc::ServerContext* call, const v1::RemoveMeterRequest* request,
                                          v1::RemoveMeterResponse*) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        if (auto removed = remove_meter(context_, caller, removal_of(*request)); !removed) return removed.refusal();
        return Done{};
    });
}

grpc::Status MeteringService::ReplaceMeter(grpc::ServerContext* call, const v1::ReplaceMeterRequest* request,
                                           v1::ReplaceMeterResponse*) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        auto replaced =
            replace_meter(context_, caller, {removal_of(request->removed()), from_proto(request->installed())});
        if (!replaced) return replaced.refusal();
        return Done{};
    });
}

grpc::Status MeteringService::ListReadings(grpc::ServerContext* call, const v1::ListReadingsRequest* request,
                                           v1::ListReadingsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto list =
            list_readings(context_, caller, {request->meter_id(), request->page_size(), request->page_token()});
        if (!list) return list.refusal();
        for (const KeptReading& reading : list->readings)
            *response->add_readings() = to_proto(reading);
        response->set_next_page_token(list->next_page_token);
        return Done{};
    });
}

grpc::Status MeteringService::VoidReading(grpc::ServerContext* call, const v1::VoidReadingRequest* request,
                                          v1::DecideReadingResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        return decide(context_, caller, *request, true, *response);
    });
}

grpc::Status MeteringService::AcceptReading(grpc::ServerContext* call, const v1::AcceptReadingRequest* request,
                                            v1::DecideReadingResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        return decide(context_, caller, *request, false, *response);
    });
}

grpc::Status MeteringService::CloseCampaign(grpc::ServerContext* call, const v1::CloseCampaignRequest* request,
                                            v1::CloseCampaignResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign = close_campaign(
            context_, caller, {request->zone_id(), request->period(), request->cut_date(), request->every_zone()});
        if (!campaign) return campaign.refusal();
        response->set_campaign_id(campaign->id.to_string());
        response->set_meters(campaign->meters);
        response->set_measured(campaign->measured);
        response->set_without_reading(campaign->without_reading());
        return Done{};
    });
}

grpc::Status MeteringService::GetCampaign(grpc::ServerContext* call, const v1::GetCampaignRequest* request,
                                          v1::Campaign* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign = get_campaign(context_, caller, request->campaign_id());
        if (!campaign) return campaign.refusal();
        *response = to_proto(*campaign);
        return Done{};
    });
}

grpc::Status MeteringService::VoidCampaign(grpc::ServerContext* call, const v1::VoidCampaignRequest* request,
                                           v1::Campaign* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign = void_campaign(context_, caller, {request->campaign_id(), request->reason()});
        if (!campaign) return campaign.refusal();
        *response = to_proto(*campaign);
        return Done{};
    });
}

grpc::Status MeteringService::ClaimCampaign(grpc::ServerContext* call, const v1::ClaimCampaignRequest* request,
                                            v1::Campaign* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign = claim_campaign(
            context_, caller, {request->campaign_id(), request->zone_id(), request->period(), request->run_id()});
        if (!campaign) return campaign.refusal();
        *response = to_proto(*campaign);
        return Done{};
    });
}

grpc::Status MeteringService::ReleaseCampaign(grpc::ServerContext* call, const v1::ReleaseCampaignRequest* request,
                                              v1::Campaign* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto campaign = release_campaign(context_, caller, {request->campaign_id(), request->run_id()});
        if (!campaign) return campaign.refusal();
        *response = to_proto(*campaign);
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
