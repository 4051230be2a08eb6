// How runs end: in turn, failed, cancelled, and with a word about every contract of the register.

#include "cloud/billing/service/cancel_run.hpp"
#include "cloud/billing/service/retry_run.hpp"
#include "cloud/billing/store/bill_codec.hpp"
#include "cloud/billing/tests/billing_fixture.hpp"
#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {
namespace {

class BillingRunEnd : public BillingTest {
protected:
    void prepare_both(int count) {
        prepare(count, amealco);
        readings.clear();
        prepare(count, queretaro);
    }
    Result<RunStatus> cancel(const BillingRunId& id, const std::string& reason = "campaña equivocada") {
        return cancel_run(context, operator_of(queretaro), {id.to_string(), reason});
    }
    CampaignId campaign() const { return *CampaignId::parse(request().campaign_id); }

    std::string flat_tariff(const std::string& code) const {
        std::string text = R"json({"code": "CODE", "version": 1, "name": "Cuota fija", "use_class": "domestic",
            "valid_from": "2026-01-01",
            "charges": [{"kind": "fixed", "description": "Cuota", "method": "flat", "price": "120.00"}]})json";
        return text.replace(text.find("CODE"), 4, code);
    }
};

TEST_F(BillingRunEnd, OneBadRunDoesNotStopAnotherAdministrations) {
    prepare_both(3);
    const auto bad = start(amealco);
    ASSERT_TRUE(bad);
    unknown.insert(campaign());  // metering was restored from a day before
    advance_to_the_end();
    unknown.clear();
    const auto good = start(queretaro);
    ASSERT_TRUE(good);
    advance_to_the_end();
    EXPECT_EQ(status(good->run.id).run.state, RunState::completed);
    EXPECT_EQ(status(good->run.id).totals.invoices, 3);
    EXPECT_EQ(status(bad->run.id, amealco).run.state, RunState::failed);
    EXPECT_EQ(status(bad->run.id, amealco).run.reason, "No existe esa campaña. Cierre primero la campaña.");

    ASSERT_TRUE(retry_run(context, operator_of(amealco), bad->run.id.to_string()));
    advance_to_the_end();
    EXPECT_EQ(status(bad->run.id, amealco).run.state, RunState::completed);
    EXPECT_EQ(status(bad->run.id, amealco).totals.invoices, 3);
    EXPECT_EQ(retry_run(context, operator_of(amealco), bad->run.id.to_string()).refusal().code,
              "billing.run_not_failed");
}

TEST_F(BillingRunEnd, ARunWithoutAnAnswerWaitsLongerEachTimeAndGoesOn) {
    prepare_both(3);
    const auto waiting = start(amealco);
    away.insert(campaign());
    advance_to_the_end();
    RunRequest other = request("");  // Querétaro's own campaign is answered
    const auto good = start_run(context, operator_of(queretaro), other);
    ASSERT_TRUE(good);
    advance_to_the_end();
    EXPECT_EQ(status(good->run.id).run.state, RunState::completed);
    for (int tries = 1; tries < 10; ++tries) {
        const RunStatus stands = status(waiting->run.id, amealco);
        EXPECT_EQ(stands.run.state, RunState::running);
        EXPECT_EQ(stands.run.tries, tries);
        EXPECT_FALSE(stands.run.reason.empty());
        EXPECT_FALSE(advance_run(context));
        clock.advance(wait_after(tries));
        EXPECT_TRUE(advance_run(context));
    }
    EXPECT_EQ(wait_after(1), std::chrono::seconds(1));
    EXPECT_EQ(wait_after(3), std::chrono::seconds(4));
    EXPECT_EQ(wait_after(100), std::chrono::seconds(60));
    away.clear();
    ASSERT_TRUE(retry_run(context, operator_of(amealco), waiting->run.id.to_string()));  // at once
    advance_to_the_end();
    EXPECT_EQ(status(waiting->run.id, amealco).run.state, RunState::completed);
    EXPECT_EQ(status(waiting->run.id, amealco).run.reason, "");
}

TEST_F(BillingRunEnd, AdministrationsTakeTurnsInTwoProcesses) {
    prepare_both(5 * contracts_per_transaction);
    const auto first = start(amealco), second = start(queretaro);
    const RandomBits bits = seeded_random(7);
    const Context other = another(bits);
    for (int turn = 1; turn <= 8; ++turn) {
        EXPECT_TRUE(advance_run(turn % 3 == 0 ? other : context));
        const int of_first = status(first->run.id, amealco).totals.invoices;
        const int of_second = status(second->run.id).totals.invoices;
        EXPECT_EQ(of_first + of_second, turn * contracts_per_transaction);
        EXPECT_LE(std::abs(of_first - of_second), contracts_per_transaction);
    }
}

TEST_F(BillingRunEnd, MeteringsRefusalIsTheStartsAndNothingIsStarted) {
    prepare(1);
    unknown.insert(campaign());
    EXPECT_EQ(start().refusal().code, "metering.campaign_not_found");
    EXPECT_EQ(start().refusal().field, "campaign_id");
    EXPECT_EQ(count("SELECT count(*) FROM billing_run"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM outbox"), 0);
    unknown.clear();
    EXPECT_TRUE(start());
}

TEST_F(BillingRunEnd, ACampaignOfAnotherMonthBillsNobody) {
    prepare(1);
    ASSERT_TRUE(start());
    advance_to_the_end();
    RunRequest next = request("14-B", "2026-11");
    next.campaign_id = request().campaign_id;
    EXPECT_EQ(start_run(context, operator_of(queretaro), next).refusal().code, "metering.campaign_differs");
    advance_to_the_end();
    EXPECT_EQ(claimed.size(), 1U);
}

TEST_F(BillingRunEnd, AStartThatWasCutOffFindsItsOwnClaim) {
    prepare(1);
    Context cut_off = context;
    cut_off.campaigns.claim = [this](const billing::Run& run) -> Result<> {
        (void)claim(run);
        throw std::runtime_error("the link broke after the claim");
    };
    EXPECT_THROW((void)start_run(cut_off, operator_of(queretaro), request()), std::runtime_error);
    ASSERT_TRUE(start());
    ASSERT_EQ(claimed.size(), 2U);
    EXPECT_EQ(claimed[0], claimed[1]);
}

TEST_F(BillingRunEnd, ACancelledRunGivesItsCampaignBackAndMayBeStartedAnew) {
    prepare(3);
    const auto run = start();
    EXPECT_EQ(cancel(run->run.id, "").refusal().field, "reason");
    EXPECT_EQ(cancel_run(context, operator_of(amealco), {run->run.id.to_string(), "x"}).refusal().kind,
              RefusalKind::not_found);
    const auto cancelled = cancel(run->run.id);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->run.state, RunState::cancelled);
    EXPECT_EQ(cancelled->run.reason, "campaña equivocada");
    EXPECT_EQ(count("SELECT count(*) FROM billing_run WHERE cancelled_by = 'operator'"), 1);
    EXPECT_FALSE(advance_run(context));
    EXPECT_EQ(count("SELECT count(*) FROM invoice"), 0);
    ASSERT_TRUE(cancel(run->run.id));  // metering may not have heard the first
    EXPECT_EQ(released, (std::vector{run->run.id, run->run.id}));

    const auto again = start();
    ASSERT_TRUE(again);
    EXPECT_NE(again->run.id, run->run.id);
    advance_to_the_end();
    EXPECT_EQ(status(again->run.id).totals.invoices, 3);
    EXPECT_EQ(cancel(again->run.id).refusal().code, "billing.run_has_bills");
    EXPECT_EQ(status(again->run.id).run.state, RunState::completed);
}

TEST_F(BillingRunEnd, APageUnderWayAndACancellationDoNotBothHappen) {
    prepare(3);
    const auto run = start();
    Context slow = context;
    slow.campaigns.consumptions = [this, &run](const ConsumptionQuestion& question) {
        EXPECT_TRUE(cancel(run->run.id));  // while the page is asked for
        return page(question);
    };
    EXPECT_TRUE(advance_run(slow));
    EXPECT_EQ(status(run->run.id).run.state, RunState::cancelled);
    EXPECT_EQ(count("SELECT count(*) FROM invoice"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM claim"), 0);
}

TEST_F(BillingRunEnd, WithoutANumberPrefixOfItsOwnNoRunBegins) {
    prepare(1);
    context.number_prefix = [](AdministrationId) { return std::string(); };
    EXPECT_EQ(start().refusal().code, "billing.number_prefix_missing");
    context.number_prefix = [](AdministrationId) { return std::string("QRO"); };
    ASSERT_TRUE(start(queretaro));
    EXPECT_EQ(start(amealco).refusal().code, "billing.number_prefix_taken");
    EXPECT_EQ(count("SELECT count(*) FROM billing_run", amealco), 0);
    EXPECT_TRUE(claimed.size() == 1);
}

TEST_F(BillingRunEnd, EveryContractOfTheRegisterHasItsLine) {
    prepare(8);
    ASSERT_TRUE(publish_tariff(context, operator_of(queretaro), {"CUOTA", 1, "2026-01-01", flat_tariff("CUOTA")}));
    auto future = contract(0);  // measured, and begins next year
    future.start = parse_date("2027-01-01");
    auto unmetered = contract(10);
    unmetered.tariff_code = "CUOTA";
    auto without_meter = contract(11);
    auto elsewhere = contract(12);
    elsewhere.zone = "99-Z";
    auto ended = contract(13);
    ended.state = "terminated";
    auto last_bill = contract(1);  // ended within the period: its last water is billed
    last_bill.state = "terminated";
    last_bill.end = parse_date("2026-10-15");
    auto long_ended = contract(14);
    long_ended.end = parse_date("2026-09-30");
    readings[2].quality = "no_reading";
    readings[2].remark = "stale";
    save({future, unmetered, without_meter, elsewhere, ended, last_bill, long_ended});
    const auto run = start();
    advance_to_the_end();
    const RunStatus done = status(run->run.id);
    ASSERT_TRUE(done.table);
    EXPECT_EQ(done.totals.invoices, 7);
    EXPECT_EQ(done.table->contracts, 12);
    EXPECT_EQ(done.table->billed, 7);   // 1, 3 … 7 and the fixed fee
    EXPECT_EQ(done.table->parked, 1);   // 2
    EXPECT_EQ(done.table->exempt, 3);   // 0, 13, 14
    EXPECT_EQ(done.table->missing, 1);  // 11
    EXPECT_EQ(done.table->billed + done.table->parked + done.table->exempt + done.table->missing,
              count("SELECT count(*) FROM contract WHERE zone_id = '14-B'"));
    ASSERT_EQ(done.accounts.size(), 5U);
    EXPECT_EQ(done.accounts[0].outcome, AccountOutcome::parked);
    EXPECT_EQ(done.accounts[0].reason,
              "El medidor no tiene lectura en el periodo. Observación: última lectura atrasada. Tome la lectura o "
              "autorice un consumo estimado.");

    const auto fee = bills_of(10);
    ASSERT_EQ(fee.size(), 1U);
    EXPECT_EQ(fee[0].issued.total.plain(), "120.00");
    EXPECT_EQ(fee[0].issued.reading_note, "Cuota fija, sin medidor.");
    EXPECT_EQ(to_proto(done).table().exempt(), 3);
    EXPECT_EQ(to_proto(done).parked_accounts(0).outcome(), "parked");
}

TEST_F(BillingRunEnd, TheRegisterIsWalkedByPagesToo) {
    prepare(0);
    std::vector<BilledContract> contracts;
    for (int i = 0; i < 2 * contracts_per_transaction + 1; ++i)
        contracts.push_back(contract(i));
    save(contracts);
    const auto run = start();
    advance_to_the_end();
    EXPECT_EQ(status(run->run.id).table->missing, 2 * contracts_per_transaction + 1);
    EXPECT_EQ(count("SELECT count(*) FROM run_account WHERE outcome = 'missing'"), 2 * contracts_per_transaction + 1);
}

TEST_F(BillingRunEnd, AnAccountParkedInOneRunAndBilledInAnotherIsParkedNoMore) {
    prepare(2);
    auto misspelt = contract(1);
    misspelt.tariff_code = "DOM-MEDIA";
    save({misspelt});
    const auto zone = start();
    advance_to_the_end();
    EXPECT_EQ(status(zone->run.id).table->parked, 1);
    save({contract(1)});
    const auto all = start_run(context, operator_of(queretaro), request(""));
    advance_to_the_end();
    EXPECT_EQ(status(all->run.id).totals.invoices, 1);
    EXPECT_EQ(status(zone->run.id).totals.parked, 0);
    EXPECT_EQ(status(zone->run.id).table->billed, 2);
    ASSERT_TRUE(start());
    EXPECT_FALSE(advance_run(context));  // nothing is left to go over
}

TEST_F(BillingRunEnd, TheMetersOfAContractAreOneConsumption) {
    prepare(1);
    readings.clear();
    for (const int m3 : {10, 12}) {
        readings.push_back(reading(0, m3));
        readings.back().meter = named<MeterId>("meter" + std::to_string(m3));
        readings.back().meter_label = "KAM 641077" + std::to_string(m3);
    }
    ASSERT_TRUE(start());
    advance_to_the_end();
    const auto bills = bills_of(0);
    ASSERT_EQ(bills.size(), 1U);
    EXPECT_EQ(bills[0].consumed(), Volume::litres(22'000));
    EXPECT_EQ(bills[0].lines[1].quantity.to_string(), "22");
    EXPECT_NE(bills[0].issued.reading_note.find("KAM 64107710"), std::string::npos);
    EXPECT_NE(bills[0].issued.reading_note.find("KAM 64107712"), std::string::npos);
}

TEST_F(BillingRunEnd, OneMeterOfTwoWithoutReadingParksTheContract) {
    prepare(1);
    readings.push_back(reading(0, 5));
    readings.back().meter = named<MeterId>("second");
    readings.back().quality = "no_reading";
    const auto run = start();
    advance_to_the_end();
    EXPECT_EQ(status(run->run.id).totals.invoices, 0);
    EXPECT_EQ(status(run->run.id).table->parked, 1);
}

TEST_F(BillingRunEnd, AMeterInAnotherZoneIsNotForgottenSilently) {
    prepare(1);
    ASSERT_TRUE(start());
    advance_to_the_end();
    readings[0].meter = named<MeterId>("in zone 15-A");
    const auto other = start_run(context, operator_of(queretaro), request("15-A"));
    advance_to_the_end();
    EXPECT_EQ(status(other->run.id).totals.invoices, 0);
    EXPECT_EQ(count("SELECT count(*) FROM run_account WHERE code = 'billing.two_meters'"), 1);
    EXPECT_EQ(status(other->run.id).table->outside, 1);
}

TEST_F(BillingRunEnd, WhatReplacesAReversedBillIsItsNextRevision) {
    prepare(1);
    const auto run = start();
    advance_to_the_end();
    const Bill first = bills_of(0).at(0);
    EXPECT_EQ(first.issued.revision, 1);
    EXPECT_EQ(first.issued.number, "QRO-2026-10-10000-7");

    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        tx.pq().exec("UPDATE claim SET released = true");
        tx.pq().exec("UPDATE invoice SET state = 'reversed'");
    });
    EXPECT_EQ(start()->run.state, RunState::running);
    advance_to_the_end();
    const auto bills = bills_of(0);
    ASSERT_EQ(bills.size(), 2U);
    const Bill& second = bills[0].id == first.id ? bills[1] : bills[0];
    EXPECT_NE(second.id, first.id);
    EXPECT_EQ(second.issued.revision, 2);
    EXPECT_EQ(second.issued.number, "QRO-2026-10-10000-7-R2");
    EXPECT_EQ(to_proto(second).revision(), 2U);
    EXPECT_EQ(status(run->run.id).table->billed, 1);
    EXPECT_EQ(start()->run.state, RunState::completed);
}

TEST_F(BillingRunEnd, TheNoteStandsInTheEventAndAnOlderEventIsStillRead) {
    prepare(1);
    readings[0].remark = "leak,stopped,news-of-tomorrow";
    ASSERT_TRUE(start());
    advance_to_the_end();
    const Bill bill = bills_of(0).at(0);
    EXPECT_EQ(
        bill.issued.reading_note,
        "Lectura 1,284 m³ el 28 sep 2026 y 1,305 m³ el 29 oct 2026, del medidor KAM 64107712. Observación: posible "
        "fuga, medidor detenido, dato por revisar.");
    EXPECT_EQ(to_proto(bill).reading_note(), bill.issued.reading_note);

    std::string body = encode(bill.issued).body;
    for (const char* key : {"\"reading_note\"", "\"revision\"", "\"schema\""})
        body.replace(body.find(key), std::string(key).size(), "\"of another release\"");
    const auto old = std::get<BillIssued>(decode("issued", body));
    EXPECT_EQ(old.revision, 1);
    EXPECT_EQ(old.number, bill.issued.number);
    EXPECT_EQ(old.reading_note, "");
}

}  // namespace
}  // namespace aquacis::billing
