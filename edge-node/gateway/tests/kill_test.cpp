// SIGKILL at random moments under load. AQUACIS_KILLS=n sets how often, AQUACIS_SEED=n runs a printed seed again.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>
#include <set>
#include <thread>
#include <unordered_map>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/sqlite/sqlite.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

constexpr int meters = 100;
constexpr int kills_by_default = 10;
constexpr int hours_a_life = 3;           // new telegrams that each life is offered
constexpr std::size_t most_said = 2'000;  // in one life: those, and what earlier lives did not keep
constexpr int longest_life_ms = 200;      // after it began to listen
constexpr int longest_start_ms = 60;
constexpr auto patience = 120s;

unsigned number_from(const char* name, unsigned otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

// A telegram by its meter's serial number and its litres.
using Said = std::pair<std::string, std::int64_t>;

Said said_of(const v1::MeterReading& reading) {
    const auto volume = Decimal::parse(reading.volume_m3());
    return {reading.serial(), volume ? volume->scaled_integer(3, Rounding::down) : -1};
}

class Kills : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        seed_ = number_from("AQUACIS_SEED", std::random_device{}());
        random_.seed(seed_);
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_, [this](const v1::MeterReading& reading) {
            const std::lock_guard lock(mutex_);
            ++arrived_[said_of(reading)];
        });
        cloud_->lose_one_ack_in(5);
    }

    bool has_arrived(const Said& said) {
        const std::lock_guard lock(mutex_);
        return arrived_.count(said) != 0;
    }
    std::size_t arrived() {
        const std::lock_guard lock(mutex_);
        return arrived_.size();
    }

    // One life in four ends while it still starts; the others under load.
    void live(EdgeProcess& edge, const std::string& air) {
        const auto random_wait = [&](int most_ms) {
            std::this_thread::sleep_for(
                std::chrono::microseconds(random_() % (static_cast<unsigned>(most_ms) * 1'000)));
        };
        if (random_() % 4 == 0) return random_wait(longest_start_ms);
        Feeder feeder(edge.port());
        const std::jthread feeding([&] { feeder.write(air); });  // ends at the latest when the node does
        random_wait(longest_life_ms);
        edge.kill_hard();
    }

    // Read from the dead node's file, by a reader of its own. An opened log is moved into the file, as the next start
    // does.
    static std::set<Said> durable(const EdgeProcess& edge) {
        std::set<Said> rows;
        if (!std::filesystem::exists(edge.spool())) return rows;
        sqlite::Database file(edge.spool());
        EXPECT_EQ(file.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
        if (file.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'readings'") == 0) return rows;
        for (auto row = file.prepare("SELECT body FROM readings"); row.step();) {
            v1::MeterReading reading;
            if (reading.ParseFromString(row.text(0))) rows.insert(said_of(reading));
        }
        return rows;
    }

    void bring_the_broker_back() {
        broker_->start();
        cloud_->connect();
    }
    // A meter speaks again and again: what is neither durable nor delivered when a life ends is said once more in a
    // later one.
    using Unsaid = std::deque<std::pair<Said, std::string>>;
    void leave_out(const std::set<Said>& kept, Unsaid& unsaid) {
        for (std::size_t looked = std::min(unsaid.size(), most_said); looked > 0; --looked) {
            auto one = std::move(unsaid.front());
            unsaid.pop_front();
            if (kept.count(one.first) == 0 && !has_arrived(one.first)) unsaid.push_back(std::move(one));
        }
    }

    unsigned seed_ = 0;
    std::mt19937 random_;
    std::mutex mutex_;
    std::map<Said, int> arrived_;
    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
};

TEST_F(Kills, AtRandomMomentsUnderLoadLoseNothingThatWasDurable) {
    const int kills = static_cast<int>(number_from("AQUACIS_KILLS", kills_by_default));
    std::printf("seed %u, %d kills\n", seed_, kills);
    const HourlyAir air(make_register(meters, Date(std::chrono::year(2026) / 9 / 1)),
                        local_midnight(Date(std::chrono::year(2026) / 9 / 1)));
    EdgeProcess edge(*broker_, {});
    edge.write_keys(air.meters());

    Unsaid unsaid;
    std::size_t offered = 0;
    std::set<Said> ever_durable;
    std::int64_t rows_at_kills = 0;
    int kills_with_rows = 0;
    for (int life = 0; life < kills; ++life) {
        for (int hour = life * hours_a_life; hour < (life + 1) * hours_a_life; ++hour)
            for (std::size_t meter = 0; meter < air.size(); ++meter, ++offered)
                unsaid.emplace_back(Said{air.meters().meters[meter].address.id, air.litres(meter, hour)},
                                    air.line(meter, hour));
        // The broker too is away for some lives.
        if (life % 20 == 3) broker_->stop();
        if (life % 20 == 6) bring_the_broker_back();
        std::string air_of_life;
        for (std::size_t i = 0; i < std::min(unsaid.size(), most_said); ++i)
            air_of_life += unsaid[i].second;
        edge.start();
        live(edge, air_of_life);
        edge.kill_hard();
        const auto kept = durable(edge);
        rows_at_kills += static_cast<std::int64_t>(kept.size());
        kills_with_rows += kept.empty() ? 0 : 1;
        ever_durable.insert(kept.begin(), kept.end());
        leave_out(kept, unsaid);
    }
    if (kills % 20 > 3 && kills % 20 <= 6) bring_the_broker_back();
    edge.start();
    Feeder feeder(edge.port());
    for (const auto& [said, line] : unsaid)
        ASSERT_TRUE(feeder.write(line));
    const auto until = std::chrono::steady_clock::now() + patience;
    while ((arrived() < offered || edge.count("SELECT count(*) FROM readings") != 0) &&
           std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(50ms);

    std::int64_t lost = 0;
    for (const Said& said : ever_durable)
        lost += has_arrived(said) ? 0 : 1;
    std::int64_t again = 0;
    for (const auto& [said, times] : arrived_)
        again += times - 1;
    std::printf(
        "%zu telegrams offered, %zu arrived, %lld again for want of an answer; rows in the file at %d of %d kills, "
        "%lld each on average\n",
        offered, arrived(), static_cast<long long>(again), kills_with_rows, kills,
        static_cast<long long>(rows_at_kills / std::max(kills_with_rows, 1)));
    EXPECT_EQ(lost, 0) << "durable and lost, seed " << seed_;
    EXPECT_EQ(arrived(), offered) << "seed " << seed_ << edge.log().substr(0, 2'000);
    // What is said again may be heard after everything has arrived.
    const auto empty = [&] { return edge.count("SELECT count(*) FROM readings") == 0; };
    EXPECT_TRUE(eventually(empty, 20s)) << "seed " << seed_
                                        << edge.log().substr(edge.log().size() -
                                                             std::min<std::size_t>(edge.log().size(), 3'000));
    EXPECT_EQ(edge.log().find("damaged_file"), std::string::npos);
    // The test says something only if rows really were waiting when it struck.
    EXPECT_GT(kills_with_rows, kills / 4) << "seed " << seed_;
    EXPECT_TRUE(edge.is_small()) << edge.resident_kib() << " KiB resident";
}

}  // namespace
}  // namespace aquacis::edge::test
