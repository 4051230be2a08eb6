#pragma once
// A reading campaign chooses one billing reading for each meter: the last measured one not after the cut.

#include <optional>
#include <string>
#include <string_view>

#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/domain/validation.hpp"

namespace aquacis::metering {

// A register that moved before and then stood still this long is likelier broken than unused.
inline constexpr std::chrono::days stopped_after{10};

struct Campaign {
    CampaignId id;
    std::string zone;  // empty: every zone of the administration
    Period period;
    Date cut;  // the last day whose readings count
    int meters = 0;
    int measured = 0;
    bool voided = false;
    std::optional<BillingRunId> claimed_by{};  // the billing run whose it is
    int without_reading() const { return meters - measured; }
    Instant cut_end() const { return local_midnight(add_days(cut, 1)); }
};

// The same zone and period is the same campaign; after it was voided the next one has the next generation.
struct CampaignKey {
    AdministrationId administration;
    std::string_view zone;
    Period period;
    int generation = 1;
};
CampaignId campaign_id(const CampaignKey& key);

// What the store knows of a meter at the cut.
struct CampaignFacts {
    MeterId meter;
    ContractId contract;
    std::string meter_label;
    Volume initial;
    Register shows;
    LastReading previous;                // the billing reading before, or the register at installation
    std::optional<LastReading> current;  // the last measured one after it and not after the cut
    std::optional<Instant> still_since;  // of ten days before it or more: a reading that showed the same volume
    std::string remarks;                 // what the readings between them said, joined with commas
    bool unreviewed = false;  // suspect readings after the current one, or after the previous when there is none
    bool removed = false;     // the current one is the final reading of a meter that was taken off
};

struct Consumption {
    MeterId meter;
    ContractId contract;
    std::string meter_label;
    LastReading previous;
    LastReading current;  // the previous one again when there is no reading
    std::string quality;  // measured | no_reading
    std::string remark;   // what was noticed, joined with commas
    Volume consumed;
};

// A last reading of more than ten days before the cut's end measures a part of the period only: it is no billing
// reading.
Consumption consumption_of(const CampaignFacts& facts, Instant cut_end);

}  // namespace aquacis::metering
