// An operation takes effect once and is answered the same, whoever asks, under whatever name; and what cannot be
// decided now is not answered for good.

#include "cloud/platform/operations/operations.hpp"

#include <grpcpp/grpcpp.h>

#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/operations/grpc.hpp"
#include "cloud/platform/tests/notes.hpp"

namespace aquacis::platform {
namespace {

class OperationsTest : public NotesTest {
protected:
    // Puts the body into the table of effects, and tells of it as an account.
    static Decision put(const Deciding& deciding) {
        const std::string& body = deciding.operation.body;
        if (body == "fault") throw std::runtime_error("a bug");
        if (body == "reject") return {{Verdict::rejected, "notes.no", "body", "No.", ""}};
        deciding.tx.pq().exec_params("INSERT INTO effect VALUES ($1, $2)", deciding.tx.administration().number(), body);
        Outcome outcome;
        outcome.effects = {"note/" + body};
        if (deciding.key_reused) outcome.code = "notes.second_of_its_key";
        return {outcome, deciding.key_reused};
    }

    Operations::Rules rules() {
        const auto upcast = [](std::uint32_t version, const std::string& body) -> std::optional<std::string> {
            if (body == "illegible") return std::nullopt;
            return body + " from " + std::to_string(version);
        };
        return {.kinds = {{"notes.note.write", 3, put, false, upcast}, {"notes.coin.take", 1, put, true}},
                .asks = {{"notes.paper",
                          [](const Caller&, const Ask& ask) -> Result<std::string> {
                              return ask.key + "/" + std::to_string(ask.epoch) + "/" + ask.body;
                          }}},
                .announce_again = [this](const Deciding&, const Outcome& before) { told_again = before.effects; }};
    }

    NodeOperation written(const std::string& body, std::uint64_t seq = 1) const {
        return {{device, 1, seq}, "notes.note.write", 3, body, "maria"};
    }
    NodeOperation coin(const std::string& body, std::uint64_t seq = 1) const {
        return {{device, 1, seq}, "notes.coin.take", 1, body, "maria"};
    }
    Result<Outcome> apply(const NodeOperation& operation, const Handed& handed = {}) {
        return operations.apply(caller, operation, handed);
    }
    int effects_of(const std::string& body) {
        return count(taker, "SELECT count(*) FROM effect WHERE payload = '" + body + "'");
    }

    ManualClock clock{parse_iso("2026-11-30T16:00:00Z").value()};
    Caller caller{"context:synchub", queretaro, {"*"}, "test"};
    Uuid device = make_named_uuid(Uuid{}, "device");
    std::vector<std::string> told_again;
    Operations operations{{"notes", taker.pool(), clock, random}, rules()};
};

// Told again too: whoever hands them over may have been made anew, and waits for the effects that it lost.
TEST_F(OperationsTest, TakesEffectOnceAndAnswersTheSame) {
    const auto first = apply(written("a"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->verdict, Verdict::accepted);
    EXPECT_EQ(first->effects, std::vector<std::string>{"note/a"});
    EXPECT_TRUE(told_again.empty());
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(apply(written("a"))->effects, first->effects);
    EXPECT_EQ(effects_of("a"), 1);
    EXPECT_EQ(told_again, first->effects);
}

TEST_F(OperationsTest, ManyAtOnceAreOne) {
    std::vector<std::jthread> senders;
    for (int i = 0; i < 8; ++i)
        senders.emplace_back([&, i] {
            const RandomBits bits = seeded_random(static_cast<std::uint64_t>(i) + 70);
            const Operations own{{"notes", taker.pool(), clock, bits}, {.kinds = {{"notes.coin.take", 1, put, true}}}};
            EXPECT_TRUE(own.apply(caller, coin("c")));
        });
    senders.clear();
    EXPECT_EQ(effects_of("c"), 1);
}

TEST_F(OperationsTest, TheSameActUnderAnotherNameIsTheSameAnswerAndIsToldAgain) {
    ASSERT_TRUE(apply(written("a")));
    NodeOperation again = written("a", 7);
    again.key.epoch = 2;
    EXPECT_EQ(apply(again)->effects, std::vector<std::string>{"note/a"});
    EXPECT_EQ(told_again, std::vector<std::string>{"note/a"});
    EXPECT_EQ(effects_of("a"), 1);
    NodeOperation of_another = written("a");
    of_another.key.device = make_named_uuid(Uuid{}, "another device");
    EXPECT_TRUE(apply(of_another));
    EXPECT_EQ(effects_of("a"), 2) << "another device's act is another act";
}

TEST_F(OperationsTest, OfTwoOperationsWithOneKeyMoneyAloneIsTakenOfTheSecond) {
    ASSERT_TRUE(apply(written("a")));
    const auto second = apply(written("b"));
    EXPECT_EQ(second->code, "sync.operation_key_reused");
    EXPECT_EQ(second->verdict, Verdict::parked);
    EXPECT_EQ(apply(written("b"))->code, second->code);
    EXPECT_EQ(effects_of("b"), 0);
    EXPECT_EQ(apply(coin("c"))->code, "notes.second_of_its_key");
    EXPECT_EQ(effects_of("c"), 1);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_quarantine"), 2);
    EXPECT_EQ(apply(written("a"))->code, "") << "the first one's answer stays";
}

TEST_F(OperationsTest, ANewerBodyWaitsAndAnOlderOneIsUpcast) {
    NodeOperation newer = written("a");
    newer.version = 4;
    const auto answer = apply(newer);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.refusal().kind, RefusalKind::unavailable);
    EXPECT_FALSE(answer.refusal().remedy.empty());
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_outcome"), 0) << "nothing is answered for good";
    NodeOperation older = written("a", 2);
    older.version = 1;
    EXPECT_EQ(apply(older)->effects, std::vector<std::string>{"note/a from 1"});
    NodeOperation illegible = written("illegible", 3);
    illegible.version = 2;
    EXPECT_EQ(apply(illegible)->code, "sync.unreadable");
    EXPECT_EQ(ask(taker, "SELECT version FROM operation_quarantine"), "2") << "it is kept as it came";
}

TEST_F(OperationsTest, AnUnknownTypeBesideMoneyWaitsAndAnyOtherCanBeAskedAgainLater) {
    NodeOperation refund = coin("r");
    refund.type = "notes.coin.refund";
    ASSERT_FALSE(apply(refund));
    EXPECT_EQ(apply(refund).refusal().kind, RefusalKind::unavailable);
    NodeOperation folded = written("f", 2);
    folded.type = "notes.note.fold";
    EXPECT_EQ(apply(folded)->code, "sync.unknown_type");
    EXPECT_EQ(apply(folded)->verdict, Verdict::parked);
    const Operations upgraded{{"notes", taker.pool(), clock, random}, {.kinds = {{"notes.note.fold", 3, put}}}};
    EXPECT_EQ(upgraded.apply(caller, folded)->verdict, Verdict::accepted);
    EXPECT_EQ(effects_of("f"), 1);
}

TEST_F(OperationsTest, MoneyIsNeverRejectedNorGivenUp) {
    const auto rejected = apply(coin("reject"));
    EXPECT_EQ(rejected->verdict, Verdict::parked);
    EXPECT_EQ(rejected->code, "notes.no");
    EXPECT_FALSE(rejected->remedy.empty());
    EXPECT_EQ(apply(written("reject", 2))->verdict, Verdict::rejected);
    const auto waits = apply(coin("fault", 3), {.attempts = 100'000});
    ASSERT_FALSE(waits);
    EXPECT_EQ(waits.refusal().kind, RefusalKind::unavailable);
    EXPECT_TRUE(apply(coin("m", 4), {.depends_on_refused = true})->code.empty());
}

TEST_F(OperationsTest, WhatIsNoMoneyIsGivenUpAfterItsAttemptsAndCanBeAskedAgain) {
    EXPECT_THROW((void)apply(written("fault"), {.attempts = 18}), std::runtime_error);
    const auto parked = apply(written("fault"), {.attempts = 19});
    ASSERT_TRUE(parked);
    EXPECT_EQ(parked->code, "sync.needs_a_person");
    EXPECT_EQ(apply(written("d", 2), {.depends_on_refused = true})->code, "sync.depends_on_refused");
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_outcome"), 0);
    EXPECT_EQ(apply(written("d", 2))->verdict, Verdict::accepted) << "what it depended on was mended";
}

TEST_F(OperationsTest, AnotherAdministrationSeesNothingOfIt) {
    ASSERT_TRUE(apply(written("a")));
    const auto seen = taker.pool().run(amealco, [](Transaction& tx) {
        return tx.pq().exec("SELECT count(*) FROM operation_outcome")[0][0].as<int>();
    });
    EXPECT_EQ(seen, 0);
}

TEST_F(OperationsTest, OneServiceHandsEachToItsContextByTheFirstWord) {
    const Guard guard{clock, nullptr, "secret"};
    OperationsService service(guard);
    service.add(operations);
    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    Channels channels{"secret"};
    channels.set("notes", server->InProcessChannel({}));
    const auto stub = sync::v1::Operations::NewStub(channels.to("notes"));
    sync::v1::ApplyRequest request;
    auto& given = *request.mutable_operation();
    given.set_device_id(device.to_string());
    given.set_epoch(3);
    given.set_seq(9);
    given.set_type("notes.note.write");
    given.set_version(3);
    given.set_administration_id(queretaro.number());
    given.set_body("a");
    const auto ask = [&](sync::v1::Outcome& outcome) {
        return stub->Apply(channels.call({"synchub", queretaro, "test"}, 10s).get(), request, &outcome);
    };
    sync::v1::Outcome outcome;
    ASSERT_TRUE(ask(outcome).ok());
    EXPECT_EQ(outcome.device_id(), device.to_string());
    EXPECT_EQ(outcome.seq(), 9U);
    EXPECT_EQ(outcome.effects(0).kind() + "/" + outcome.effects(0).id(), "note/a");
    given.set_type("billing.note.write");
    ASSERT_TRUE(ask(outcome).ok());
    EXPECT_EQ(outcome.code(), "sync.unknown_type") << "as of a type that its context does not know";
    EXPECT_EQ(outcome.verdict(), sync::v1::VERDICT_PARKED);
    EXPECT_FALSE(outcome.remedy().empty());
    given.set_administration_id(amealco.number());
    EXPECT_EQ(refusal_of(ask(outcome)).field, "operation.administration_id");
    given.set_device_id("x");
    EXPECT_EQ(refusal_of(ask(outcome)).field, "operation.device_id");

    sync::v1::GrantRequest wish;
    wish.set_device_id(device.to_string());
    wish.set_epoch(4);
    wish.mutable_ask()->set_kind("notes.paper");
    wish.mutable_ask()->set_key("k");
    wish.mutable_ask()->set_body("b");
    sync::v1::Granted granted;
    ASSERT_TRUE(stub->Grant(channels.call({"synchub", queretaro, "test"}, 10s).get(), wish, &granted).ok());
    EXPECT_EQ(granted.body(), "k/4/b");
    wish.mutable_ask()->set_kind("notes.ink");
    EXPECT_EQ(stub->Grant(channels.call({"synchub", queretaro, "test"}, 10s).get(), wish, &granted).error_code(),
              grpc::StatusCode::NOT_FOUND);
    server->Shutdown();
}

TEST_F(OperationsTest, AContextDecidesOnItsOwnWordAlone) {
    EXPECT_THROW(Operations({"notes", taker.pool(), clock, random}, {.kinds = {{"billing.bill.make", 1, put}}}),
                 std::logic_error);
}

}  // namespace
}  // namespace aquacis::platform
