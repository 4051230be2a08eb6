#include "cloud/billing/service/metering_campaigns.hpp"

#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "cloud/billing/wire/convert.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::billing {
namespace {

constexpr std::chrono::seconds patience{30};

// A refusal is metering's answer; anything else is no answer, and may be one later.
Result<> answer_of(const grpc::Status& status) {
    if (status.ok()) return Done{};
    Refusal refusal = platform::refusal_of(status);
    const bool is_answer = refusal.kind == RefusalKind::not_found || refusal.kind == RefusalKind::conflict ||
                           refusal.kind == RefusalKind::invalid;
    if (is_answer && !status.error_details().empty() && status.error_code() != grpc::StatusCode::INTERNAL)
        return refusal;
    throw std::runtime_error("metering did not answer: " + status.error_message());
}

class MeteringCalls {
public:
    explicit MeteringCalls(const platform::Channels& channels) : channels_(channels) {}

    Result<> claim(const Run& run) const {
        metering::v1::ClaimCampaignRequest request;
        request.set_campaign_id(run.campaign.to_string());
        request.set_zone_id(run.zone);
        request.set_period(run.period.to_string());
        request.set_run_id(run.id.to_string());
        metering::v1::Campaign campaign;
        return answer_of(stub()->ClaimCampaign(call(run.administration).get(), request, &campaign));
    }

    Result<> release(const Run& run) const {
        metering::v1::ReleaseCampaignRequest request;
        request.set_campaign_id(run.campaign.to_string());
        request.set_run_id(run.id.to_string());
        metering::v1::Campaign campaign;
        return answer_of(stub()->ReleaseCampaign(call(run.administration).get(), request, &campaign));
    }

    Result<ConsumptionPage> consumptions(const ConsumptionQuestion& question) const {
        metering::v1::ListConsumptionsRequest request;
        request.set_campaign_id(question.campaign.to_string());
        request.set_page_size(question.page_size);
        request.set_page_token(question.page_token);
        metering::v1::ListConsumptionsResponse response;
        const auto answer =
            answer_of(stub()->ListConsumptions(call(question.administration).get(), request, &response));
        if (!answer) return answer.refusal();
        ConsumptionPage page{{}, response.next_page_token()};
        for (const auto& consumption : response.consumptions())
            page.consumptions.push_back(from_proto(consumption));
        return page;
    }

private:
    std::unique_ptr<metering::v1::Metering::Stub> stub() const {
        return metering::v1::Metering::NewStub(channels_.to("metering"));
    }
    std::unique_ptr<grpc::ClientContext> call(AdministrationId administration) const {
        return channels_.call({"billing", administration, "billing-run"}, patience);
    }
    const platform::Channels& channels_;
};

}  // namespace

Campaigns metering_campaigns(const platform::Channels& channels) {
    const MeteringCalls calls(channels);
    return {.claim = [calls](const Run& run) { return calls.claim(run); },
            .release = [calls](const Run& run) { return calls.release(run); },
            .consumptions = [calls](const ConsumptionQuestion& question) { return calls.consumptions(question); }};
}

}  // namespace aquacis::billing
