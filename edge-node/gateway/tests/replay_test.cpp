// A telegram that somebody recorded and plays again later is not a reading; what only came late is one.

#include <gtest/gtest.h>

#include "edge-node/decode/encoder.hpp"
#include "edge-node/gateway/intake.hpp"

namespace aquacis::edge {
namespace {

using namespace std::chrono_literals;

const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 18h;
const Key key{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

class ReplayTest : public ::testing::TestWithParam<Bytes (*)(const MeterReadout&, const Key&)> {
protected:
    void SetUp() override {
        std::string name = std::filesystem::temp_directory_path() / "aquacis-replay-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        start();
    }
    void start() {
        intake_.reset();
        spool_.reset();
        spool_ = std::make_unique<SpoolThread>(std::make_unique<Spool>(folder_ / "spool.db", SpoolLimits{}),
                                               SpoolThreadSettings{}, [] { return std::optional(noon); });
        intake_ = std::make_unique<Intake>(drivers_, *spool_, ThinningSettings{});
        intake_->use_keys(std::make_shared<const KeyStore>(
            KeyStore::from_text("\"KAM 10000001\" = \"" + to_hex(key) + "\"", "test")));
    }
    void TearDown() override {
        intake_.reset();
        spool_.reset();
        std::filesystem::remove_all(folder_);
    }
    void hear(std::uint32_t counter, Instant at) {
        MeterReadout readout;
        readout.address = {"KAM", "10000001", 0x1B, 0x16};
        readout.volume_m3 = Decimal(counter, 3);
        readout.date_time = "2026-09-01T12:00";
        readout.target_volume_m3 = Decimal(0, 3);
        readout.target_date = "2026-08-31";
        readout.session_counter = counter;
        intake_->take({0, add_format_a_crcs(GetParam()(readout, key)), {at, TimeQuality::synced, 0}, -70, {}});
    }

    const Drivers drivers_ = Drivers::built_in();
    std::filesystem::path folder_;
    std::unique_ptr<SpoolThread> spool_;
    std::unique_ptr<Intake> intake_;
};

TEST_P(ReplayTest, ARecordedTelegramIsNoReadingHoursLater) {
    hear(1'000, noon);
    hear(1'100, noon + 2h);
    hear(1'000, noon + 5h);
    EXPECT_EQ(intake_->counts().replayed, 1);
    EXPECT_EQ(intake_->counts().readings, 2);
    hear(1'200, noon + 6h);
    EXPECT_EQ(intake_->counts().readings, 3) << "the meter itself is heard on";
}

TEST_P(ReplayTest, ARestartForgetsNone) {
    hear(1'000, noon);
    hear(1'100, noon + 2h);
    start();
    hear(1'000, noon + 5h);
    EXPECT_EQ(intake_->counts().replayed, 1);
    EXPECT_EQ(intake_->counts().readings, 0);
    hear(1'200, noon + 6h);
    EXPECT_EQ(intake_->counts().readings, 1);
}

TEST_P(ReplayTest, WhatASecondReceiverBringsLateIsNone) {
    hear(1'100, noon + 2h);
    hear(1'000, noon);              // its line tells its own time
    hear(1'050, noon + 2h + 1min);  // and one that lags
    EXPECT_EQ(intake_->counts().replayed, 0);
}

TEST_P(ReplayTest, ACounterThatBeganAnewIsBelievedAfterADay) {
    hear(1'000'000, noon);
    hear(5, noon + 3h);
    EXPECT_EQ(intake_->counts().replayed, 1);
    hear(6, noon + 25h);
    hear(7, noon + 27h);
    EXPECT_EQ(intake_->counts().replayed, 1);
    EXPECT_EQ(intake_->counts().readings, 3);
}

INSTANTIATE_TEST_SUITE_P(counters, ReplayTest, ::testing::Values(encode_mode7, encode_ell_ctr));

}  // namespace
}  // namespace aquacis::edge
