#include "cloud/billing/service/metering_consumptions.hpp"

#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "cloud/billing/wire/convert.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::billing {
namespace {

constexpr std::chrono::seconds patience{30};

ConsumptionPage ask(const platform::Channels& channels, const ConsumptionQuestion& question) {
    metering::v1::ListConsumptionsRequest request;
    request.set_campaign_id(question.campaign.to_string());
    request.set_page_size(question.page_size);
    request.set_page_token(question.page_token);
    metering::v1::ListConsumptionsResponse response;
    const auto stub = metering::v1::Metering::NewStub(channels.to("metering"));
    const auto call = channels.call({"billing", question.administration, "billing-run"}, patience);
    if (const auto status = stub->ListConsumptions(call.get(), request, &response); !status.ok())
        throw std::runtime_error("metering did not list the campaign " + question.campaign.to_string() + ": " +
                                 status.error_message());
    ConsumptionPage page{{}, response.next_page_token()};
    for (const auto& consumption : response.consumptions())
        page.consumptions.push_back(from_proto(consumption));
    return page;
}

}  // namespace

ConsumptionSource metering_consumptions(const platform::Channels& channels) {
    return [&channels](const ConsumptionQuestion& question) { return ask(channels, question); };
}

}  // namespace aquacis::billing
