#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>
#include <thread>

#include "edge-node/spool/spool_thread.hpp"

namespace aquacis::edge {
namespace {

using namespace std::chrono_literals;

const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 12h;
const std::optional<Instant> now = noon;
const SpoolLimits readable = [] {
    SpoolLimits limits;
    limits.readable_by_others = true;
    return limits;
}();

class SpoolTest : public ::testing::Test {
protected:
    SpoolTest() {
        std::string name = (std::filesystem::temp_directory_path() / "aquacis-spool-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~SpoolTest() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<Spool> open(SpoolLimits limits = {}) {
        return std::make_unique<Spool>(folder_ / "spool.db", limits);
    }

    static KeepReading reading(Spool& spool, RowClass row_class, int n, Instant at = noon) {
        return {spool.next_row(row_class) + n,
                {at, TimeQuality::synced, 0},
                -70,
                "body " + std::to_string(n),
                {static_cast<std::uint64_t>(n), 1, 1, 0}};
    }
    static void keep(Spool& spool, RowClass row_class, int count, Instant first = noon,
                     std::chrono::minutes apart = 0min) {
        std::vector<SpoolEntry> entries;
        for (int n = 0; n < count; ++n)
            entries.push_back(reading(spool, row_class, n, first + apart * n));
        spool.commit(entries, now);
    }
    std::filesystem::path folder_;
};

TEST_F(SpoolTest, GivesAlarmsFirstThenBillingThenIntervalsEachInOrder) {
    const auto spool = open();
    keep(*spool, RowClass::interval, 3);
    keep(*spool, RowClass::billing, 2);
    keep(*spool, RowClass::alarm, 1);
    const auto rows = spool->take({}, 500);
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(class_of(rows[0].row), RowClass::alarm);
    EXPECT_EQ(class_of(rows[1].row), RowClass::billing);
    EXPECT_EQ(class_of(rows[5].row), RowClass::interval);
    EXPECT_EQ(rows[5].body, "body 2");
    EXPECT_EQ(spool->take({rows[0].row, rows[2].row, rows[4].row}, 500).size(), 1U);
}

TEST_F(SpoolTest, KeepsEverythingOverARestartAndCountsOn) {
    std::int64_t boot = 0;
    {
        const auto spool = open();
        keep(*spool, RowClass::billing, 10);
        spool->commit(std::vector<SpoolEntry>{KeepSealed{77, {noon, TimeQuality::synced, 0}, 0, "frame"},
                                              KeepFormat{0x1234, "headers"}},
                      now);
        boot = spool->boot();
    }
    const auto spool = open();
    EXPECT_EQ(spool->boot(), boot + 1);
    EXPECT_EQ(spool->take({}, 500).size(), 10U);
    EXPECT_EQ(spool->next_row(RowClass::billing), first_row(RowClass::billing) + 11);
    EXPECT_EQ(spool->marks().size(), 10U);
    EXPECT_EQ(spool->sealed_after(0, 10).size(), 1U);
    EXPECT_EQ(spool->formats().at(0).second, "headers");
    EXPECT_GE(spool->last_known_time(), noon);
}

// A release that is left may have brought the file further: the one before it goes on with the same readings.
TEST_F(SpoolTest, AFileThatANewerReleaseAddedToIsUsedOn) {
    {
        const auto spool = open();
        keep(*spool, RowClass::billing, 3);
    }
    {
        sqlite::Database file(folder_ / "spool.db");
        file.execute("ALTER TABLE readings ADD COLUMN later INTEGER NOT NULL DEFAULT 7");
        file.execute("ALTER TABLE meters ADD COLUMN later INTEGER");
        file.execute("CREATE TABLE counters (meter INTEGER PRIMARY KEY, counter INTEGER NOT NULL)");
        file.execute("PRAGMA user_version=99");
    }
    auto spool = open();
    keep(*spool, RowClass::alarm, 2);
    EXPECT_EQ(spool->take({}, 500).size(), 5U);
    EXPECT_EQ(spool->counts().set_aside, 0);
    spool.reset();
    EXPECT_EQ(sqlite::Database(folder_ / "spool.db").integer("PRAGMA user_version"), 99)
        << "the newer one finds what it left";
}

TEST_F(SpoolTest, RemovesExactlyTheAcknowledgedRows) {
    const auto spool = open();
    keep(*spool, RowClass::interval, 5);
    const auto rows = spool->take({}, 500);
    spool->commit(std::vector<SpoolEntry>{RemoveRows{{rows[1].row, rows[3].row, 999}}}, now);
    EXPECT_EQ(spool->take({}, 500).size(), 3U);
    EXPECT_EQ(spool->counts().rows[2], 3);
}

TEST_F(SpoolTest, WantOfRoomThinsIntervalsBeforeAnythingElseIsDropped) {
    SpoolLimits limits;
    limits.bytes = 400'000;
    const auto spool = open(limits);
    keep(*spool, RowClass::alarm, 200);
    keep(*spool, RowClass::billing, 200);
    for (int day = 0; day < 30; ++day)
        keep(*spool, RowClass::interval, 480, noon - 24h * day, 3min);
    ASSERT_GT(spool->counts().rows[2], 14'000);
    for (int i = 0; i < 5 && spool->counts().bytes_used != 0; ++i)
        spool->keep_limits(now);
    EXPECT_LE(spool->counts().bytes_used, limits.bytes);
    EXPECT_EQ(spool->counts().rows[0], 200);
    EXPECT_EQ(spool->counts().rows[1], 200);
    EXPECT_GT(spool->counts().evicted[2], 0);
    EXPECT_EQ(spool->counts().evicted[0] + spool->counts().evicted[1], 0);
    EXPECT_GT(spool->counts().rows[2], 0);  // thinned, not emptied
}

TEST_F(SpoolTest, WithoutIntervalsBillingGoesBeforeAlarms) {
    SpoolLimits limits;
    limits.bytes = 150'000;
    const auto spool = open(limits);
    keep(*spool, RowClass::alarm, 500);
    keep(*spool, RowClass::billing, 5'000);
    for (int i = 0; i < 5; ++i)
        spool->keep_limits(now);
    EXPECT_EQ(spool->counts().rows[0], 500);
    EXPECT_GT(spool->counts().evicted[1], 0);
}

TEST_F(SpoolTest, EachClassHasItsAge) {
    const auto spool = open();
    keep(*spool, RowClass::alarm, 1);
    keep(*spool, RowClass::billing, 1);
    keep(*spool, RowClass::interval, 1);
    spool->keep_limits(noon + 24h * 91);
    EXPECT_EQ(spool->counts().rows, (std::array<std::int64_t, 3>{1, 1, 0}));
    spool->keep_limits(noon + 24h * 121);
    EXPECT_EQ(spool->counts().rows, (std::array<std::int64_t, 3>{1, 0, 0}));
    EXPECT_EQ(spool->counts().expired, (std::array<std::int64_t, 3>{0, 1, 1}));
}

TEST_F(SpoolTest, WhatCannotBeDecryptedIsBounded) {
    SpoolLimits limits;
    limits.sealed_rows = 5;
    const auto spool = open(limits);
    for (int n = 0; n < 8; ++n)
        spool->commit(std::vector<SpoolEntry>{KeepSealed{
                          static_cast<std::uint64_t>(n), {noon, TimeQuality::synced, 0}, 0, "frame"}},
                      now);
    EXPECT_EQ(spool->counts().sealed, 5);
    EXPECT_EQ(spool->counts().sealed_dropped, 3);
    EXPECT_EQ(spool->sealed_after(0, 10).front().meter, 3U);  // the oldest went
}

TEST_F(SpoolTest, ReadingsWithoutATimeWaitAndGetTheirsWhenItIsKnown) {
    const auto spool = open();
    KeepReading timeless = reading(*spool, RowClass::interval, 0);
    timeless.moment = {Instant{}, TimeQuality::unknown, 60'000'000};  // one minute after the start
    spool->commit(std::vector<SpoolEntry>{timeless}, std::nullopt);
    EXPECT_TRUE(spool->take({}, 500).empty());
    spool->keep_limits(std::nullopt);
    EXPECT_EQ(spool->counts().rows[2], 1);
    EXPECT_EQ(spool->rewrite_times(noon, 3'600'000'000), 1);  // an hour after the start it is noon
    const auto rows = spool->take({}, 500);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].taken_at, noon - 59min);
    EXPECT_EQ(rows[0].quality, TimeQuality::rewritten);
}

TEST_F(SpoolTest, AFileThatIsNoDatabaseIsSetAsideAndSaid) {
    std::ofstream(folder_ / "spool.db")
        << "this is not a database, it is a text that is long enough to be looked at as one";
    const auto spool = open();
    EXPECT_EQ(spool->counts().set_aside, 1);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "spool.db.damaged-1"));
    keep(*spool, RowClass::billing, 3);
    EXPECT_EQ(spool->take({}, 500).size(), 3U);
}

TEST_F(SpoolTest, DamageFoundWhileItRunsIsSetAsideAndWhatIsReadableIsCarriedOver) {
    {
        const auto spool = open();
        for (int i = 0; i < 20; ++i)
            keep(*spool, RowClass::billing, 500);
    }
    {
        // A page in the middle of the readings goes bad.
        std::fstream file(folder_ / "spool.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(60 * 4096);
        for (int i = 0; i < 4096; ++i)
            file.put('\x5A');
    }
    auto spool = open();
    SpoolThread thread(std::move(spool), {}, [] { return now; });
    std::vector<SpoolRow> rows;
    std::array<std::int64_t, 3> after{};
    std::size_t carried = 0;
    for (int page = 0; page < 100; ++page) {
        try {
            thread.call([&](Spool& file) { rows = file.take(after, 500); });
        } catch (const sqlite::Error& fault) {
            EXPECT_TRUE(fault.is_corrupt());
            after = {};
            carried = 0;
            continue;
        }
        if (rows.empty()) break;
        carried += rows.size();
        after[1] = rows.back().row;
    }
    EXPECT_EQ(thread.counts().set_aside, 1);
    EXPECT_GT(carried, 1'000U);
    EXPECT_LT(carried, 10'000U);
}

// No file of this process may grow: writing fails as on a full disk, until the limit is lifted.
class NoRoom {
public:
    NoRoom() {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{200'000, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~NoRoom() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_F(SpoolTest, AFullDiskKeepsTheRowsWaitingUntilThereIsRoom) {
    SpoolThreadSettings settings;
    settings.group_rows = 200;
    settings.retry = 20ms;
    SpoolThread thread(open(), settings, [] { return now; });
    {
        const NoRoom no_room;
        for (int n = 0; n < 600; ++n)
            thread.append(KeepReading{first_row(RowClass::billing) + 1 + n,
                                      {noon, TimeQuality::synced, 0},
                                      0,
                                      std::string(2'000, 'x'),
                                      {1, n, 0, 0}});
        for (int i = 0; i < 500 && thread.healthy(); ++i)
            std::this_thread::sleep_for(10ms);
        EXPECT_FALSE(thread.healthy());
        EXPECT_GT(thread.counts().unwritten, 0);
        // What is not written can be sent meanwhile.
        std::vector<SpoolRow> rows;
        thread.look([&](Spool& file) { rows = file.take({}, 500); });
        EXPECT_EQ(rows.size(), 500U);
    }
    thread.flush();
    EXPECT_EQ(thread.counts().rows[1], 600);
    EXPECT_EQ(thread.counts().unwritten, 0);
    EXPECT_TRUE(thread.healthy());
}

TEST_F(SpoolTest, WhatIsAcknowledgedBeforeItIsWrittenNeverTouchesTheDisk) {
    {
        SpoolThread thread(open(), {}, [] { return now; });
        std::vector<std::int64_t> rows;
        for (int n = 0; n < 10; ++n) {
            rows.push_back(first_row(RowClass::interval) + 1 + n);
            thread.append(KeepReading{
                rows.back(), {noon, TimeQuality::synced, 0}, 0, "body", {static_cast<std::uint64_t>(n), 1, 1, 0}});
        }
        std::vector<SpoolRow> taken;
        thread.look([&](Spool& file) { taken = file.take({}, 500); });
        EXPECT_EQ(taken.size(), 10U);
        EXPECT_EQ(thread.counts().unwritten, 10);
        thread.append(RemoveRows{rows});
        thread.look([&](Spool& file) { taken = file.take({}, 500); });
        EXPECT_TRUE(taken.empty());
        EXPECT_EQ(thread.counts().rows[2], 0);
        EXPECT_EQ(thread.commits(), 0);
    }
    EXPECT_EQ(open()->marks().size(), 10U);  // which hour each meter had, written at the end
}

TEST_F(SpoolTest, AnAlarmIsDurableAtOnceAndTakesWithItWhatWaits) {
    SpoolThread thread(open(readable), {}, [] { return now; });
    sqlite::Database look(folder_ / "spool.db", {.read_only = true});
    const auto durable = [&] { return look.integer("SELECT count(*) FROM readings"); };
    thread.append(
        KeepReading{first_row(RowClass::interval) + 1, {noon, TimeQuality::synced, 0}, 0, "body", {1, 1, 1, 0}});
    thread.append(
        KeepReading{first_row(RowClass::billing) + 1, {noon, TimeQuality::synced, 0}, 0, "body", {2, 1, 1, 0}});
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(durable(), 0);
    thread.append(KeepReading{first_row(RowClass::alarm) + 1, {noon, TimeQuality::synced, 0}, 0, "body", {3, 1, 1, 7}});
    for (int i = 0; i < 200 && durable() < 3; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(durable(), 3);
    EXPECT_EQ(look.integer("SELECT words FROM meters WHERE meter = 3"), 7);
}

TEST_F(SpoolTest, EachKindIsDurableWithinItsOwnTime) {
    SpoolThreadSettings settings;
    settings.once_wait = 50ms;
    settings.billing_wait = 400ms;
    SpoolThread thread(open(readable), settings, [] { return now; });
    sqlite::Database look(folder_ / "spool.db", {.read_only = true});
    const auto durable_after = [&](KeepReading entry) {
        const auto before = look.integer("SELECT count(*) FROM readings");
        const auto begun = std::chrono::steady_clock::now();
        thread.append(std::move(entry));
        while (look.integer("SELECT count(*) FROM readings") == before && std::chrono::steady_clock::now() - begun < 5s)
            std::this_thread::sleep_for(5ms);
        return std::chrono::steady_clock::now() - begun;
    };
    KeepReading once{first_row(RowClass::interval) + 1, {noon, TimeQuality::synced, 0}, 0, "body", {1, 1, 1, 0}};
    once.heard_once = true;
    EXPECT_LT(durable_after(once), 350ms);
    const auto billing =
        durable_after({first_row(RowClass::billing) + 1, {noon, TimeQuality::synced, 0}, 0, "body", {2, 1, 1, 0}});
    EXPECT_GE(billing, 400ms);
    EXPECT_LT(billing, 4s);
}

// Fewer than are written as one row's worth, and nothing else comes: else they would be sent again after the next
// start.
TEST_F(SpoolTest, AFewRemovalsAreWrittenInTheirTimeThoughNothingElseComes) {
    SpoolThreadSettings settings;
    settings.interval_wait = 50ms;
    auto spool = open(readable);
    keep(*spool, RowClass::interval, 10);
    RemoveRows gone;
    for (const SpoolRow& row : spool->take({}, 10))
        gone.rows.push_back(row.row);
    SpoolThread thread(std::move(spool), settings, [] { return now; });
    sqlite::Database look(folder_ / "spool.db", {.read_only = true});
    ASSERT_EQ(look.integer("SELECT count(*) FROM readings"), 10);
    thread.append(std::move(gone));
    for (int i = 0; i < 400 && look.integer("SELECT count(*) FROM readings") != 0; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(look.integer("SELECT count(*) FROM readings"), 0);
}

TEST_F(SpoolTest, WhatAPowerCutTookFromMemoryLeavesNoMarkSoTheMeterIsHeardAgain) {
    {
        const auto spool = open();
        keep(*spool, RowClass::interval, 1);
        spool->take_in(std::vector<SpoolEntry>{reading(*spool, RowClass::interval, 7)});
        EXPECT_EQ(spool->unwritten(), 1U);
    }
    const auto spool = open();
    EXPECT_EQ(spool->counts().rows[2], 1);
    ASSERT_EQ(spool->marks().size(), 1U);
    EXPECT_EQ(spool->marks().front().meter, 0U);
}

TEST_F(SpoolTest, RowsToBeRemovedAreNotGivenAgainBeforeTheyAreGone) {
    const auto spool = open();
    keep(*spool, RowClass::interval, 20);
    const auto rows = spool->take({}, 10);
    RemoveRows gone;
    for (const SpoolRow& row : rows)
        gone.rows.push_back(row.row);
    spool->take_in(std::vector<SpoolEntry>{gone});
    EXPECT_EQ(spool->counts().rows[2], 10);
    const auto rest = spool->take({}, 500);
    ASSERT_EQ(rest.size(), 10U);
    EXPECT_GT(rest.front().row, rows.back().row);
    spool->commit({}, now);
    EXPECT_EQ(spool->counts().rows[2], 10);
    EXPECT_EQ(spool->take({}, 500).size(), 10U);
}

TEST_F(SpoolTest, TheThreadCommitsInGroupsAndInOrder) {
    auto owned = open();
    SpoolThread thread(std::move(owned), {}, [] { return now; });
    for (int n = 0; n < 5'000; ++n)
        thread.append(KeepReading{
            first_row(RowClass::interval) + 1 + n, {noon, TimeQuality::synced, 0}, 0, "body", {1, n, 0, 0}});
    thread.flush();
    EXPECT_EQ(thread.counts().rows[2], 5'000);
    EXPECT_LE(thread.commits(), 60);
    thread.call([](Spool& file) { EXPECT_EQ(file.marks().at(0).slot, 4'999); });
}

}  // namespace
}  // namespace aquacis::edge
