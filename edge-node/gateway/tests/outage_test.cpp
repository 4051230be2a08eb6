// Days without a broker, in simulated time; the benchmark edge_node_bench runs the same at full size.

#include <gtest/gtest.h>

#include "edge-node/gateway/tests/outage.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::test {
namespace {

class Outage : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = aquacis::test::MosquittoServer::missing())
            GTEST_SKIP() << "not installed: " << *missing;
        std::string name = (std::filesystem::temp_directory_path() / "aquacis-outage-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(Outage, TwoDaysWithoutTheBrokerLoseNothingAndDoubleNothing) {
    const OutageResult result = run_outage({.folder = folder_, .meters = 200, .days = 2});
    EXPECT_EQ(result.fault, "");
    EXPECT_EQ(result.said, 200 * 48);
    EXPECT_EQ(result.queued, result.said);
    EXPECT_EQ(result.delivered, result.said);
    EXPECT_GT(result.alarms, 0);
    EXPECT_EQ(result.twice, 0);
    EXPECT_EQ(result.wrong, 0);
    EXPECT_EQ(result.told_thinned, 0);
    EXPECT_EQ(result.left_in_spool, 0);
}

TEST_F(Outage, ASpoolThatIsTooSmallThinsIntervalsAloneAndTellsEachOne) {
    const OutageResult result = run_outage({.folder = folder_, .meters = 200, .days = 4, .spool_bytes = 1'200'000});
    EXPECT_EQ(result.fault, "");
    EXPECT_GT(result.told_thinned, 0);
    EXPECT_EQ(result.missing_intervals, result.told_thinned);
    EXPECT_EQ(result.missing_billing, 0);
    EXPECT_EQ(result.missing_alarms, 0);
    EXPECT_EQ(result.delivered + result.told_thinned, result.said);
    EXPECT_EQ(result.delivered, result.queued);
    EXPECT_EQ(result.twice, 0);
    EXPECT_EQ(result.wrong, 0);
}

}  // namespace
}  // namespace aquacis::edge::test
