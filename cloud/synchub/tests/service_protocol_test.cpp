// What a node would never send: batches and hellos written by hand, over the real port.

#include "cloud/synchub/tests/harness.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

namespace v1 = sync::v1;

const Uuid device = make_named_uuid({}, "hand-written device");

class RawStream {
public:
    RawStream(Harness& harness, const std::string& common_name) {
        grpc::SslCredentialsOptions tls;
        const auto certificate = harness.authority.issue(common_name);
        tls.pem_root_certs = harness.authority.certificate();
        tls.pem_cert_chain = certificate.certificate;
        tls.pem_private_key = certificate.key;
        stub_ = v1::SyncHub::NewStub(grpc::CreateChannel(harness.address(), grpc::SslCredentials(tls)));
        call_.set_deadline(std::chrono::system_clock::now() + 20s);
        stream_ = stub_->Sync(&call_);
    }
    ~RawStream() { call_.TryCancel(); }
    void send(const v1::ClientMsg& message) { stream_->Write(message); }
    void hello(const Uuid& id, std::uint64_t last_seq = 0, const std::string& hash = {}, int administration = 11) {
        v1::ClientMsg message;
        auto& hello = *message.mutable_hello();
        hello.set_protocol(1);
        hello.set_device_id(id.to_string());
        hello.set_epoch(1);
        hello.set_last_seq(last_seq);
        hello.set_chain_hash(hash);
        hello.set_administration_id(administration);
        send(message);
    }
    std::optional<v1::ServerMsg> read() {
        v1::ServerMsg message;
        return stream_->Read(&message) ? std::optional(message) : std::nullopt;
    }
    // Skips what is of another kind.
    std::optional<v1::ServerMsg> read(v1::ServerMsg::MessageCase kind) {
        for (int i = 0; i < 1000; ++i) {
            auto message = read();
            if (!message || message->message_case() == kind) return message;
        }
        return std::nullopt;
    }
    grpc::Status end() {
        while (read()) {
        }
        return stream_->Finish();
    }

private:
    std::unique_ptr<v1::SyncHub::Stub> stub_;
    grpc::ClientContext call_;
    std::unique_ptr<grpc::ClientReaderWriter<v1::ClientMsg, v1::ServerMsg>> stream_;
};

std::string name_of(const Uuid& id) { return "device:" + id.to_string(); }

struct Chain {
    std::string hash;
    std::uint64_t seq = 0;
    sync::Operation next(const std::string& type, const std::string& body) {
        sync::Operation operation;
        operation.device = device;
        operation.seq = ++seq;
        operation.type = type;
        operation.body = body;
        operation.actor = "c-07";
        operation.previous_hash = hash;
        operation.administration = 11;
        operation.created_at = from_microseconds(1'790'000'000'000'000 + static_cast<std::int64_t>(seq));
        hash = sync::chain_hash(operation);
        return operation;
    }
};

v1::ClientMsg batch(const std::vector<sync::Operation>& operations) {
    v1::ClientMsg message;
    for (const auto& operation : operations)
        *message.mutable_push_ops()->add_operations() = sync::to_message(operation);
    sync::seal(*message.mutable_push_ops());
    return message;
}

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
    RawStream stream(harness, name_of(device));
    stream.hello(device);
    ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
    auto message = batch({Chain().next("payments.cash_session.open", "x")});
    message.mutable_push_ops()->set_crc32c(message.push_ops().crc32c() ^ 1);
    stream.send(message);
    EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::DATA_LOSS);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 0);
}

TEST(Protocol, AnOperationSentAgainGetsTheSameAnswerAndNoSecondEffect) {
    Harness harness;
    RawStream stream(harness, name_of(device));
    stream.hello(device);
    ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
    const auto message =
        batch({Chain().next("payments.payment.take", payment_of({{"contract-1", 700}}).SerializeAsString())});
    stream.send(message);
    std::optional<v1::Outcome> first;
    while (!first) {
        const auto answer = stream.read(v1::ServerMsg::kPushResult);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->push_result().acknowledged_seq(), 1U);
        if (answer->push_result().outcomes_size() > 0) first = answer->push_result().outcomes(0);
    }
    stream.send(message);
    const auto again = stream.read(v1::ServerMsg::kPushResult);
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
        RawStream stream(harness, name_of(device));
        stream.hello(device);
        ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
        stream.send(batch({one, two}));
        ASSERT_EQ(stream.read(v1::ServerMsg::kPushResult)->push_result().acknowledged_seq(), 2U);
        stream.send(batch({four}));
        EXPECT_EQ(stream.end().error_code(), grpc::StatusCode::ABORTED);
    }
    RawStream stream(harness, name_of(device));
    stream.hello(device, 2, chain.hash);
    ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
    stream.send(batch({other_two}));
    const auto welcome = stream.read(v1::ServerMsg::kWelcome);
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->welcome().epoch(), 2U);
    EXPECT_EQ(welcome->welcome().acknowledged_seq(), 0U);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 2);
}

TEST(Protocol, AServerThatHoldsNothingTakesANodeThatLostItsBeginning) {
    Harness harness;
    Chain chain;
    chain.next("payments.cash_session.open", "1");
    RawStream stream(harness, name_of(device));
    stream.hello(device);
    ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
    stream.send(batch({chain.next("payments.cash_session.open", "2")}));
    const auto welcome = stream.read(v1::ServerMsg::kWelcome);
    ASSERT_TRUE(welcome) << "closed for ever otherwise: nobody has the first one any more";
    EXPECT_EQ(welcome->welcome().epoch(), 2U);
}

TEST(Protocol, AChainWithAnotherHashIsGivenAnotherEpoch) {
    Harness harness;
    Chain chain;
    const auto one = chain.next("payments.cash_session.open", "1");
    {
        RawStream stream(harness, name_of(device));
        stream.hello(device);
        ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
        stream.send(batch({one}));
        ASSERT_TRUE(stream.read(v1::ServerMsg::kPushResult));
    }
    RawStream same(harness, name_of(device));
    same.hello(device, 1, chain.hash);
    EXPECT_EQ(same.read(v1::ServerMsg::kWelcome)->welcome().epoch(), 1U);
    RawStream other(harness, name_of(device));
    other.hello(device, 1, std::string(32, 'x'));
    EXPECT_EQ(other.read(v1::ServerMsg::kWelcome)->welcome().epoch(), 2U);
    EXPECT_EQ(same.end().error_code(), grpc::StatusCode::ABORTED) << "one stream speaks for a device";
}

TEST(Protocol, IdentityAndAdministrationAreNotTheNodesToChoose) {
    Harness harness;
    const Uuid other = make_named_uuid({}, "another device");
    RawStream wrong(harness, name_of(other));
    wrong.hello(device);
    EXPECT_EQ(wrong.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    RawStream context(harness, "context:billing");
    context.hello(device);
    EXPECT_EQ(context.end().error_code(), grpc::StatusCode::UNAUTHENTICATED);
    {
        RawStream first(harness, name_of(device));
        first.hello(device);
        ASSERT_TRUE(first.read(v1::ServerMsg::kWelcome));
        v1::ClientMsg wish;
        wish.mutable_subscribe()->set_partition("admin/12");
        first.send(wish);
        EXPECT_EQ(first.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    }
    RawStream moved(harness, name_of(device));
    moved.hello(device, 0, {}, 12);
    EXPECT_EQ(moved.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    RawStream foreign(harness, name_of(device));
    foreign.hello(device);
    ASSERT_TRUE(foreign.read(v1::ServerMsg::kWelcome));
    auto operation = Chain().next("payments.cash_session.open", "x");
    operation.device = other;
    foreign.send(batch({operation}));
    EXPECT_EQ(foreign.end().error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation"), 0);
}

TEST(Protocol, APaymentOnTwoAccountsIsSeenWhenBothHaveChanged) {
    Harness harness;
    harness.payments.holds_events = true;
    RawStream stream(harness, name_of(device));
    stream.hello(device);
    ASSERT_TRUE(stream.read(v1::ServerMsg::kWelcome));
    v1::ClientMsg wish;
    wish.mutable_subscribe()->set_partition("admin/11");
    stream.send(wish);
    const auto body = payment_of({{"contract-1", 700}, {"contract-2", 300}}).SerializeAsString();
    stream.send(batch({Chain().next("payments.payment.take", body)}));
    ASSERT_TRUE(eventually([&] { return harness.payments.effects() == 1; }));
    harness.payments.publish_account("contract-1", platform::OperationRef{device, 1, 1});
    std::uint64_t position = 0, seen = 0;
    while (position < 1) {
        const auto commit = stream.read(v1::ServerMsg::kFeedCommit);
        ASSERT_TRUE(commit);
        position = commit->feed_commit().position();
        seen = commit->feed_commit().seen_seq();
    }
    EXPECT_EQ(seen, 0U);
    harness.payments.publish_account("contract-2", platform::OperationRef{device, 1, 1});
    while (position < 2) {
        const auto commit = stream.read(v1::ServerMsg::kFeedCommit);
        ASSERT_TRUE(commit);
        position = commit->feed_commit().position();
        seen = commit->feed_commit().seen_seq();
    }
    EXPECT_EQ(seen, 1U);
}

}  // namespace
}  // namespace aquacis::synchub
