#pragma once
// What every use case here works with.

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/billing/domain/bill.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct ConsumptionPage {
    std::vector<MeterConsumption> consumptions;
    std::string next_page_token;  // empty: the last
};
struct ConsumptionQuestion {
    AdministrationId administration;
    CampaignId campaign;
    std::string page_token;
    int page_size = 0;
};
// metering's ListConsumptions; throws when metering does not answer.
using ConsumptionSource = std::function<ConsumptionPage(const ConsumptionQuestion&)>;

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    ConsumptionSource consumptions;
    std::function<std::string(AdministrationId)> number_prefix;  // "QRO"
};

// Contracts billed in one transaction: one page of the campaign.
inline constexpr int contracts_per_transaction = 200;

}  // namespace aquacis::billing
