// What a node would never send: batches and hellos written by hand, over the real port.

#include <future>

#include "cloud/synchub/tests/raw_stream.hpp"

namespace aquacis::synchub {
namespace {

payments::v1::TakePayment payment_of(std::initializer_list<std::pair<const char*, int>> applications) {
    payments::v1::TakePayment payment;
    payment.set_payment_id("p-1");
    for (const auto& [contract, centavos] : applications) {
        auto& application = *payment.add_applications();
        application.set_contract_id(contract);
        application.set_amount_centavos(centavos);
    }
    return payment;
}

TEST(Protocol, ABatchThatWasChangedOnItsWayIsNotTaken) {
    Harness harness;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    auto message = batch({Chain().next("payments.cash_session.open", "x")});
    message.mutable_push_ops()->set_crc32c(message.push_ops().crc32c() ^ 1);
    stream.send(message);
    EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::DATA_LOSS);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 0);
}

TEST(Protocol, AnOperationSentAgainGetsTheSameAnswerAndNoSecondEffect) {
    Harness harness;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    const auto message =
        batch({Chain().next("payments.payment.take", payment_of({{"contract-1", 700}}).SerializeAsString())});
    stream.send(message);
    std::optional<wire::Outcome> first;
    while (!first) {
        const auto answer = stream.read(wire::ServerMsg::kPushResult);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->push_result().acknowledged_seq(), 1U);
        if (answer->push_result().outcomes_size() > 0) first = answer->push_result().outcomes(0);
    }
    stream.send(message);
    const auto again = stream.read(wire::ServerMsg::kPushResult);
    ASSERT_TRUE(again && again->push_result().outcomes_size() == 1);
    EXPECT_EQ(again->push_result().outcomes(0).SerializeAsString(), first->SerializeAsString());
    EXPECT_EQ(harness.payments.effects(), 1);
}

TEST(Protocol, AGapEndsTheStreamAndAForkBeginsAnEpoch) {
    Harness harness;
    Chain chain;
    const auto one = chain.next("payments.cash_session.open", "1");
    Chain forked = chain;
    const auto two = chain.next("payments.cash_session.open", "2");
    const auto other_two = forked.next("payments.cash_session.open", "other");
    Chain ahead = chain;
    ahead.next("payments.cash_session.open", "3");
    const auto four = ahead.next("payments.cash_session.open", "4");
    {
        RawStream stream(harness, device);
        stream.hello(device);
        ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
        stream.send(batch({one, two}));
        ASSERT_EQ(stream.read(wire::ServerMsg::kPushResult)->push_result().acknowledged_seq(), 2U);
        stream.send(batch({four}));
        EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::ABORTED);
    }
    RawStream stream(harness, device);
    stream.hello(device, 2, chain.hash);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    stream.send(batch({other_two}));
    const auto welcome = stream.read(wire::ServerMsg::kWelcome);
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->welcome().epoch(), 2U);
    EXPECT_EQ(welcome->welcome().acknowledged_seq(), 0U);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 2);
}

TEST(Protocol, AServerThatHoldsNothingTakesANodeThatLostItsBeginning) {
    Harness harness;
    Chain chain;
    chain.next("payments.cash_session.open", "1");
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    stream.send(batch({chain.next("payments.cash_session.open", "2")}));
    const auto welcome = stream.read(wire::ServerMsg::kWelcome);
    ASSERT_TRUE(welcome) << "closed for ever otherwise: nobody has the first one any more";
    EXPECT_EQ(welcome->welcome().epoch(), 2U);
}

TEST(Protocol, AChainWithAnotherHashIsGivenAnotherEpoch) {
    Harness harness;
    Chain chain;
    const auto one = chain.next("payments.cash_session.open", "1");
    {
        RawStream stream(harness, device);
        stream.hello(device);
        ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
        stream.send(batch({one}));
        ASSERT_TRUE(stream.read(wire::ServerMsg::kPushResult));
    }
    RawStream same(harness, device);
    same.hello(device, 1, chain.hash);
    EXPECT_EQ(same.read(wire::ServerMsg::kWelcome)->welcome().epoch(), 1U);
    RawStream other(harness, device);
    other.hello(device, 1, std::string(32, 'x'));
    EXPECT_EQ(other.read(wire::ServerMsg::kWelcome)->welcome().epoch(), 2U);
    EXPECT_EQ(same.end().error_code(), grpc::StatusCode::ABORTED) << "one stream speaks for a device";
}

TEST(Protocol, IdentityAndAdministrationAreNotTheNodesToChoose) {
    Harness harness;
    const Uuid other = make_named_uuid({}, "another device");
    RawStream wrong(harness, other);
    wrong.hello(device);
    EXPECT_EQ(wrong.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    const auto billing = harness.authority.issue("context:billing");
    RawStream context(harness, {billing.key, billing.certificate, harness.authority.certificate()});
    context.hello(device);
    EXPECT_EQ(context.end().error_code(), grpc::StatusCode::UNAUTHENTICATED);
    {
        RawStream first(harness, device);
        first.hello(device);
        ASSERT_TRUE(first.read(wire::ServerMsg::kWelcome));
        wire::ClientMsg wish;
        wish.mutable_subscribe()->set_partition("admin/12");
        first.send(wish);
        EXPECT_EQ(first.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    }
    RawStream moved(harness, device);
    moved.hello(device, 0, {}, 12);
    EXPECT_EQ(moved.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    RawStream foreign(harness, device);
    foreign.hello(device);
    ASSERT_TRUE(foreign.read(wire::ServerMsg::kWelcome));
    auto operation = Chain().next("payments.cash_session.open", "x");
    operation.device = other;
    foreign.send(batch({operation}));
    EXPECT_EQ(foreign.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 0);
}

TEST(Protocol, APaymentOnTwoAccountsIsSeenWhenBothHaveChanged) {
    Harness harness;
    harness.payments.holds_events = true;
    RawStream stream(harness, device);
    stream.hello(device);
    ASSERT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    wire::ClientMsg wish;
    wish.mutable_subscribe()->set_partition("admin/11");
    stream.send(wish);
    const auto body = payment_of({{"contract-1", 700}, {"contract-2", 300}}).SerializeAsString();
    stream.send(batch({Chain().next("payments.payment.take", body)}));
    ASSERT_TRUE(eventually([&] { return harness.payments.effects() == 1; }));
    harness.payments.publish_account("contract-1", platform::OperationRef{device, 1, 1});
    std::uint64_t position = 0, seen = 0;
    while (position < 1) {
        const auto commit = stream.read(wire::ServerMsg::kFeedCommit);
        ASSERT_TRUE(commit);
        position = commit->feed_commit().position();
        seen = commit->feed_commit().seen_seq();
    }
    EXPECT_EQ(seen, 0U);
    harness.payments.publish_account("contract-2", platform::OperationRef{device, 1, 1});
    while (position < 2) {
        const auto commit = stream.read(wire::ServerMsg::kFeedCommit);
        ASSERT_TRUE(commit);
        position = commit->feed_commit().position();
        seen = commit->feed_commit().seen_seq();
    }
    EXPECT_EQ(seen, 1U);
}

// A context that hangs would hold up every node's pongs: whoever asks one where streams wait is told so, and asks
// nobody.
TEST(Protocol, NoContextIsAskedOnAThreadThatCarriesStreams) {
    Harness harness;
    const auto asked_on = [&](WorkPool& pool) {
        std::promise<std::string> said;
        pool.post([&] {
            sync::v1::GrantRequest request;
            request.set_device_id(device.to_string());
            request.mutable_ask()->set_kind("payments.staff");
            sync::v1::Granted granted;
            try {
                said.set_value(harness.hub().contexts().grant(queretaro, request, granted).ok() ? "granted"
                                                                                                : "refused");
            } catch (const std::logic_error&) {
                said.set_value("not asked");
            }
        });
        return said.get_future().get();
    };
    EXPECT_EQ(asked_on(harness.hub().work()), "not asked");
    EXPECT_EQ(asked_on(harness.hub().errands()), "granted");
}

}  // namespace
}  // namespace aquacis::synchub
