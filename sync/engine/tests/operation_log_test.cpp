#include "sync/engine/operation_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "sync/engine/node_rows.hpp"

namespace aquacis::sync {
namespace {

class OperationLogTest : public testing::Test {
protected:
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("aquacis-oplog-" + std::to_string(getpid()));
    const DeviceId device = *DeviceId::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }
    static NewOperation payment(const std::string& body, std::int64_t at_us = 1'800'000'000'000'000) {
        return {.type = "payments.payment.take",
                .version = 1,
                .body = body,
                .deps = {},
                .actor = "c-07",
                .at = from_microseconds(at_us)};
    }
};

TEST_F(OperationLogTest, AppendsDenselyInACHainAndOnlyInsideATransaction) {
    sqlite::Database db(folder / "node.db");
    OperationLog::prepare(db, device, AdministrationId(11));
    OperationLog log(db);
    EXPECT_THROW(log.append(payment("a")), std::logic_error);
    {
        sqlite::Transaction tx(db);
        EXPECT_EQ(log.append(payment("a")), 1U);
        EXPECT_EQ(log.append(payment(std::string("b\0c", 3))), 2U);
        tx.commit();
    }
    {
        const sqlite::Transaction rolled_back(db);
        EXPECT_EQ(log.append(payment("c")), 3U);
    }
    EXPECT_EQ(log.pending_count(), 2U);
    EXPECT_FALSE(log.find(3));
    const auto second = log.find(2);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->body, std::string("b\0c", 3));
    EXPECT_EQ(second->verdict, Verdict::pending);
    EXPECT_FALSE(second->effect_seen);
    const NodeDevice row = read_device(db);
    EXPECT_EQ(row.last_number, 2U);
    EXPECT_EQ(row.hlc, (Hlc{1'800'000'000'000'000, 1}));
}

TEST_F(OperationLogTest, KeepsWhatWasAppendedAcrossOpenings) {
    {
        sqlite::Database db(folder / "node.db");
        OperationLog::prepare(db, device, AdministrationId(11));
        sqlite::Transaction tx(db);
        OperationLog(db).append(payment("a"));
        tx.commit();
    }
    sqlite::Database db(folder / "node.db");
    OperationLog::prepare(db, device, AdministrationId(11));
    EXPECT_EQ(OperationLog(db).pending_count(), 1U);
}

TEST_F(OperationLogTest, RefusesTheFileOfAnotherDevice) {
    sqlite::Database db(folder / "node.db");
    OperationLog::prepare(db, device, AdministrationId(11));
    EXPECT_THROW(OperationLog::prepare(db, DeviceId(make_named_uuid({}, "other")), AdministrationId(11)),
                 std::runtime_error);
    EXPECT_THROW(OperationLog::prepare(db, device, AdministrationId(12)), std::runtime_error);
}

TEST_F(OperationLogTest, AnOperationNeitherChangesNorGoesUnanswered) {
    sqlite::Database db(folder / "node.db");
    OperationLog::prepare(db, device, AdministrationId(11));
    {
        sqlite::Transaction tx(db);
        OperationLog(db).append(payment("a"));
        tx.commit();
    }
    EXPECT_THROW(db.execute("UPDATE sync_operation SET body = x'00'"), sqlite::Error);
    EXPECT_THROW(db.execute("DELETE FROM sync_operation"), sqlite::Error);
    db.execute("UPDATE sync_device SET acknowledged = 1");
    db.execute("INSERT INTO sync_outcome VALUES (1, 1, '', '', '', '', 7, 0)");
    db.execute("DELETE FROM sync_operation");
}

TEST_F(OperationLogTest, TellsThePersonOfWhatWasNotPlainlyAcceptedUntilDismissed) {
    sqlite::Database db(folder / "node.db");
    OperationLog::prepare(db, device, AdministrationId(11));
    OperationLog log(db);
    {
        sqlite::Transaction tx(db);
        for (const char* body : {"a", "b", "c"})
            log.append(payment(body));
        tx.commit();
    }
    db.execute(
        "INSERT INTO sync_outcome VALUES (1, 1, '', '', '', '', 7, 0), (2, 4, 'x', 'f', 'no', 'haga', 7, 0), (3, 2, "
        "'y', '', 'sí', '', 7, 0)");
    const auto told = log.attention(10);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].seq, 3U);
    EXPECT_EQ(told[0].verdict, Verdict::merged);
    EXPECT_EQ(told[1].remedy, "haga");
    log.dismiss(3);
    EXPECT_EQ(log.attention(10).size(), 1U);
    EXPECT_EQ(log.attention(0).size(), 0U);
}

}  // namespace
}  // namespace aquacis::sync
