#include "aquacis/billing/v1/till.pb.h"
#include "field-app/core/search/searcher.hpp"
#include "field-app/core/store/asked_bills.hpp"
#include "field-app/core/tests/till_fixture.hpp"
#include "sync/engine/node_store.hpp"

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

void feed_coming(sqlite::Database& database, OfficeFeedTarget& target, std::span<const sync::FeedRow> rows) {
    sqlite::Transaction transaction(database);
    target.apply_coming(database, rows);
    transaction.commit();
}

void begin_anew(sqlite::Database& database, OfficeFeedTarget& target) {
    sqlite::Transaction transaction(database);
    target.begin_anew(database);
    transaction.commit();
}

void stand(sqlite::Database& database, OfficeFeedTarget& target, std::uint64_t seen_seq) {
    sqlite::Transaction transaction(database);
    target.stand(database, seen_seq);
    target.committed(database, seen_seq);
    transaction.commit();
}

int sweep_all(sqlite::Database& database, OfficeFeedTarget& target) {
    constexpr int most_pages = 200;
    for (int pages = 0; pages < most_pages; ++pages) {
        sqlite::Transaction transaction(database);
        const bool is_swept = target.sweep(database);
        transaction.commit();
        if (!is_swept) return pages;
    }
    return most_pages;
}

TEST_F(TillTest, WhatComesAnewIsShownWhenItIsWholeAndOursStays) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(700))).ok());
    Searcher searcher(folder.file());
    begin_anew(store.database(), target);
    feed_coming(store.database(), target,
                std::array{contract_row("00412-7", "Ana María Pérez Rubio", "Zaragoza", "5"),
                           account_row("00412-7", {{"2026-10", pesos(900)}})});
    EXPECT_EQ(searcher.find("morelos 11").hits.size(), 2U) << "the cashier goes on with the copy that is whole";
    EXPECT_TRUE(searcher.find("zaragoza").hits.empty());
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60));
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(84), pesos(84))).ok());
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(500, 60)) << "what is taken meanwhile counts";
    stand(store.database(), target, 0);
    EXPECT_TRUE(searcher.find("morelos").hits.empty());
    ASSERT_EQ(searcher.find("zaragoza").hits.size(), 1U);
    EXPECT_EQ(searcher.find("zaragoza").contracts, 1);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(726, 16))
        << "what was paid of October stays over the new copy";
    EXPECT_EQ(store.ledger().payments, 2);
    EXPECT_EQ(store.operations().pending_count(), 3U);
    feed(store.database(), target, std::array{contract_row("00412-7", "Ana María Pérez Rubio", "Hidalgo", "1")}, 3);
    EXPECT_EQ(searcher.find("hidalgo").hits.size(), 1U) << "and the new copy goes on to change";
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(900));
}

TEST_F(TillTest, WhatWasSeenIsPendingAgainOverACopyThatDoesNotHaveIt) {
    const CashSession session = open();
    ASSERT_TRUE(take_payment(office, cash_payment(session, pesos(700), pesos(700))).ok());
    feed(store.database(), target, std::array{account_row("00412-7", {{"2026-10", pesos(584, 60)}})}, 2);
    ASSERT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60));
    begin_anew(store.database(), target);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60)) << "what is shown holds it";
    feed_coming(store.database(), target,
                std::array{contract_row("00412-7", "Ana María Pérez Rubio", "Morelos", "112"),
                           account_row("00412-7", {{"2026-09", pesos(610, 16)}, {"2026-10", pesos(674, 44)}})});
    stand(store.database(), target, 0);  // a server that was lost tells the state from before the payment
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60)) << "never owed again what was taken";
    feed(store.database(), target, std::array{account_row("00412-7", {{"2026-10", pesos(584, 60)}})}, 2);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(584, 60));
}

TEST_F(TillTest, CopiesThatAreGoneAreTakenAwayWholly) {
    const auto layout = [&] {
        return store.database().integer("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%'");
    };
    const std::int64_t before = layout();
    for (int round = 0; round < 3; ++round) {
        begin_anew(store.database(), target);
        feed_coming(store.database(), target,
                    std::array{contract_row("01120-5", "José Luis Ortega", "Morelos", "118", "55501234")});
        begin_anew(store.database(), target);  // a reset during a reset
        feed_coming(store.database(), target,
                    std::array{contract_row("00412-7", "Ana María Pérez Rubio", "Morelos", "112"),
                               account_row("00412-7", {{"2026-10", pesos(674, 44)}})});
        stand(store.database(), target, 0);
        EXPECT_EQ(Searcher(folder.file()).find("morelos").hits.size(), 1U);
    }
    EXPECT_GT(layout(), before);
    EXPECT_GT(sweep_all(store.database(), target), 40);
    EXPECT_EQ(layout(), before);
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM sqlite_master WHERE name LIKE '%gone_%'"), 0);
    EXPECT_EQ(account_of(office, "00412-7")->owed, pesos(674, 44));
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

TEST_F(TillTest, AnUpgradeBeginsTheComingCopyAgain) {
    sync::NodeStore node(store.database());
    const auto begin = [&] {
        sqlite::Transaction transaction(store.database());
        node.begin_anew(config.partition(), {clock.now(), clock.now()});
        target.begin_anew(store.database());
        transaction.commit();
    };
    begin();
    auto head = node.feed(config.partition());
    head.position = 40;
    node.put_feed(config.partition(), head);
    feed_coming(store.database(), target, std::array{contract_row("00412-7", "Ana", "Zaragoza", "5")});
    { const OfficeStore same(folder.file(), config.device, config.administration); }
    EXPECT_EQ(node.feed(config.partition()).position, 40U) << "an ordinary start goes on";
    store.database().execute(
        "DROP TABLE older_bill; DROP TABLE bill_list; DROP TABLE bill_refusal; PRAGMA user_version = 6");
    { const OfficeStore newer(folder.file(), config.device, config.administration); }
    EXPECT_EQ(node.feed(config.partition()).position, 0U);
    EXPECT_TRUE(node.feed(config.partition()).is_coming);
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM coming_contract"), 0);
    EXPECT_EQ(Searcher(folder.file()).find("morelos 11").hits.size(), 2U);
}

TEST_F(TillTest, ACopyThatComesIsMadeLikeTheOneThatIsShown) {
    begin_anew(store.database(), target);
    // Columns of indexes and keys, whatever the index is called; each once for the shown copy and once for the other.
    EXPECT_EQ(
        store.database().integer(
            "SELECT count(*) FROM (SELECT replace(m.name, 'coming_', ''), l.\"unique\", x.seqno, x.name, count(*) AS n "
            "FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) x "
            "WHERE m.type = 'table' AND replace(m.name, 'coming_', '') IN "
            "('contract', 'account', 'debt', 'invoice', 'month_of_use') GROUP BY 1, 2, 3, 4) WHERE n % 2 = 1"),
        0);
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM pragma_index_list('coming_contract')"),
              store.database().integer("SELECT count(*) FROM pragma_index_list('contract')"));
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

TEST_F(TillTest, BillsThatWereAskedForAreKeptTheLastOfThem) {
    const auto give = [&](const std::string& kind, const std::string& key, const std::string& body,
                          const std::string& problem = "") {
        sqlite::Transaction transaction(store.database());
        target.granted(store.database(), {kind, body, key, problem});
        transaction.commit();
    };
    const auto bill = [](int number) {
        aquacis::billing::v1::Invoice invoice;
        invoice.set_invoice_id(named("bill " + std::to_string(number)).to_string());
        invoice.set_number(std::to_string(number));
        return invoice;
    };
    const auto first = ask_for_bill(InvoiceId(named("bill 0")));
    EXPECT_FALSE(store.invoice_body(InvoiceId(named("bill 0"))));
    for (int i = 0; i < most_kept_bills + 5; ++i)
        give("billing.bill", "any", bill(i).SerializeAsString());
    EXPECT_FALSE(store.invoice_body(InvoiceId(named("bill 4"))));
    EXPECT_EQ(store.invoice_body(InvoiceId(named("bill 5"))), bill(5).SerializeAsString());
    EXPECT_EQ(store.database().integer("SELECT count(*) FROM older_bill"), most_kept_bills);
    aquacis::billing::v1::BillList list;
    list.set_contract_id(ana().to_string());
    give("billing.bills", ask_for_bills_of(ana()).key, list.SerializeAsString());
    ASSERT_TRUE(store.bill_list(ana()));
    EXPECT_EQ(store.bill_list(ana())->body, list.SerializeAsString());
    give(first.kind, first.key, "", "Ese recibo no existe.");
    ASSERT_TRUE(store.bill_refusal(first.key));
    EXPECT_EQ(store.bill_refusal(first.key)->body, "Ese recibo no existe.");
    const std::int64_t refused = store.bill_refusal(first.key)->number;
    give(first.kind, first.key, "", "Ese recibo no existe.");
    EXPECT_GT(store.bill_refusal(first.key)->number, refused) << "the same words are another answer";
    EXPECT_FALSE(store.bill_refusal("another question"));
    give(first.kind, first.key, bill(0).SerializeAsString());
    EXPECT_FALSE(store.bill_refusal(first.key));
    EXPECT_THROW(give("billing.bill", "any", "not a message"), std::runtime_error);
    const auto before = store.folio_balance();
    give("payments.folios", "any", "", "La serie es de otro equipo.");
    EXPECT_EQ(store.folio_balance().taken_from_ranges, before.taken_from_ranges) << "no range, and no fault";
}

TEST_F(TillTest, ItNamesTheFoliosThatItHolds) {
    target.granted(store.database(), folios("QRO-C03", 5001, 5100));
    const auto held = target.held(store.database());
    ASSERT_EQ(held.size(), 2U);
    aquacis::payments::v1::FolioRange newest;
    ASSERT_TRUE(newest.ParseFromString(held[0].body));
    EXPECT_EQ(newest.first(), 5001);
    EXPECT_EQ(held[0].body, folios("QRO-C03", 5001, 5100).body) << "byte for byte as it was granted";
    target.epoch_began(store.database(), 2);
    EXPECT_EQ(target.held(store.database()).size(), 2U) << "what was charged under them may go up again";
}

TEST_F(TillTest, AMalformedRowIsAFaultAndKindsOfTheFutureAreNot) {
    EXPECT_THROW(feed(store.database(), target, std::array{sync::FeedRow{"contract", "no-uuid", "x"}}),
                 std::runtime_error);
    EXPECT_NO_THROW(feed(store.database(), target, std::array{sync::FeedRow{"weather", "1", "x"}}));
}

}  // namespace
}  // namespace aquacis::office
