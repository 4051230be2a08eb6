// How many readings a second pass through the handler, in batches of 500 on one connection, outbox rows included. The
// printed rate is the measurement; the bound only tells a set-based handler from one that asks row by row.

#include <chrono>
#include <ctime>
#include <iostream>

#include "cloud/metering/tests/metering_fixture.hpp"

namespace aquacis::metering {
namespace {

constexpr int meters = 2'000;
constexpr int days = 30;
constexpr double least_per_second = 1'000;

TEST_F(MeteringTest, ABatchCostsAHandfulOfStatements) {
    for (int from = 0; from < meters; from += 500)
        ASSERT_TRUE(install_meters(context_, caller(), drafts_of(from, from + 500)).ok());
    std::vector<std::vector<edge::v1::MeterReading>> batches;
    for (int day = 1; day <= days; ++day)
        for (int from = 0; from < meters; from += 500) {
            auto& batch = batches.emplace_back();
            for (int n = from; n < from + 500; ++n)
                batch.push_back(reading_of(n, day, 100'000 + 400 * day));
        }
    const auto began = std::chrono::steady_clock::now();
    const std::clock_t cpu_began = std::clock();
    for (const auto& batch : batches)
        hear(batch);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const double cpu = static_cast<double>(std::clock() - cpu_began) / CLOCKS_PER_SEC;
    const double rate = meters * days / took.count();
    std::cout << meters * days << " readings in " << took.count() << " s: " << static_cast<int>(rate) << " a second; "
              << cpu << " s of processor time here, the rest in PostgreSQL\n";
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading"), meters * days);
    EXPECT_GT(rate, least_per_second);
}

}  // namespace
}  // namespace aquacis::metering
