// Who may open the sync port, how long, and what one device may take of it.

#include <pqxx/pqxx>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/synchub/tests/raw_stream.hpp"

namespace aquacis::synchub {
namespace {

const platform::Caller admin{"rosa", queretaro, {"devices.admin"}, ""};

Uuid device_number(int number) { return make_named_uuid({}, "device " + std::to_string(number)); }

// A till of its own is welcomed, however the others behave.
bool is_welcomed(Harness& harness, const Uuid& id) {
    RawStream stream(harness, id);
    stream.hello(id);
    return stream.read(wire::ServerMsg::kWelcome).has_value();
}

grpc::StatusCode end_of_hello(Harness& harness, const sync::Identity& identity, const Uuid& id,
                              int administration = 11) {
    RawStream stream(harness, identity);
    stream.hello(id, 0, {}, administration);
    return stream.end().error_code();
}

TEST(Port, FiveHundredStreamsWithoutAHelloTakeNobodysPlace) {
    HubSettings settings = Harness::fast();
    settings.max_streams = 3;
    Harness harness(settings);
    const auto& flooder = harness.enroll(device_number(1));
    std::vector<std::unique_ptr<RawStream>> flood;
    for (int connection = 0; connection < 5; ++connection) {
        flood.push_back(std::make_unique<RawStream>(harness, flooder));
        for (int i = 0; i < 99; ++i)
            flood.push_back(std::make_unique<RawStream>(*flood[static_cast<std::size_t>(connection) * 100]));
    }
    wire::ClientMsg ping;
    ping.mutable_ping()->set_sent_at_us(1);
    for (std::size_t i = 0; i < flood.size(); i += 100)
        flood[i]->send(ping);
    for (int other = 2; other < 5; ++other)
        EXPECT_TRUE(is_welcomed(harness, device_number(other)));
    EXPECT_EQ(flood[0]->end().error_code(), grpc::StatusCode::ABORTED) << "one stream a certificate";
}

TEST(Port, ManyCertificatesWithoutAHelloTakeNoPlaceEither) {
    HubSettings settings = Harness::fast();
    settings.max_streams = 2;
    Harness harness(settings);
    std::vector<std::unique_ptr<RawStream>> silent;
    for (int i = 0; i < 12; ++i)
        silent.push_back(std::make_unique<RawStream>(harness, device_number(100 + i)));
    EXPECT_TRUE(is_welcomed(harness, device_number(1)));
}

TEST(Port, OnlyWelcomedStreamsCount) {
    HubSettings settings = Harness::fast();
    settings.max_streams = 1;
    Harness harness(settings);
    RawStream first(harness, device_number(1));
    first.hello(device_number(1));
    ASSERT_TRUE(first.read(wire::ServerMsg::kWelcome));
    RawStream second(harness, device_number(2));
    second.hello(device_number(2));
    EXPECT_EQ(second.end().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    RawStream again(harness, device_number(1));
    again.hello(device_number(1));
    EXPECT_TRUE(again.read(wire::ServerMsg::kWelcome)) << "the same device takes its own place";
}

TEST(Port, AStreamThatSaysNoHelloIsClosedAndAPingIsNone) {
    HubSettings settings = Harness::fast();
    settings.hello_patience = 200ms;
    Harness harness(settings);
    RawStream silent(harness, device_number(1));
    EXPECT_EQ(silent.end().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
    RawStream pinging(harness, device_number(1));
    wire::ClientMsg ping;
    ping.mutable_ping()->set_sent_at_us(1);
    pinging.send(ping);
    EXPECT_EQ(pinging.end().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST(Port, ADeviceThatNobodyRegisteredIsRefusedAndLeavesNothing) {
    Harness harness;
    const Uuid stranger = device_number(9);
    EXPECT_EQ(end_of_hello(harness, harness.certify(stranger, queretaro), stranger),
              grpc::StatusCode::PERMISSION_DENIED);
    const AdministrationId other{12};
    EXPECT_EQ(end_of_hello(harness, harness.certify(stranger, other), stranger, 12),
              grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(end_of_hello(harness, harness.certify(stranger, other), stranger, 11),
              grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(harness.count("SELECT count(*) FROM device"), 0);
    EXPECT_EQ(harness.count("SELECT count(*) FROM administration"), 0);
}

// What adopting wrote goes with the refusal.
TEST(Port, ARefusedHelloLeavesNothingWhileDevicesAreAdopted) {
    Harness harness;
    const Uuid known = device_number(1), stranger = device_number(2);
    const sync::Identity& identity = harness.enroll(known);
    ASSERT_TRUE(adopt_devices(harness.registry(), admin, 60));
    const auto certificate = harness.device_authority.sign({queretaro, "device:" + stranger.to_string()},
                                                           DeviceKey::from_pem(identity.key_pem).request_pem(),
                                                           harness.clock.now(), harness.random);
    const sync::Identity with_its_key{identity.key_pem, certificate->pem, identity.authorities_pem};
    EXPECT_EQ(end_of_hello(harness, with_its_key, stranger), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(harness.count("SELECT count(*) FROM device"), 1);
    EXPECT_TRUE(is_welcomed(harness, known));
}

TEST(Port, AnotherCertificateOfTheSameDeviceIsRefused) {
    Harness harness;
    const Uuid till = device_number(1);
    const auto& known = harness.enroll(till);
    EXPECT_EQ(end_of_hello(harness, harness.certify(till, queretaro), till), grpc::StatusCode::PERMISSION_DENIED);
    RawStream stream(harness, known);
    stream.hello(till);
    EXPECT_TRUE(stream.read(wire::ServerMsg::kWelcome));
}

TEST(Port, ARevokedDevicesStreamIsClosedAndItIsNotLetInAgain) {
    Harness harness;
    const Uuid till = device_number(1);
    RawStream stream(harness, till);
    stream.hello(till);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    ASSERT_TRUE(revoke_device(harness.registry(), admin, till.to_string()));
    const grpc::Status end = stream.end();
    EXPECT_EQ(end.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_NE(end.error_message().find("dado de baja"), std::string::npos);
    EXPECT_EQ(end_of_hello(harness, harness.enroll(till), till), grpc::StatusCode::PERMISSION_DENIED);
    const platform::Caller elsewhere{"eva", AdministrationId(12), {"devices.admin"}, ""};
    EXPECT_FALSE(revoke_device(harness.registry(), elsewhere, device_number(2).to_string()));
}

TEST(Port, WhatAnotherServerRevokedIsClosedByTheSweep) {
    Harness harness;
    const Uuid till = device_number(1);
    RawStream stream(harness, till);
    stream.hello(till);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    Registry other_server = harness.registry();
    other_server.revoked = {};
    ASSERT_TRUE(revoke_device(other_server, admin, till.to_string()));
    EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(Port, NumbersBeyondEveryBoundAreRefusedInWords) {
    Harness harness;
    const Uuid till = device_number(1);
    RawStream epoch(harness, till);
    wire::ClientMsg hello;
    hello.mutable_hello()->set_protocol(1);
    hello.mutable_hello()->set_device_id(till.to_string());
    hello.mutable_hello()->set_administration_id(11);
    hello.mutable_hello()->set_epoch(0xFFFFFFFF);
    epoch.send(hello);
    EXPECT_EQ(epoch.end().error_code(), grpc::StatusCode::INVALID_ARGUMENT);

    RawStream seq(harness, device);
    seq.hello(device);
    ASSERT_TRUE(seq.read(wire::ServerMsg::kWelcome));
    auto operation = Chain().next("payments.cash_session.open", "x");
    operation.seq = ~std::uint64_t{0};
    operation.previous_hash = std::string(32, 'h');
    seq.send(batch({operation}));
    EXPECT_EQ(seq.end().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(Port, AProgramsVersionIsCutBetweenLetters) {
    Harness harness;
    const Uuid till = device_number(1);
    RawStream stream(harness, till);
    wire::ClientMsg hello;
    hello.mutable_hello()->set_protocol(1);
    hello.mutable_hello()->set_device_id(till.to_string());
    hello.mutable_hello()->set_administration_id(11);
    hello.mutable_hello()->set_epoch(1);
    hello.mutable_hello()->set_program_version(std::string(99, 'a') + "ñ y más");
    stream.send(hello);
    EXPECT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device WHERE program_version = repeat('a', 99)"), 1);
}

TEST(Port, AHungContextStopsNoPingAndNoHello) {
    HubSettings settings = Harness::fast();
    settings.context_patience = 10min;  // no call gives up meanwhile: a stream on a thread that waits would never speak
    Harness harness(settings);
    harness.payments.hangs = true;
    const auto let_go = std::shared_ptr<void>(nullptr, [&](void*) { harness.payments.hangs = false; });
    std::vector<std::unique_ptr<RawStream>> tills;
    wire::ClientMsg folios, ping;
    folios = folio_ask();
    ping.mutable_ping()->set_sent_at_us(7);
    for (int i = 0; i < 10; ++i) {
        tills.push_back(std::make_unique<RawStream>(harness, device_number(i)));
        tills.back()->hello(device_number(i));
        tills.back()->send(folios);
    }
    for (const auto& till : tills) {
        till->send(ping);
        EXPECT_TRUE(till->read(wire::ServerMsg::kPong));
    }
    EXPECT_TRUE(is_welcomed(harness, device_number(20)));
    harness.payments.hangs = false;
    EXPECT_TRUE(tills[0]->read(wire::ServerMsg::kGranted));
}

TEST(Port, AFeedThatIsHeldUpTakesNoConnectionFromStreamsAndBuriesNothing) {
    Harness harness(Harness::fast(), 5);
    harness.payments.publish_account("contract-1", {});
    ASSERT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM feed_row") == 1; }));
    std::optional<pqxx::connection> outside(harness.admin_connection());
    std::optional<pqxx::work> held(*outside);
    held->exec("SELECT 1 FROM feed_partition FOR UPDATE");
    contracts::v1::ContractCreated contract;
    contract.set_contract_id("contract-1");
    contract.mutable_contract()->set_contract_id("contract-1");
    contract.mutable_contract()->set_number("00001-8");
    customers::v1::CustomerRegistered customer;
    customer.set_customer_id("customer-1");
    metering::v1::MeterInstalled meter;
    meter.mutable_meter()->set_contract_id("contract-1");
    billing::v1::InvoiceGenerated invoice;
    invoice.set_invoice_id("invoice-1");
    invoice.mutable_invoice()->set_contract_id("contract-1");
    harness.publish(contract);
    harness.publish(customer);
    harness.publish(meter);
    harness.publish(invoice);
    harness.payments.publish_account("contract-1", {});
    std::this_thread::sleep_for(500ms);  // as many consumers as may wait for the partition do so now
    for (int other = 1; other < 4; ++other)
        EXPECT_TRUE(is_welcomed(harness, device_number(other)));
    std::this_thread::sleep_for(6s);  // longer than a connection is waited for
    EXPECT_TRUE(is_welcomed(harness, device_number(4)));
    held.reset();
    outside.reset();
    EXPECT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM feed_row") == 3; }, 60s));
    EXPECT_EQ(harness.count("SELECT count(*) FROM dead_letter"), 0);
}

TEST(Port, OperationsThatNobodyDecidesOnHaveAQuota) {
    Harness harness;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    Chain chain;
    const std::string body(60'000, 'x');
    for (int i = 0; i < 80; ++i)
        stream.send(batch({chain.next("nonsense.do", body), chain.next("nonsense.do", body),
                           chain.next("nonsense.do", body), chain.next("nonsense.do", body)}));
    EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_LE(harness.count("SELECT count(*) FROM operation"), 280);
}

TEST(Port, WhatADeviceSendsInADayHasAQuotaAndAnotherDeviceHasItsOwn) {
    Harness harness;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    harness.count(
        "WITH w AS (UPDATE device SET sent_day = (now() AT TIME ZONE 'America/Mexico_City')::date, "
        "sent_bytes = 64 * 1024 * 1024 - 1000) SELECT 1");
    Chain chain;
    stream.send(batch({chain.next("payments.cash_session.open", std::string(500, 'x'))}));
    ASSERT_TRUE(stream.read(wire::ServerMsg::kPushResult));
    stream.send(batch({chain.next("payments.cash_session.open", std::string(900, 'x'))}));
    const grpc::Status end = stream.end();
    EXPECT_EQ(end.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_NE(end.error_message().find("en un día"), std::string::npos) << "in words that the till can show";
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 1) << "what is refused is not kept";
    EXPECT_TRUE(is_welcomed(harness, device_number(2)));
}

TEST(Port, AStreamSubscribesOnceAndASlowNodeHoldsLittleInMemory) {
    Harness harness;
    for (int i = 0; i < 40; ++i) {
        std::vector<platform::Event> events;
        for (int k = 0; k < 100; ++k) {
            payments::v1::AccountChanged changed;
            changed.set_contract_id("contract-" + std::to_string(i * 100 + k));
            changed.set_version(1);
            changed.mutable_account()->set_contract_number(std::string(2000, 'n'));
            const platform::EventOrigin origin{make_uuid_v7(harness.clock.now(), harness.random),
                                               "payments",
                                               harness.clock.now(),
                                               queretaro,
                                               "",
                                               std::nullopt};
            events.push_back(platform::make_event(changed, origin));
        }
        harness.events.log().append(events);
    }
    ASSERT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM feed_row") == 4000; }, 60s));
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    wire::ClientMsg wish, ping;
    wish.mutable_subscribe()->set_partition("admin/11");
    stream.send(wish);
    std::this_thread::sleep_for(1s);  // it takes nothing
    ping.mutable_ping()->set_sent_at_us(7);
    stream.send(ping);
    std::size_t bytes = 0;
    for (;;) {
        const auto message = stream.read();
        ASSERT_TRUE(message);
        if (message->has_pong()) break;
        bytes += message->ByteSizeLong();
    }
    EXPECT_GT(bytes, 0U);
    EXPECT_LT(bytes, 4U * 1024 * 1024) << "of eight";
    stream.send(wish);
    EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST(Port, TwoLiveCopiesAreQuarantinedUntilOneOfThemEnrollsAgain) {
    Harness harness;
    const auto hello = [&](RawStream& stream, std::uint32_t epoch) {
        wire::ClientMsg message;
        message.mutable_hello()->set_protocol(1);
        message.mutable_hello()->set_device_id(device.to_string());
        message.mutable_hello()->set_administration_id(11);
        message.mutable_hello()->set_epoch(epoch);
        stream.send(message);
        const auto answer = stream.read(wire::ServerMsg::kWelcome);
        return answer ? answer->welcome().epoch() : 0U;
    };
    harness.enroll(device);
    const auto is_quarantined = [&] {
        return look_at_device(harness.registry(), admin, device.to_string())->is_quarantined;
    };
    {
        RawStream original(harness, device);
        EXPECT_EQ(hello(original, 2), 2U);
    }
    {
        RawStream copy(harness, device);
        EXPECT_EQ(hello(copy, 1), 3U);
        EXPECT_FALSE(is_quarantined()) << "a restored backup does so once";
    }
    RawStream original(harness, device);
    EXPECT_EQ(hello(original, 2), 4U);
    EXPECT_TRUE(original.read(wire::ServerMsg::kNotice));
    EXPECT_TRUE(is_quarantined());
    wire::ClientMsg folios, ping;
    folios = folio_ask();
    original.send(folios);
    original.send(batch({Chain().next("payments.cash_session.open", "x")}));
    ping.mutable_ping()->set_sent_at_us(1);
    original.send(ping);
    while (const auto message = original.read()) {
        EXPECT_FALSE(message->has_granted());
        if (message->has_pong()) break;
    }
    const auto invited = invite_device(harness.registry(), admin, {device.to_string(), {"Caja 03", "Centro"}, 0});
    ASSERT_TRUE(invited);
    const DeviceKey key = DeviceKey::make();
    const std::string sent = parse_enrollment_code(invited->code)->sent();
    const auto enrolled = enroll_device(harness.registry(), {sent, key.request_pem()});
    ASSERT_TRUE(enrolled);
    EXPECT_FALSE(is_quarantined());
    EXPECT_EQ(end_of_hello(harness, harness.enroll(device), device), grpc::StatusCode::PERMISSION_DENIED)
        << "the copy's certificate ended";
    RawStream chosen(harness, {key.pem(), enrolled->certificate.pem, harness.authority.certificate()});
    EXPECT_NE(hello(chosen, 4), 0U);
}

TEST(Port, ARenewedCertificateOpensItAndTheOldOneStaysGood) {
    Harness harness;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    const DeviceKey key = DeviceKey::make();
    wire::ClientMsg wish;
    wish.mutable_certificate_request()->set_request_pem(key.request_pem());
    stream.send(wish);
    const auto issued = stream.read(wire::ServerMsg::kCertificateIssued);
    ASSERT_TRUE(issued);
    const std::string pem = issued->certificate_issued().certificate_pem();
    EXPECT_EQ(why_not_usable(key, pem, issued->certificate_issued().authority_pem(), harness.clock.now()), "");
    EXPECT_EQ(issued->certificate_issued().recovery_pem(), harness.registry().recovery_certificate)
        << "a till enrolled before the office had one gets it too";
    RawStream renewed(harness, {key.pem(), pem, harness.authority.certificate()});
    renewed.hello(device);
    EXPECT_TRUE(renewed.read(wire::ServerMsg::kWelcome));
    RawStream old(harness, device);
    old.hello(device);
    EXPECT_TRUE(old.read(wire::ServerMsg::kWelcome));
}

TEST(Port, ADeviceIsToldOfItsOfficesPeopleAndOfEachChange) {
    Harness harness;
    harness.payments.employ({{"Ana", "Centro"}, {"Luz", "Juriquilla"}, {"Mar", ""}});
    RawStream stream(harness, device);  // of the office Centro
    stream.hello(device);
    const auto names = [&] {
        std::string all;
        const auto list = stream.read(wire::ServerMsg::kStaffList);
        if (!list) return std::string("none");
        for (const auto& member : list->staff_list().members())
            all += member.name() + " ";
        return all;
    };
    EXPECT_EQ(names(), "Ana Mar ");
    harness.payments.employ({{"Mar", ""}, {"Sol", "Centro"}});
    std::string last;
    for (int i = 0; i < 3 && last != "Mar Sol "; ++i)
        last = names();
    EXPECT_EQ(last, "Mar Sol ") << "Ana left";
    EXPECT_EQ(harness.count("SELECT count(*) FROM feed_row"), 0) << "nobody's PIN is in the feed";
}

TEST(Port, AnotherOfficesPeopleAreNotTold) {
    Harness harness;
    harness.payments.employ({{"Ana", "Centro"}, {"Luz", "Juriquilla"}});
    RawStream stream(harness, device);  // of the office Centro
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    wire::ClientMsg ask;
    ask.mutable_ask()->set_kind("payments.staff");
    ask.mutable_ask()->set_key("Juriquilla");
    stream.send(ask);
    stream.send(folio_ask());
    const auto granted = stream.read(wire::ServerMsg::kGranted);
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->granted().kind(), "payments.folios") << "the other was not even begun";
}

TEST(Port, AStaffListThatCannotBeReadIsNotAnEmptyOne) {
    Harness harness;
    harness.payments.employ({{"Ana", "Centro"}});
    harness.payments.garbles_staff = true;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(eventually([&] { return harness.payments.staff_asked > 0; }));
    harness.payments.garbles_staff = false;
    const auto list = stream.read(wire::ServerMsg::kStaffList);
    ASSERT_TRUE(list);
    EXPECT_EQ(list->staff_list().members_size(), 1) << "with none nobody could sign in";
}

TEST(Port, AnErrandThatFailsEndsNeitherTheStreamNorTheProgram) {
    Harness harness;
    harness.lose_payments();  // nobody lists the people of an office
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    std::this_thread::sleep_for(1s);  // the people are asked for
    wire::ClientMsg ping;
    ping.mutable_ping()->set_sent_at_us(7);
    stream.send(ping);
    EXPECT_TRUE(stream.read(wire::ServerMsg::kPong));
}

}  // namespace
}  // namespace aquacis::synchub
