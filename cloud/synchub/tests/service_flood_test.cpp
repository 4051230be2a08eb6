// A program that opens streams without end costs the others nothing.

#include "cloud/synchub/tests/raw_stream.hpp"

namespace aquacis::synchub {
namespace {

TEST(OpeningLimit, ACertificateOpensSomeAtOnceAndThenOneEachInterval) {
    OpeningLimit limit({.at_once = 3, .refill = 1000ms, .most_certificates = 10});
    const OpeningLimit::Moment begin{};
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(limit.take("flooder", begin));
    const auto refused = limit.take("flooder", begin);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->wait, 1000ms);
    EXPECT_TRUE(refused->is_first);
    EXPECT_EQ(limit.take("flooder", begin + 400ms)->wait, 600ms) << "being refused costs nothing more";
    EXPECT_FALSE(limit.take("flooder", begin + 400ms)->is_first);
    EXPECT_FALSE(limit.take("another", begin + 400ms)) << "each by itself";
    EXPECT_FALSE(limit.take("flooder", begin + 1000ms));
    EXPECT_FALSE(limit.take("flooder", begin + 1000ms)->is_first) << "one line in the log for a flood";
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(limit.take("flooder", begin + 1h));
    EXPECT_TRUE(limit.take("flooder", begin + 1h)->is_first);
}

TEST(OpeningLimit, KeepsNoMoreCertificatesThanItMayAndKeepsNobodyOutForThat) {
    OpeningLimit limit({.at_once = 1, .refill = 1000ms, .most_certificates = 2});
    const OpeningLimit::Moment begin{};
    EXPECT_FALSE(limit.take("one", begin));
    EXPECT_FALSE(limit.take("two", begin));
    EXPECT_FALSE(limit.take("three", begin));
    EXPECT_FALSE(limit.take("three", begin)) << "it is not counted";
    EXPECT_TRUE(limit.take("one", begin));
    EXPECT_FALSE(limit.take("three", begin + 1000ms));
    EXPECT_TRUE(limit.take("three", begin + 1000ms)) << "full buckets made room";
}

TEST(Port, ACertificateThatOpensStreamsWithoutEndIsRefusedForAWhile) {
    HubSettings settings = Harness::fast();
    settings.openings = 3;
    settings.opening_refill = 1h;
    Harness harness(settings);
    RawStream first(harness, device);
    first.hello(device);
    ASSERT_TRUE(first.read(wire::ServerMsg::kWelcome));
    wire::ClientMsg ping;
    ping.mutable_ping()->set_sent_at_us(7);
    for (int i = 0; i < 2; ++i) {
        RawStream stream(first);
        stream.send(ping);
        EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::FAILED_PRECONDITION) << "no hello";
    }
    RawStream refused(first);
    const grpc::Status end = refused.end();
    EXPECT_EQ(end.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(platform::refusal_of(end).code, "sync.too_many_streams");
    EXPECT_EQ(refused.trailing(sync::retry_after), "3600");
    first.send(ping);
    EXPECT_TRUE(first.read(wire::ServerMsg::kPong)) << "its welcomed stream goes on";
    const Uuid other = make_named_uuid({}, "another device");
    RawStream another(harness, other);
    another.hello(other);
    EXPECT_TRUE(another.read(wire::ServerMsg::kWelcome));
}

TEST(SyncOverTheWire, ANodeIsToldWhyItsStreamsAreRefused) {
    HubSettings settings = Harness::fast();
    settings.openings = 1;
    settings.opening_refill = 1h;
    Harness harness(settings);
    Node node(harness, DeviceId(device));
    node.start();
    ASSERT_TRUE(eventually([&] { return node.link().connected; }));
    node.stop();
    node.start();
    EXPECT_TRUE(eventually([&] { return node.link().problem.find("demasiado seguido") != std::string::npos; }))
        << node.link().problem;
}

}  // namespace
}  // namespace aquacis::synchub
