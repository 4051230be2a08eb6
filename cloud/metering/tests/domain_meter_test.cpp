#include <gtest/gtest.h>

#include "cloud/metering/domain/meter.hpp"

namespace aquacis::metering {
namespace {

MeterDraft full_draft() {
    return {.meter_id = "0190a000-0000-7000-8000-000000000001",
            .contract_id = "0190a000-0000-7000-8000-000000000002",
            .zone_id = "14-B",
            .installed_on = "2026-09-01",
            .identity = {"KAM", "64107712", 27, 22},
            .initial_litres = 100'000};
}

TEST(Meter, IsTaken) {
    const auto meter = check_meter(full_draft());
    ASSERT_TRUE(meter.ok());
    EXPECT_EQ(meter->identity.label(), "KAM 64107712");
    EXPECT_EQ(meter->permanent_flow_litres_h, 2'500);
}

struct Bad {
    const char* field;
    void (*change)(MeterDraft&);
};

class BadMeter : public testing::TestWithParam<Bad> {};

TEST_P(BadMeter, IsRefusedWithTheFieldAndARemedy) {
    MeterDraft draft = full_draft();
    GetParam().change(draft);
    const auto meter = check_meter(draft);
    ASSERT_FALSE(meter.ok());
    EXPECT_EQ(meter.refusal().field, GetParam().field);
    EXPECT_FALSE(meter.refusal().message.empty());
    EXPECT_FALSE(meter.refusal().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadMeter,
    testing::Values(Bad{"meter_id", [](MeterDraft& draft) { draft.meter_id = "1"; }},
                    Bad{"manufacturer", [](MeterDraft& draft) { draft.identity.manufacturer = "Kam"; }},
                    Bad{"serial", [](MeterDraft& draft) { draft.identity.serial = "6410771"; }},
                    Bad{"version", [](MeterDraft& draft) { draft.identity.version = 256; }},
                    Bad{"device_type", [](MeterDraft& draft) { draft.identity.device_type = 256; }},
                    Bad{"contract_id", [](MeterDraft& draft) { draft.contract_id = ""; }},
                    Bad{"zone_id", [](MeterDraft& draft) { draft.zone_id = ""; }},
                    Bad{"installed_on", [](MeterDraft& draft) { draft.installed_on = "ayer"; }},
                    Bad{"initial_litres", [](MeterDraft& draft) { draft.initial_litres = -1; }},
                    Bad{"permanent_flow_litres_h", [](MeterDraft& draft) { draft.permanent_flow_litres_h = -1; }}));

}  // namespace
}  // namespace aquacis::metering
