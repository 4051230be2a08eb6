// Sessions at a real broker: what a handler may do, and what happens when it cannot keep up.

#include "base/mqtt/mqtt.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <set>
#include <thread>

#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::mqtt {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

template <class Condition>
bool eventually(Condition&& condition, std::chrono::seconds at_most = 20s) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

class MqttTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>("user anybody\ntopic readwrite #\n");
        const auto own = broker_->issue("anybody");
        tls_ = Tls{broker_->ca(), own.certificate, own.key};
    }
    Settings settings(const std::string& name) const {
        Settings made;
        made.server = broker_->url();
        made.client_id = name;
        made.tls = tls_;
        return made;
    }

    std::unique_ptr<MosquittoServer> broker_;
    Tls tls_;
};

// The library calls back while it holds its only lock: a handler that waited there for another publish of the process
// waited for ever.
TEST_F(MqttTest, AHandlerMayWaitForAnotherThreadsPublish) {
    Session sender(
        settings("sender"), [](const Message&) {}, [] {});
    std::atomic<int> handled{0};
    Session taker(
        settings("taker"),
        [&](const Message&) {
            std::atomic<bool> sent{false};
            std::jthread other([&] { sent = sender.publish({"answers", "one"}); });
            EXPECT_TRUE(eventually([&] { return sent.load(); }, 5s));
            ++handled;
        },
        [] {});
    ASSERT_TRUE(sender.connect());
    ASSERT_TRUE(taker.connect());
    ASSERT_TRUE(taker.subscribe("questions"));
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(sender.publish({"questions", std::to_string(i)}));
    EXPECT_TRUE(eventually([&] { return handled == 3; }));
}

// Answers that are published from the handler, more than the library's own window once was. How long it takes:
// ingest_broker_bench.
TEST_F(MqttTest, ManySmallMessagesAndTheirAnswersDoNotWait) {
    constexpr int questions = 600, under_way = 50;
    std::counting_semaphore<> window{under_way};
    Session answerer(
        settings("answerer"),
        [&](const Message& message) {
            EXPECT_TRUE(answerer.publish({"answers", message.payload}));
        },
        [] {});
    std::atomic<int> answered{0};
    Session asker(
        settings("asker"),
        [&](const Message&) {
            ++answered;
            window.release();
        },
        [] {});
    ASSERT_TRUE(answerer.connect() && answerer.subscribe("questions"));
    ASSERT_TRUE(asker.connect() && asker.subscribe("answers"));
    for (int i = 0; i < questions; ++i) {
        ASSERT_TRUE(window.try_acquire_for(20s));
        ASSERT_TRUE(asker.publish({"questions", std::to_string(i)}));
    }
    EXPECT_TRUE(eventually([&] { return answered == questions; }));
}

TEST_F(MqttTest, MoreAtOnceThanMayBeUnansweredIsRefusedAndTheRestIsDelivered) {
    constexpr int most = 100;
    std::atomic<int> handled{0};
    Session taker(
        settings("taker"), [&](const Message&) { ++handled; }, [] {});
    Settings few = settings("sender");
    few.most_unanswered = most;
    Session sender(
        few, [](const Message&) {}, [] {});
    ASSERT_TRUE(taker.connect() && taker.subscribe("work"));
    ASSERT_TRUE(sender.connect());
    int taken = 0, refused = 0;
    for (int i = 0; i < 100 * most && refused == 0; ++i)
        sender.publish({"work", std::string(1'000, 'x')}) ? ++taken : ++refused;
    EXPECT_GE(taken, most);
    EXPECT_EQ(refused, 1);
    EXPECT_TRUE(eventually([&] { return handled == taken; }));
}

TEST_F(MqttTest, OneThatCannotKeepUpLetsGoAndComesBackForTheRest) {
    constexpr int messages = 200;
    std::mutex mutex;
    std::condition_variable changed;
    bool may_go = false;
    std::set<std::string> handled;
    Settings small = settings("taker");
    small.most_waiting = 20;
    Session taker(
        small,
        [&](const Message& message) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return may_go; });
            handled.insert(message.payload);
        },
        [] {});
    Session sender(
        settings("sender"), [](const Message&) {}, [] {});
    ASSERT_TRUE(sender.connect());
    ASSERT_TRUE(taker.connect());
    ASSERT_TRUE(taker.subscribe("work"));
    int sent = 0;
    while (taker.connected() && sent < messages) {
        if (sender.publish({"work", std::to_string(sent)})) ++sent;
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_LT(sent, messages) << "it takes no more than it may hold";
    const auto refused = taker.connect();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.refusal().code, "mqtt.behind");
    while (sent < messages)  // the broker keeps these
        if (sender.publish({"work", std::to_string(sent)})) ++sent;
    {
        const std::lock_guard lock(mutex);
        may_go = true;
    }
    changed.notify_all();
    EXPECT_TRUE(eventually([&] {
        if (!taker.connected()) static_cast<void>(taker.connect());
        const std::lock_guard lock(mutex);
        return handled.size() == messages;
    }));
}

TEST_F(MqttTest, TheEndHandlesWhatHadArrived) {
    std::atomic<int> handled{0};
    Session sender(
        settings("sender"), [](const Message&) {}, [] {});
    Session taker(
        settings("taker"),
        [&](const Message&) {
            std::this_thread::sleep_for(20ms);
            ++handled;
        },
        [] {});
    ASSERT_TRUE(sender.connect());
    ASSERT_TRUE(taker.connect());
    ASSERT_TRUE(taker.subscribe("work"));
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(sender.publish({"work", std::to_string(i)}));
    ASSERT_TRUE(eventually([&] { return handled >= 1; }));
    std::this_thread::sleep_for(100ms);  // they have arrived, and not all are handled
    taker.disconnect();
    EXPECT_EQ(handled, 10);
}

}  // namespace
}  // namespace aquacis::mqtt
