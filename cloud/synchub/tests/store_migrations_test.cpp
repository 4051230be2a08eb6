#include <gtest/gtest.h>

#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/store/feed_store.hpp"
#include "sync/model/digest.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::synchub {
namespace {

TEST(Migrations, GoDownToNothingAndUpAgain) {
    test::ContextDatabase database("synchub", migrations);
    platform::migrate_down(database.owner_connection(), migrations, 0);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), 0);
    const std::string app = database.app_connection();
    const auto at = app.find("user=") + 5;
    platform::migrate_up(database.owner_connection(), app.substr(at, app.find(' ', at) - at), migrations);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), static_cast<int>(migrations.size()));
}

TEST(Migrations, LetNobodyChangeWhatADeviceSent) {
    test::ContextDatabase database("synchub", migrations);
    const auto change = [&](const std::string& words) {
        database.pool().run(AdministrationId{11}, [&](Transaction& tx) { platform::run_sql(tx, words); });
    };
    EXPECT_NO_THROW(
        change("UPDATE operation SET verdict = NULL, code = '', field = '', reason = '', remedy = '', "
               "decided_at = NULL, attempts = 0, redriven_at = NULL"));
    for (const char* column : {"body", "type", "version", "deps", "actor", "hash", "act_hash", "previous_hash", "seq",
                               "epoch", "device_id", "administration_id", "created_at_us", "received_at"})
        EXPECT_THROW(change(std::string("UPDATE operation SET ") + column + " = " + column),
                     pqxx::insufficient_privilege)
            << column;
    EXPECT_THROW(change("DELETE FROM operation"), pqxx::insufficient_privilege);
}

TEST(FeedStore, AnOlderStateNeverReplacesANewerOneAndAnotherAdministrationSeesNothing) {
    test::ContextDatabase database("synchub", migrations);
    const AdministrationId ours{11}, theirs{12};
    const auto put = [&](std::int64_t version, const std::string& body) {
        return database.pool().run(ours, [&](Transaction& tx) {
            PartitionHead head = lock_partition(tx);
            const FeedRow row{"account", "1", body, version};
            put_rows(tx, head, std::span(&row, 1));
            return head;
        });
    };
    const auto second = put(2, "second");
    EXPECT_EQ(second.position, 1);
    EXPECT_EQ(put(1, "first").position, 1) << "older: left out";
    EXPECT_EQ(put(2, "second").checksum, second.checksum) << "equal: left out";
    EXPECT_EQ(put(3, "third").position, 2);
    const auto page = database.pool().run(ours, [](Transaction& tx) { return read_page(tx, {0, 10}); });
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].body, "third");
    EXPECT_EQ(page.position, 2);
    EXPECT_EQ(database.pool().run(theirs, [](Transaction& tx) { return read_page(tx, {0, 10}); }).rows.size(), 0U);
    EXPECT_EQ(database.pool().run(theirs, [](Transaction& tx) { return read_position(tx); }), 0);
}

TEST(FeedStore, WhatPinsWereCheckedByIsTakenOutOfAFeedThatHeldItAndTheChecksumStaysTrue) {
    constexpr std::size_t before = 4;
    test::ContextDatabase database("synchub", platform::Migrations(migrations).first(before));
    for (const int administration : {11, 12})
        database.pool().run(AdministrationId(administration), [&](Transaction& tx) {
            PartitionHead head = lock_partition(tx);
            const std::vector<FeedRow> rows{{"contract", "1", "Ana María", 1},
                                            {"cashier", "lucia", "salt and hash", 0},
                                            {"cashier", "marco", "another salt and hash", 0},
                                            {"account", "1", "owes", 1}};
            put_rows(tx, head, rows);
        });
    const std::string app = database.app_connection();
    const auto at = app.find("user=") + 5;
    platform::migrate_up(database.owner_connection(), app.substr(at, app.find(' ', at) - at), migrations);
    for (const int administration : {11, 12}) {
        const auto page = database.pool().run(AdministrationId(administration), [](Transaction& tx) {
            return read_page(tx, {0, 10});
        });
        ASSERT_EQ(page.rows.size(), 4U);
        sync::PartitionChecksum sum;
        int gone = 0;
        for (const FeedRow& row : page.rows) {
            sum.replace(0, sync::row_hash(row.kind, row.id, row.body));
            if (row.kind == "cashier" && row.body.empty()) ++gone;
        }
        EXPECT_EQ(gone, 2);
        EXPECT_EQ(page.head.checksum, sum.value()) << "else each till would fetch the whole register anew";
        EXPECT_EQ(page.head.position, 6) << "a till at position 4 is told that they are gone";
        const auto news = database.pool().run(AdministrationId(administration), [](Transaction& tx) {
            return read_page(tx, {4, 10});
        });
        EXPECT_EQ(news.rows.size(), 2U);
    }
}

}  // namespace
}  // namespace aquacis::synchub
