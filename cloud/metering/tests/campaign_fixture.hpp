#pragma once
// Campaigns over the meters of the fixture.

#include <stdexcept>

#include "cloud/metering/service/close_campaign.hpp"
#include "cloud/metering/service/list_consumptions.hpp"
#include "cloud/metering/tests/metering_fixture.hpp"

namespace aquacis::metering {

inline const CampaignOrder september{.zone_id = "14-B", .period = "2026-09", .cut_date = "2026-09-30"};
inline const CampaignOrder october{.zone_id = "14-B", .period = "2026-10", .cut_date = "2026-10-31"};

class CampaignTest : public MeteringTest {
protected:
    Consumption consumption(const Campaign& campaign, int n) {
        const auto list = list_consumptions(context_, caller(), {campaign.id.to_string(), 1000, ""});
        for (const Consumption& one : list->consumptions)
            if (one.meter.to_string() == id_of("meter", n)) return one;
        throw std::runtime_error("no such meter in the campaign");
    }
    std::int64_t completed() {
        return number(queretaro, "SELECT count(*) FROM outbox WHERE topic = 'reading.campaign.completed'");
    }
};

}  // namespace aquacis::metering
