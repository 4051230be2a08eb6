#include "field-app/core/search/searcher.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

TEST_F(TillTest, TheFeedChangesAndRemovesWhatTheSearchFinds) {
    Searcher searcher(folder.file());
    EXPECT_EQ(searcher.find("morelos 11").hits.size(), 2U);
    feed(store.database(), target, std::array{contract_row("00412-7", "Ana María Pérez Rubio", "Zaragoza", "5")});
    EXPECT_EQ(searcher.find("morelos").hits.size(), 1U) << "the old words are gone";
    ASSERT_EQ(searcher.find("zaragoza").hits.size(), 1U);
    EXPECT_EQ(searcher.find("zaragoza").hits[0].owed, pesos(1284, 60));
    feed(store.database(), target, std::array{sync::FeedRow{"contract", named("00412-7").to_string(), ""}});
    EXPECT_TRUE(searcher.find("zaragoza").hits.empty());
    EXPECT_TRUE(searcher.find("00412-7").hits.empty());
    EXPECT_EQ(searcher.find("x").contracts, 1);
}

TEST_F(TillTest, AResetForgetsTheServersWordsAndNothingOfOurs) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(700))).ok());
    target.reset(store.database());
    EXPECT_FALSE(store.contract("00412-7").has_value());
    EXPECT_EQ(store.ledger().payments, 1);
    EXPECT_EQ(store.operations().pending_count(), 2U);
    EXPECT_TRUE(store.open_session_of("Caja 03").has_value());
    feed_small_town(store, target);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60)) << "the payment is still pending";
    EXPECT_EQ(Searcher(folder.file()).find("morelos 11").hits.size(), 2U);
}

TEST_F(TillTest, WhatWasSeenIsPendingAgainWhileThePartitionComesAnew) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(700))).ok());
    target.committed(store.database(), 2);
    target.reset(store.database());
    feed_small_town(store, target);  // the state from before the payment: a server that was lost tells it again
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60)) << "never owed again what was taken";
}

TEST_F(TillTest, ANewEpochVoidsTheFoliosOfTheCopyAndAsksAnew) {
    const auto before = target.ask(store.database());
    target.epoch_began(store.database(), 2);
    store.database().execute("UPDATE sync_device SET epoch = 2");
    const auto ask = target.ask(store.database());
    ASSERT_TRUE(ask);
    const auto need = wanted_folios(*ask);
    EXPECT_FALSE(before && before->key == ask->key) << "another epoch, another key";
    EXPECT_EQ(need.above(), store.database().integer("SELECT max(last) FROM folio_range"));
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM folio_use WHERE state = 'void'"),
              store.database().integer("SELECT sum(last + 1 - first) FROM folio_range"));
    const CashSession session = open();
    EXPECT_EQ(take_payment(office, cash_payment(session, pesos(700), pesos(700))).refusal().code, "payments.no_folios");
    target.granted(store.database(), folios(need.series(), need.above() + 1, need.above() + 100));
    const auto taken = take_payment(office, cash_payment(session, pesos(700), pesos(700)));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->payment.folio.number, need.above() + 1);
}

TEST_F(TillTest, ABillsRowBringsTheConsumptionChartAndTakesTheOlderBillsPlace) {
    const auto bill_of = [](unsigned newest) {
        aquacis::sync::v1::InvoiceRow row;
        row.set_contract_id(named("00412-7").to_string());
        row.set_period(Period(2026, newest).to_string());
        row.set_invoice_id(named("00412-7" + row.period()).to_string());
        for (unsigned month = newest - 8; month <= newest; ++month) {
            auto& used = *row.add_months();
            used.set_period(Period(2026, month).to_string());
            used.set_litres(month * 1000);
        }
        return std::array{sync::FeedRow{"invoice", row.contract_id(), row.SerializeAsString()}};
    };
    feed(store.database(), target, bill_of(9));
    feed(store.database(), target, bill_of(10));
    const auto months = store.consumption(ana(), 4);
    ASSERT_EQ(months.size(), 4U);
    EXPECT_EQ(months.front().period, "2026-07");
    EXPECT_EQ(months.back().litres, 10000);
    EXPECT_EQ(store.consumption(ana(), 20).size(), 9U);
    EXPECT_EQ(store.latest_invoice(ana()), InvoiceId(named("00412-72026-10")));
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM invoice"), 1);
}

TEST_F(TillTest, ABillThatWasReversedIsNotExplainedAndItsContractsMonthsStay) {
    aquacis::sync::v1::InvoiceRow row;
    row.set_contract_id(named("00412-7").to_string());
    auto& used = *row.add_months();
    used.set_period("2026-09");
    used.set_litres(9000);
    const auto told = [&] {
        feed(store.database(), target,
             std::array{sync::FeedRow{"invoice", row.contract_id(), row.SerializeAsString()}});
    };
    row.set_invoice_id(named("00412-72026-09").to_string());
    row.set_period("2026-09");
    told();
    EXPECT_EQ(store.latest_invoice(ana()), InvoiceId(named("00412-72026-09")));
    row.add_reversed(row.invoice_id());
    row.clear_invoice_id();
    row.clear_period();
    told();
    EXPECT_EQ(store.latest_invoice(ana()), std::nullopt);
    EXPECT_EQ(store.consumption(ana(), 4).size(), 1U);
}

TEST_F(TillTest, AMalformedRowIsAFaultAndKindsOfTheFutureAreNot) {
    EXPECT_THROW(feed(store.database(), target, std::array{sync::FeedRow{"contract", "no-uuid", "x"}}),
                 std::runtime_error);
    EXPECT_NO_THROW(feed(store.database(), target, std::array{sync::FeedRow{"weather", "1", "x"}}));
}

}  // namespace
}  // namespace aquacis::office
