#pragma once
// What every use case here works with.

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/reversal.hpp"
#include "cloud/billing/domain/run.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct ConsumptionPage {
    std::vector<MeterConsumption> consumptions;  // by contract; all meters of a contract stand on one page
    std::string next_page_token;                 // empty: the last
};
struct ConsumptionQuestion {
    AdministrationId administration;
    CampaignId campaign;
    std::string page_token;
    int page_size = 0;  // contracts
};

// What billing asks of metering. Each throws when metering does not answer, and gives metering's own refusal.
struct Campaigns {
    // The campaign is the run's from now on: closed, of its zone and period, and nobody voids it.
    std::function<Result<>(const Run&)> claim;
    std::function<Result<>(const Run&)> release;
    std::function<Result<ConsumptionPage>(const ConsumptionQuestion&)> consumptions;
};

// What billing asks of payments for whoever calls it: what was paid for a bill. Throws when payments does not answer.
using PaymentsOf = std::function<std::vector<DebtPayment>(const platform::Caller&, InvoiceId)>;

struct Context {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    Campaigns campaigns;
    std::function<std::string(AdministrationId)> number_prefix;  // "QRO"; empty when the settings have none
    PaymentsOf payments_of;
};

// Contracts billed in one transaction: one page of the campaign.
inline constexpr int contracts_per_transaction = 200;

}  // namespace aquacis::billing
