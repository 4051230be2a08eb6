#pragma once
// A reading campaign chooses one billing reading for each meter: the last measured one not after the cut.

#include <optional>
#include <string>
#include <string_view>

#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/domain/validation.hpp"

namespace aquacis::metering {

struct Campaign {
    CampaignId id;
    std::string zone;  // empty: every zone of the administration
    Period period;
    Date cut;  // the last day whose readings count
    int meters = 0;
    int measured = 0;
    int without_reading() const { return meters - measured; }
};

// The same zone and period is the same campaign.
CampaignId campaign_id(AdministrationId administration, std::string_view zone, Period period);

// What the store knows of a meter at the cut.
struct CampaignFacts {
    MeterId meter;
    ContractId contract;
    std::string meter_label;
    Volume initial;
    LastReading previous;                // the billing reading before, or the register at installation
    std::optional<LastReading> current;  // the last measured one after it and not after the cut
    std::optional<Instant> moved_at;     // the last reading before the current one that showed another volume
    bool leak = false;                   // a reading between them said leak or burst
};

struct Consumption {
    MeterId meter;
    ContractId contract;
    std::string meter_label;
    LastReading previous;
    LastReading current;  // the previous one again when there is no reading
    std::string quality;  // measured | no_reading
    std::string remark;   // leak, stopped: joined with commas
    Volume consumed() const { return current.volume - previous.volume; }
};

Consumption consumption_of(const CampaignFacts& facts);

}  // namespace aquacis::metering
