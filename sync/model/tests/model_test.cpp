// Properties of ALGEBRA.md that hold for single values; those of whole histories are the simulator's.

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <functional>

#include <algorithm>

#include "sync/model/admission.hpp"
#include "sync/model/digest.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::sync {
namespace {

TEST(Hlc, RisesWhateverTheClockDoes) {
    EXPECT_TRUE(rc::check([](std::int64_t wall, std::uint32_t counter, std::int64_t now) {
        const Hlc last{wall % (1LL << 60), counter};
        RC_ASSERT(next_stamp(last, from_microseconds(now % (1LL << 60))) > last);
    }));
}

TEST(Hlc, ObservingIsAssociativeCommutativeAndIdempotent) {
    EXPECT_TRUE(rc::check([](std::int64_t a, std::int64_t b, std::int64_t c, std::uint8_t x, std::uint8_t y) {
        const Hlc p{a, x}, q{b, y}, r{c, 0};
        RC_ASSERT(observe(p, q) == observe(q, p));
        RC_ASSERT(observe(observe(p, q), r) == observe(p, observe(q, r)));
        RC_ASSERT(observe(p, p) == p);
    }));
}

TEST(Hlc, FiveMinutesAheadIsClampedAndNotMore) {
    const Instant now = from_microseconds(1'800'000'000'000'000);
    const Hlc allowed{to_microseconds(now + hlc_ahead_limit), 7};
    EXPECT_EQ(clamp_ahead(allowed, now), allowed);
    EXPECT_EQ(clamp_ahead({allowed.wall_us + 1, 7}, now), (Hlc{allowed.wall_us, 0}));
}

TEST(Crc32c, AgreesWithTheRfcsExamples) {
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720, B.4
    EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
    EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
    EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
}

Operation some_operation() {
    Operation operation;
    operation.device = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    operation.seq = 2;
    operation.type = "payments.payment.take";
    operation.body = "body";
    operation.deps = {1};
    operation.hlc = {1'800'000'000'000'000, 1};
    operation.actor = "c-07";
    operation.previous_hash = std::string(32, 'p');
    operation.administration = 11;
    operation.created_at = from_microseconds(1'800'000'000'000'000);
    return operation;
}

TEST(ChainHash, EveryFieldIsInIt) {
    const Operation base = some_operation();
    std::vector<Operation> others(12, base);
    others[0].device = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8058");
    others[1].epoch = 2;
    others[2].seq = 3;
    others[3].type = "payments.payment.takE";
    others[4].version = 2;
    others[5].body = "bodY";
    others[6].deps = {};
    others[7].hlc.counter = 2;
    others[8].actor = "c-08";
    others[9].previous_hash[31] = 'q';
    others[10].administration = 12;
    others[11].created_at += microseconds(1);
    for (std::size_t i = 0; i < others.size(); ++i)
        EXPECT_NE(chain_hash(others[i]), chain_hash(base)) << i;
}

TEST(ChainHash, FieldsCannotBorrowFromEachOther) {
    EXPECT_TRUE(rc::check([](const std::string& a, const std::string& b) {
        RC_PRE(!b.empty());
        Operation left = some_operation(), right = some_operation();
        left.type = a + b;
        left.body = "";
        right.type = a;
        right.body = b;
        RC_ASSERT(chain_hash(left) != chain_hash(right));
        RC_ASSERT(act_hash(left) != act_hash(right));
    }));
}

TEST(ActHash, IsTheSameInAnotherPlaceOfAChain) {
    Operation moved = some_operation();
    moved.epoch = 5;
    moved.seq = 1;
    moved.deps = {};
    moved.previous_hash.clear();
    EXPECT_EQ(act_hash(moved), act_hash(some_operation()));
    moved.body += "x";
    EXPECT_NE(act_hash(moved), act_hash(some_operation()));
}

TEST(PartitionChecksum, ForgetsOrderAndHistory) {
    EXPECT_TRUE(rc::check([](const std::vector<std::pair<std::uint8_t, std::string>>& writes) {
        std::map<std::uint8_t, std::string> present;
        PartitionChecksum kept;
        for (const auto& [id, body] : writes) {
            const std::string name = std::to_string(id);
            kept.replace(present.count(id) != 0 ? row_hash("k", name, present[id]) : 0, row_hash("k", name, body));
            present[id] = body;
        }
        std::vector<std::uint64_t> hashes;
        for (const auto& [id, body] : present)
            hashes.push_back(row_hash("k", std::to_string(id), body));
        PartitionChecksum anew;
        std::for_each(hashes.rbegin(), hashes.rend(), [&](std::uint64_t hash) { anew.replace(0, hash); });
        RC_ASSERT(kept.value() == anew.value());
    }));
}

TEST(PartitionChecksum, TellsKindsIdsAndBodiesApart) {
    EXPECT_NE(row_hash("ab", "c", "d"), row_hash("a", "bc", "d"));
    EXPECT_NE(row_hash("a", "bc", "d"), row_hash("a", "b", "cd"));
    EXPECT_EQ(row_hash("a", "b", ""), 0U);
}

TEST(Malformation, NamesTheRuleThatIsBroken) {
    for (const auto& change : std::vector<std::function<void(Operation&)>>{
             [](Operation& o) { o.seq = ~std::uint64_t{0}; }, [](Operation& o) { o.epoch = ~std::uint32_t{0}; },
             [](Operation& o) { o.version = ~std::uint32_t{0}; },
             [](Operation& o) { o.type = std::string("a.b\0c", 5); }, [](Operation& o) { o.actor = "line\nbreak"; }}) {
        Operation beyond = some_operation();
        change(beyond);
        EXPECT_NE(malformation(beyond), "");
    }
    EXPECT_EQ(malformation(some_operation()), "");
    Operation wrong = some_operation();
    wrong.deps = {2};
    EXPECT_NE(malformation(wrong), "");
    wrong = some_operation();
    wrong.body.assign(max_operation_bytes + 1, 'x');
    EXPECT_NE(malformation(wrong), "");
    wrong = some_operation();
    wrong.previous_hash.clear();
    EXPECT_NE(malformation(wrong), "");
    EXPECT_EQ(owning_context("payments.payment.take"), "payments");
    EXPECT_EQ(owning_context("nonsense"), "");
}

TEST(Admission, AHelloIsResumedOrGivenANewEpoch) {
    const HeldChain held{3, 10, "h10"};
    EXPECT_EQ(answer_hello({}, {2, 5, "x"}).epoch, 2U) << "a new device, or a server that lost all";
    EXPECT_EQ(answer_hello(held, {3, 10, "h10"}).acknowledged, 10U);
    EXPECT_FALSE(answer_hello(held, {3, 12, "h12"}).is_new_epoch) << "the node is ahead: it pushes";
    EXPECT_EQ(answer_hello(held, {3, 10, "other"}).epoch, 4U) << "forked";
    EXPECT_EQ(answer_hello(held, {3, 9, "h9"}).epoch, 4U) << "the node lost operations";
    EXPECT_EQ(answer_hello(held, {2, 99, "x"}).epoch, 4U) << "an older clone";
    EXPECT_EQ(answer_hello(held, {5, 1, "x"}).epoch, 5U) << "the server is older";
}

TEST(Admission, AnOperationFollowsIsHeldOrForks) {
    const HeldChain held{3, 10, "h10"};
    EXPECT_EQ(admit(held, {3, 11, "h10", "h11"}, std::nullopt), Admission::append);
    EXPECT_EQ(admit(held, {3, 11, "other", "h11"}, std::nullopt), Admission::fork);
    EXPECT_EQ(admit(held, {3, 12, "h11", "h12"}, std::nullopt), Admission::gap);
    EXPECT_EQ(admit(held, {3, 10, "h9", "h10"}, "h10"), Admission::duplicate);
    EXPECT_EQ(admit(held, {3, 10, "h9", "other"}, "h10"), Admission::fork);
    EXPECT_EQ(admit(held, {2, 4, "h3", "h4"}, "h4"), Admission::duplicate);
    EXPECT_EQ(admit(held, {2, 4, "h3", "other"}, "h4"), Admission::stale);
    EXPECT_EQ(admit(held, {2, 4, "h3", "h4"}, std::nullopt), Admission::stale);
    EXPECT_EQ(admit(held, {4, 1, "", "h1"}, std::nullopt), Admission::gap) << "an epoch that no hello began";
    EXPECT_EQ(admit({3, 0, ""}, {3, 7, "h6", "h7"}, std::nullopt), Admission::fork) << "the server lost the beginning";
    EXPECT_EQ(admit({3, 0, ""}, {3, 1, "", "h1"}, std::nullopt), Admission::append);
}

TEST(Admission, WhatWasHeldAndWentIsAskedAnewAndIsNoFork) {
    const HeldChain held{3, 10, "h10", 3, 6};
    EXPECT_EQ(admit(held, {3, 6, "h5", "h6"}, std::nullopt), Admission::forgotten);
    EXPECT_EQ(admit(held, {2, 40, "h39", "h40"}, std::nullopt), Admission::forgotten) << "of a past epoch";
    EXPECT_EQ(admit(held, {3, 6, "h5", "h6"}, "h6"), Admission::duplicate) << "refused, so it stays";
    EXPECT_EQ(admit(held, {3, 6, "h5", "other"}, "h6"), Admission::fork) << "a place that is held is never overwritten";
    EXPECT_EQ(admit(held, {3, 7, "h6", "h7"}, std::nullopt), Admission::fork) << "lost, for none went so far";
    EXPECT_EQ(admit(held, {3, 11, "h10", "h11"}, std::nullopt), Admission::append);
}

}  // namespace
}  // namespace aquacis::sync
