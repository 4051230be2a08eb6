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

// This database was put back from a backup, and the device names what it was granted since.
class FoliosGivenBack : public Folios {
protected:
    FoliosGivenBack() { EXPECT_TRUE(grant(asking("k1"))); }  // 1 to 500
    Result<> state(std::int64_t first, std::int64_t last, const std::string& of = "device") {
        v1::FolioRange range;
        range.set_series("QRO-C07");
        range.set_first(first);
        range.set_last(last);
        return operations.give_back(caller(),
                                    {make_named_uuid(Uuid{}, of), "payments.folios", range.SerializeAsString()});
    }
    Outcome pay_under(std::int64_t folio, const std::string& name) {
        auto body = taking(name, 1, {}, 10'000);
        body.set_series("QRO-C07");
        body.set_folio_number(folio);
        body.set_folio("QRO-C07-" + std::to_string(folio));
        return take(body);
    }
    std::int64_t standing(std::int64_t folio) {
        return count("SELECT count(*) FROM payment WHERE folio_stands AND folio_number = " + std::to_string(folio));
    }
};

TEST_F(FoliosGivenBack, APaymentKeepsTheFolioThatWasPrinted) {
    invoice(1, "2026-10", 30'000);
    EXPECT_EQ(pay_under(501, "before").code, "payments.folio_not_granted");
    EXPECT_TRUE(state(501, 1'000));
    EXPECT_TRUE(state(501, 1'000)) << "told again it changes nothing";
    EXPECT_TRUE(state(1, 500)) << "nor does what is known";
    EXPECT_NE(pay_under(502, "after").code, "payments.folio_not_granted");
    EXPECT_EQ(standing(502), 1);
    EXPECT_EQ(count("SELECT count(*) FROM folio_range WHERE given_back AND series = 'QRO-C07'"), 1) << "it is noted";
    EXPECT_EQ(grant(asking("k2"))->first, 1'001) << "nobody is granted them a second time";
}

TEST_F(FoliosGivenBack, AlsoBelowARangeThatWasGrantedSinceAsTheDeviceSaidWhatItHad) {
    FolioRequest ahead = asking("k2");
    ahead.above = 1'000;
    ASSERT_EQ(grant(ahead)->first, 1'001);
    EXPECT_TRUE(state(501, 1'000));
    EXPECT_EQ(state(900, 1'100).refusal().code, "payments.folios_overlap");
}

TEST_F(FoliosGivenBack, ASeriesOfAnotherDeviceIsNot) {
    EXPECT_EQ(state(501, 1'000, "a thief").refusal().code, "payments.folios_of_another_device");
    EXPECT_EQ(state(1, 500, "a thief").refusal().code, "payments.folios_of_another_device");
    EXPECT_TRUE(*move_series(context, caller(), {"QRO-C07", make_named_uuid(Uuid{}, "the next").to_string()}));
    EXPECT_EQ(state(501, 1'000).refusal().code, "payments.folios_of_another_device");
    EXPECT_TRUE(state(501, 1'000, "the next"));
    EXPECT_EQ(state(501, 1'000).refusal().code, "payments.folios_of_another_device");
    EXPECT_TRUE(state(1, 500)) << "it keeps what it was granted while the series was its own";
}

TEST_F(FoliosGivenBack, WhatIsNoRangeThatIsGrantedIsRefused) {
    EXPECT_EQ(state(0, 100).refusal().code, "payments.stated_folios");
    EXPECT_EQ(state(700, 600).refusal().code, "payments.stated_folios");
    EXPECT_EQ(state(501, 10'501).refusal().code, "payments.stated_folios") << "more than is granted at once";
    EXPECT_EQ(state(1'000'000'000, 1'000'000'001).refusal().code, "payments.stated_folios");
    EXPECT_EQ(count("SELECT count(*) FROM folio_range WHERE given_back"), 0);
    EXPECT_EQ(operations.give_back(caller(), {device, "payments.staff", ""}).refusal().code, "sync.not_held");
}

TEST_F(FoliosGivenBack, ACopyThatPrintedTheSameFolioIsStillFound) {
    invoice(1, "2026-10", 30'000);
    ASSERT_TRUE(state(501, 1'000));
    pay_under(501, "of the till");
    ASSERT_EQ(standing(501), 1);
    EXPECT_EQ(pay_under(501, "of its copy").code, "payments.folio_taken");
    EXPECT_EQ(standing(501), 1);
}

}  // namespace
}  // namespace aquacis::payments
