#include <thread>

#include "cloud/payments/tests/payments_fixture.hpp"

namespace aquacis::payments {
namespace {

class Folios : public PaymentsTest {
protected:
    FolioRequest asking(const std::string& key, int how_many = 500) const {
        return {device.to_string(), "QRO-C07", how_many, key};
    }
    Result<FolioRange> grant(const FolioRequest& request) { return grant_folios(context, caller(), request); }
};

TEST_F(Folios, RangesNeverOverlapAndAreTheSameWhenAskedAgain) {
    const auto first = grant(asking("k1")), again = grant(asking("k1"));
    EXPECT_EQ(first->first, 1);
    EXPECT_EQ(first->last, 500);
    EXPECT_EQ(again->first, first->first);
    std::vector<std::thread> tills;
    for (int i = 0; i < 8; ++i)
        tills.emplace_back([&, i] { EXPECT_TRUE(grant(asking("t" + std::to_string(i), 100))); });
    for (auto& till : tills)
        till.join();
    EXPECT_EQ(count("SELECT max(last) FROM folio_range WHERE series = 'QRO-C07'"), 1'300);
    EXPECT_EQ(count("SELECT sum(last - first + 1) FROM folio_range WHERE series = 'QRO-C07'"), 1'300);
}

TEST_F(Folios, AnotherCountUnderTheSameKeyGetsWhatWasGranted) {
    const auto first = grant(asking("k1", 500));
    const auto again = grant(asking("k1", 300));  // the till's batch was changed before the answer came
    ASSERT_TRUE(again);
    EXPECT_EQ(again->last, first->last);
}

TEST_F(Folios, AKeyIsOfItsDeviceAlone) {
    ASSERT_TRUE(grant(asking("k1")));
    FolioRequest other{make_named_uuid(Uuid{}, "till 8").to_string(), "QRO-C08", 500, "k1"};
    const auto granted = grant(other);
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->first, 1);
}

TEST_F(Folios, ASeriesIsOfTheDeviceThatFirstAskedUntilItIsMoved) {
    ASSERT_TRUE(grant(asking("k1")));
    FolioRequest thief = asking("k2");
    thief.device_id = make_named_uuid(Uuid{}, "another").to_string();
    EXPECT_EQ(grant(thief).refusal().code, "payments.series_of_another_device");
    EXPECT_EQ(count("SELECT max(last) FROM folio_range WHERE series = 'QRO-C07'"), 500) << "nothing was burnt";
    EXPECT_TRUE(*move_series(context, caller(), {"QRO-C07", thief.device_id}));
    EXPECT_FALSE(*move_series(context, caller(), {"QRO-C07", thief.device_id}));
    EXPECT_EQ(grant(thief)->first, 501);
    EXPECT_EQ(grant(asking("k3")).refusal().code, "payments.series_of_another_device");
}

TEST_F(Folios, UnusedOnesHaveALimitAndANewEpochBeginsAnew) {
    ASSERT_TRUE(grant(asking("k1", 10'000)));
    ASSERT_TRUE(grant(asking("k2", 10'000)));
    EXPECT_EQ(grant(asking("k3", 1)).refusal().code, "payments.folios_unused");
    FolioRequest restored = asking("k4", 500);
    restored.epoch = 2;
    EXPECT_EQ(grant(restored)->first, 20'001);
}

TEST_F(Folios, ARangeIsAboveAllThatWasGrantedUsedOrSeenByTheDevice) {
    FolioRequest ahead = asking("k1");
    ahead.above = 4'000;  // this database was restored: the till has folios that are not known here any more
    EXPECT_EQ(grant(ahead)->first, 4'001);
    EXPECT_EQ(grant(asking("k2"))->first, 4'501);
    auto used = taking("a", 1, {}, 10'000);
    used.set_series("QRO-C07");
    used.set_folio_number(4'600);
    used.set_folio("QRO-C07-4600");
    take(used);
    EXPECT_EQ(count("SELECT count(*) FROM payment WHERE folio_stands AND folio_number = 4600"), 1);
    pqxx::connection owner(database.owner_connection());
    pqxx::work work(owner);
    work.exec("TRUNCATE folio_range");  // the grants are lost, the payment is not
    work.commit();
    EXPECT_EQ(grant(asking("k3"))->first, 4'601);
    ahead.above = INT64_MAX;
    EXPECT_EQ(grant(ahead).refusal().field, "above");
}

}  // namespace
}  // namespace aquacis::payments
