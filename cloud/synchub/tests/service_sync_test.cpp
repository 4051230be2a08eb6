// A node's agent and synchub over a real port with mutual TLS, on a real PostgreSQL.

#include <sstream>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/synchub/tests/harness.hpp"

namespace aquacis::synchub {
namespace {

DeviceId device_of(int number) { return DeviceId(make_named_uuid({}, "device " + std::to_string(number))); }

contracts::v1::ContractCreated contract_of(int number) {
    contracts::v1::ContractCreated created;
    created.set_contract_id("contract-" + std::to_string(number));
    auto& contract = *created.mutable_contract();
    contract.set_contract_id(created.contract_id());
    contract.set_customer_id("customer-" + std::to_string(number));
    contract.set_number("00" + std::to_string(number));
    contract.set_use_class(contracts::v1::USE_CLASS_DOMESTIC);
    contract.mutable_service_point()->set_street("Hidalgo");
    return created;
}

TEST(SyncOverTheWire, OperationsGoUpAndTheirEffectsComeDown) {
    Harness harness;
    Node node(harness, device_of(1));
    const auto seq = node.pay("contract-1", 12850);
    node.start();
    // The target hears of it within the transaction; another connection reads it after the commit.
    ASSERT_TRUE(
        eventually([&] { return node.state(seq)->effect_seen && node.state(seq)->verdict != sync::Verdict::pending; }));
    EXPECT_GE(node.target.seen, seq);
    const auto state = node.state(seq);
    EXPECT_EQ(state->verdict, sync::Verdict::accepted);
    EXPECT_TRUE(state->effect_seen);
    EXPECT_EQ(harness.payments.paid()["contract-1"], 12850);
    sync::v1::AccountRow row;
    ASSERT_TRUE(row.ParseFromString(node.rows()["account/contract-1"]));
    EXPECT_EQ(row.account().credit_centavos(), 12850);
    EXPECT_TRUE(eventually([&] { return node.link().synchronized; }));
    EXPECT_EQ(harness.payments.effects(), 1);
}

TEST(SyncOverTheWire, AContractRowIsJoinedInWhateverOrderItsPartsCome) {
    Harness harness;
    Node node(harness, device_of(1));
    node.start();
    metering::v1::MeterInstalled installed;
    installed.set_meter_id("m-1");
    installed.mutable_meter()->set_contract_id("contract-1");
    installed.mutable_meter()->set_manufacturer("KAM");
    installed.mutable_meter()->set_serial("64107712");
    harness.publish(installed);
    harness.publish(contract_of(1));
    customers::v1::CustomerRegistered customer;
    customer.set_customer_id("customer-1");
    customer.set_name("María Peñaflor");
    harness.publish(customer);
    sync::v1::ContractRow row;
    ASSERT_TRUE(eventually([&] {
        return row.ParseFromString(node.rows()["contract/contract-1"]) && !row.customer_name().empty() &&
               !row.meter_label().empty();
    }));
    EXPECT_EQ(row.customer_name(), "María Peñaflor");
    EXPECT_EQ(row.meter_label(), "KAM 64107712");
    EXPECT_EQ(row.use_class(), "domestic");
    EXPECT_EQ(row.street(), "Hidalgo");
}

TEST(SyncOverTheWire, AContractsBillsAreOneRowInWhateverOrderTheyCome) {
    Harness harness;
    Node node(harness, device_of(1));
    node.start();
    const auto bill = [&](int month, std::int64_t litres) {
        billing::v1::InvoiceGenerated generated;
        generated.set_invoice_id("invoice-" + std::to_string(month));
        auto& invoice = *generated.mutable_invoice();
        invoice.set_invoice_id(generated.invoice_id());
        invoice.set_contract_id("contract-1");
        invoice.set_period(Period(2025 + (month - 1) / 12, static_cast<unsigned>((month - 1) % 12 + 1)).to_string());
        invoice.set_consumed_litres(litres);
        harness.publish(generated);
    };
    for (int month : {3, 1, 2, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4})
        bill(month, month * 1000);
    bill(4, 4500);  // made anew
    sync::v1::InvoiceRow row;
    ASSERT_TRUE(eventually([&] {
        return row.ParseFromString(node.rows()["invoice/contract-1"]) && row.months_size() == 13 &&
               row.period() == "2026-03" && row.months(1).litres() == 4500;
    }));
    EXPECT_EQ(row.months(0).period(), "2025-03");
    EXPECT_EQ(row.months(12).litres(), 15000);
    EXPECT_EQ(row.invoice_id(), "invoice-15");
    EXPECT_EQ(harness.count("SELECT count(*) FROM feed_row WHERE kind = 'invoice'"), 1);
}

TEST(SyncOverTheWire, AFirstLoadComesInPagesAndLiveRowsFollow) {
    Harness harness;
    constexpr int contracts = 4500;
    std::vector<platform::Event> batch;
    const RandomBits random = system_random();
    for (int i = 0; i < contracts; ++i)
        batch.push_back(platform::make_event(contract_of(i), {make_uuid_v7(harness.clock.now(), random), "contracts",
                                                              harness.clock.now(), queretaro, "", std::nullopt}));
    for (std::size_t at = 0; at < batch.size(); at += 500)
        harness.events.log().append(std::span(batch).subspan(at, 500));
    ASSERT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM feed_row") == contracts; }, 60s));
    Node node(harness, device_of(1));
    node.start();
    ASSERT_TRUE(eventually([&] { return node.link().synchronized && node.rows().size() == contracts; }, 30s));
    EXPECT_EQ(node.target.resets, 0);
    harness.payments.publish_account("contract-7", std::nullopt);
    EXPECT_TRUE(eventually([&] { return node.rows().count("account/contract-7") != 0; }));
}

TEST(SyncOverTheWire, AKilledServerLosesNothingAndDoublesNothing) {
    Harness harness;
    Node node(harness, device_of(1));
    node.start();
    std::uint64_t last = 0;
    std::int64_t total = 0;
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 15; ++i) {
            last = node.pay("contract-" + std::to_string(i % 3), 100 + i);
            total += 100 + i;
        }
        harness.stop_server();
        node.pay("contract-9", 1);
        ++last;
        total += 1;
        harness.start_server();
    }
    ASSERT_TRUE(eventually([&] { return node.target.seen >= last; }, 30s));
    EXPECT_EQ(harness.payments.effects(), static_cast<int>(last));
    std::int64_t paid = 0;
    for (const auto& [contract, centavos] : harness.payments.paid())
        paid += centavos;
    EXPECT_EQ(paid, total);
    // The feed may show an effect before the outcome's own message comes.
    for (std::uint64_t seq = 1; seq <= last; ++seq)
        EXPECT_TRUE(eventually([&] { return node.state(seq)->verdict == sync::Verdict::accepted; })) << seq;
}

TEST(SyncOverTheWire, AContextThatIsDownHoldsTheQueueInOrderAndLosesNothing) {
    Harness harness;
    harness.payments.is_down = true;
    Node node(harness, device_of(1));
    node.start();
    for (int i = 1; i <= 5; ++i)
        node.pay("contract-1", i);
    ASSERT_TRUE(eventually(
        [&] { return harness.count("SELECT count(*) FROM operation") == 5 && harness.payments.calls() > 0; }));
    EXPECT_TRUE(eventually([&] { return sync::OperationLog(node.database()).pending_count() == 0; }))
        << "durable there is acknowledged";
    EXPECT_EQ(sync::OperationLog(node.database()).undecided_count(), 5U) << "and not decided";
    EXPECT_EQ(node.state(1)->verdict, sync::Verdict::pending);
    // An operation of a context that does not exist is not held up behind a context that is down … of another device.
    Node other(harness, device_of(2));
    other.start();
    const auto unknown = other.append("workorders.order.close", "x");
    ASSERT_TRUE(eventually([&] { return other.state(unknown)->verdict == sync::Verdict::parked; }));
    harness.payments.is_down = false;
    ASSERT_TRUE(eventually([&] { return node.target.seen == 5; }, 30s));
    EXPECT_TRUE(eventually([&] { return sync::OperationLog(node.database()).undecided_count() == 0; }));
    EXPECT_EQ(harness.payments.order(), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

TEST(SyncOverTheWire, AnUnknownOperationIsKeptWithARemedyAndMoneyIsNeverRejected) {
    Harness harness;
    harness.payments.rejects_money = true;
    Node node(harness, device_of(1));
    node.start();
    const auto unknown = node.append("nonsense.do", "x");
    const auto money = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return node.state(money)->verdict != sync::Verdict::pending; }));
    const auto kept = node.state(unknown);
    EXPECT_EQ(kept->verdict, sync::Verdict::parked);
    EXPECT_EQ(kept->code, "sync.unknown_type");
    EXPECT_FALSE(kept->reason.empty());
    EXPECT_FALSE(kept->remedy.empty());
    EXPECT_EQ(node.state(money)->verdict, sync::Verdict::parked);
    EXPECT_EQ(sync::OperationLog(node.database()).attention(10).size(), 2U);
    EXPECT_TRUE(eventually([&] { return node.target.seen == money; }));
}

TEST(SyncOverTheWire, WhatIsShownAsPendingStaysUntilTheFeedHasTheEffect) {
    Harness harness;
    harness.payments.holds_events = true;
    Node node(harness, device_of(1));
    node.start();
    const auto session = node.append("payments.cash_session.open", "x");
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return node.state(payment)->verdict == sync::Verdict::accepted; }));
    ASSERT_TRUE(eventually([&] { return node.target.seen == session; }));
    EXPECT_FALSE(node.state(payment)->effect_seen);
    harness.payments.publish_account("contract-1", platform::OperationRef{device_of(1).uuid(), 1, payment});
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
    EXPECT_EQ(node.rows().count("account/contract-1"), 1U) << "the row and the word that it was seen come together";
}

TEST(SyncOverTheWire, ADeviceWithAnothersCertificateIsRefused) {
    Harness harness;
    Node node(harness, device_of(1), device_of(2));
    node.pay("contract-1", 500);
    node.start();
    EXPECT_TRUE(eventually([&] { return node.link().problem.find("no reconoce este equipo") != std::string::npos; }));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device WHERE greeted_at IS NOT NULL"), 0);
    EXPECT_FALSE(node.link().connected);
}

TEST(SyncOverTheWire, ACloneGetsAnEpochOfItsOwnAndNothingIsLostOrDoubled) {
    Harness harness;
    Node original(harness, device_of(1));
    harness.payments.is_down = true;
    original.pay("contract-1", 100);
    original.pay("contract-2", 200);
    Node clone(harness, device_of(1));
    original.database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string copy = "VACUUM INTO '" + (clone.folder() / "copy.db").string() + "'";
    original.database().execute(copy);
    original.pay("contract-3", 400);
    original.start();
    ASSERT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM operation") == 3; }));
    original.stop();
    harness.payments.is_down = false;
    // The clone wakes with operations 1 and 2 still to be sent, and takes a payment of its own.
    clone.database().execute("ATTACH '" + (clone.folder() / "copy.db").string() +
                             "' AS c; "
                             "INSERT INTO main.sync_operation SELECT * FROM c.sync_operation; "
                             "DELETE FROM main.sync_device; INSERT INTO main.sync_device SELECT * FROM c.sync_device;");
    clone.pay("contract-4", 800);
    clone.start();
    ASSERT_TRUE(eventually([&] { return clone.target.seen == 3; }, 20s));
    EXPECT_EQ(harness.payments.effects(), 4);
    std::int64_t total = 0;
    for (const auto& [contract, centavos] : harness.payments.paid())
        total += centavos;
    EXPECT_EQ(total, 1500);
    EXPECT_EQ(harness.count("SELECT epoch FROM device"), 2);
    EXPECT_NE(clone.link().problem, "");
}

TEST(SyncOverTheWire, FoliosAreGrantedOnceForARequest) {
    Harness harness;
    Node node(harness, device_of(1));
    node.target.wants_folios = true;
    node.start();
    ASSERT_TRUE(eventually([&] { return node.target.granted_last == 100; }));
    EXPECT_EQ(node.target.granted_first, 1);
}

TEST(SyncOverTheWire, ACertificateIsRenewedWhileItsStreamStands) {
    Harness harness;
    Node node(harness, device_of(1));
    const auto identity = [&] {
        std::stringstream text;
        text << std::ifstream(node.folder() / "identity.pem").rdbuf();
        return text.str();
    };
    const std::string before = identity();
    ManualClock clock(harness.clock.now());
    sync::AgentConfig config;
    config.file = node.folder() / "node.db";
    config.server = harness.address();
    config.identity = node.folder() / "identity.pem";
    config.partition = "admin/11";
    config.heartbeat = config.watchdog = 24'000h;  // its clock leaps, and the stream stands all the same
    sync::Agent agent(config, clock, system_random(), node.target);
    agent.start();
    ASSERT_TRUE(eventually([&] { return agent.state().connected; }));
    clock.advance(500 * 24h);  // into the last third of its certificate's time
    EXPECT_TRUE(eventually([&] { return identity() != before; })) << "the next one was tried and welcomed";
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_certificate"), 2);
}

TEST(SyncOverTheWire, WhatAPersonWantsToSeeIsAnsweredOverTheLinkOrRefusedInWords) {
    Harness harness;
    Node node(harness, device_of(1));
    node.start();
    ASSERT_TRUE(eventually([&] { return node.link().connected; }));
    node.agent().want({"payments.echo", "one", "un recibo"});
    ASSERT_TRUE(eventually([&] { return node.target.echo() == "one: un recibo"; }));
    node.agent().want({"payments.echo", "two", "otro"});  // within the second in which the server takes no other
    node.agent().want({"payments.echo", "three", "el último"});
    ASSERT_TRUE(eventually([&] { return node.target.echo() == "three: el último"; }));
    harness.payments.refuses_grants = true;
    node.agent().want({"payments.echo", "four", ""});
    ASSERT_TRUE(eventually([&] { return node.target.refused == 1; }));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_grant"), 0) << "such an answer is nothing that a device holds";
}

TEST(SyncOverTheWire, APartitionThatDiffersComesAnewAndTheOutboxStays) {
    Harness harness;
    harness.payments.publish_account("contract-1", std::nullopt);
    Node node(harness, device_of(1));
    node.start();
    ASSERT_TRUE(eventually([&] { return node.rows().size() == 1 && node.link().synchronized; }));
    node.stop();
    harness.payments.is_down = true;
    const auto seq = node.pay("contract-1", 5);
    node.database().execute("UPDATE sync_feed SET checksum = checksum + 1");
    node.start();
    ASSERT_TRUE(
        eventually([&] { return node.target.resets == 1 && node.rows().size() == 1 && node.link().connected; }));
    harness.payments.is_down = false;
    EXPECT_TRUE(eventually([&] { return node.target.seen == seq; }, 20s));
}

}  // namespace
}  // namespace aquacis::synchub
