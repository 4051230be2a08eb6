#include <gtest/gtest.h>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/subscribe.hpp"
#include "cloud/synchub/events/consume.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/store/sql.hpp"
#include "sync/model/digest.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/rows_read.hpp"

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

TEST(FeedStore, TwoAdministrationsMayNameTheirContractsAlike) {
    test::ContextDatabase database("synchub", migrations);
    const std::string id = "one id";
    const auto put = [&](int administration, const std::string& name) {
        return database.pool().run(AdministrationId(administration), [&](Transaction& tx) {
            ContractPart contract;
            contract.contract_id = contract.customer_id = id;
            contract.number = "0041" + std::to_string(administration);
            const CustomerPart customer{id, name};
            const MeterPart meter{id, "SAP", name, "2026-10-01"};
            put_contracts(tx, std::span(&contract, 1));
            put_customers(tx, std::span(&customer, 1));
            put_meters(tx, std::span(&meter, 1));
            return select_contracts(tx, std::span(&id, 1));
        });
    };
    put(12, "Amealco");
    for (const auto& seen : {put(11, "Querétaro"), put(11, "Querétaro")}) {
        ASSERT_EQ(seen.size(), 1U);
        EXPECT_EQ(seen[0].contract.number, "004111");
        EXPECT_EQ(seen[0].customer_name, "Querétaro");
        EXPECT_EQ(seen[0].serial, "Querétaro");
    }
    EXPECT_EQ(put(12, "Amealco")[0].customer_name, "Amealco");
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

// The feed is as a register's load makes it: filled a moment ago, and never analysed.
TEST(FeedStore, NewRowsLookForTheirOlderStateByKey) {
    test::ContextDatabase database("synchub", migrations);
    const auto rows_from = [](int from, int to) {
        std::string rows;
        for (int n = from; n < to; ++n)
            rows += (n == from ? "[" : ",") + (R"({"kind":"invoice","body":"","hash":7,"version":1,"place":)" +
                                               std::to_string(n) + R"(,"id":")" + std::to_string(n) + "\"}");
        return rows + "]";
    };
    database.pool().run(AdministrationId{11}, [&](Transaction& tx) {
        const std::string partition = lock_partition(tx).partition;
        platform::run_sql(tx, sql::put_rows, rows_from(0, 2000), partition, 11, std::int64_t{0});
        EXPECT_LE(test::rows_compared(tx, sql::put_rows, rows_from(1900, 2100), partition, 11, std::int64_t{2000}), 0);
    });
}

// The projection as its consumers drive it, event by event.
class Projection : public testing::Test {
protected:
    template <class Message>
    void hear(const Message& message, std::uint32_t version = 1) {
        std::vector<platform::LoggedEvent> batch(1);
        batch[0].event.event_type = message.GetTypeName();
        batch[0].event.payload = message.SerializeAsString();
        batch[0].event.version = version;
        batch[0].event.administration = queretaro;
        for (const auto& subscription : all)
            if (subscription.topic == platform::topic_of(message))
                database.pool().run(queretaro, [&](Transaction& tx) { subscription.handle(tx, batch); });
    }
    std::string body(const std::string& id) {
        for (const FeedRow& row : database.pool()
                                      .run(queretaro,
                                           [](Transaction& tx) {
                                               return read_page(tx, {0, 10});
                                           })
                                      .rows)
            if (row.id == id) return row.body;
        return "none";
    }
    static billing::v1::Invoice bill(const std::string& period, std::uint32_t revision, std::int64_t litres) {
        billing::v1::Invoice bill;
        bill.set_invoice_id("invoice-" + period + "-" + std::to_string(revision));
        bill.set_contract_id("contract-1");
        bill.set_period(period);
        bill.set_revision(revision);
        bill.set_consumed_litres(litres);
        return bill;
    }
    void issue(const billing::v1::Invoice& bill) {
        billing::v1::InvoiceGenerated generated;
        generated.set_invoice_id(bill.invoice_id());
        *generated.mutable_invoice() = bill;
        hear(generated);
    }
    void reverse(const billing::v1::Invoice& bill) {
        billing::v1::InvoiceReversed reversed;
        reversed.set_invoice_id(bill.invoice_id());
        *reversed.mutable_invoice() = bill;
        reversed.mutable_invoice()->set_state("reversed");
        hear(reversed, 2);
    }
    sync::v1::InvoiceRow row() {
        sync::v1::InvoiceRow row;
        row.ParseFromString(body("contract-1"));
        return row;
    }
    // "2026-09 9000, 2026-10 10000"
    std::string months() {
        const sync::v1::InvoiceRow now = row();
        std::string said;
        for (const auto& month : now.months())
            said += (said.empty() ? "" : ", ") + month.period() + " " + std::to_string(month.litres());
        return said;
    }

    const AdministrationId queretaro{11};
    test::ContextDatabase database{"synchub", migrations};
    std::vector<platform::Subscription> all = subscriptions({[] {}, [](AdministrationId) {}});
    const billing::v1::Invoice september = bill("2026-09", 1, 9000);
    const billing::v1::Invoice wrong = bill("2026-10", 1, 99000);
    const billing::v1::Invoice mended = bill("2026-10", 2, 10000);
};

TEST_F(Projection, TheNameOnATillFollowsACorrectionInWhateverOrderItComes) {
    contracts::v1::ContractCreated contract;
    contract.mutable_contract()->set_contract_id("contract-1");
    contract.mutable_contract()->set_customer_id("customer-1");
    customers::v1::CustomerRegistered registered;
    registered.set_customer_id("customer-1");
    registered.set_name("María Pena");
    customers::v1::CustomerUpdated updated;
    updated.set_customer_id("customer-1");
    const auto correct = [&](const std::string& name, std::uint32_t version) {
        updated.set_name(name);
        updated.set_version(version);
        hear(updated, version);
    };
    const auto name = [&] {
        sync::v1::ContractRow row;
        row.ParseFromString(body("contract-1"));
        return row.customer_name();
    };
    hear(contract);
    correct("María Peña", 2);
    EXPECT_EQ(name(), "María Peña");
    hear(registered);
    EXPECT_EQ(name(), "María Peña") << "the registration came after its correction";
    correct("María Peñaflor", 3);
    correct("María Peña", 2);
    EXPECT_EQ(name(), "María Peñaflor");
}

TEST_F(Projection, AReversedBillLeavesTheNodesAndDoesNotComeBack) {
    issue(september);
    issue(wrong);
    EXPECT_EQ(row().invoice_id(), wrong.invoice_id());
    reverse(wrong);
    EXPECT_EQ(row().contract_id(), "contract-1");
    EXPECT_EQ(row().invoice_id() + row().invoice() + row().period(), "");
    EXPECT_EQ(months(), "2026-09 9000") << "what it said was used goes with it";
    issue(wrong);
    EXPECT_EQ(row().invoice_id(), "") << "told again, it stays reversed";
    issue(mended);
    EXPECT_EQ(row().invoice_id(), mended.invoice_id());
    EXPECT_EQ(months(), "2026-09 9000, 2026-10 10000");
    EXPECT_EQ(database.pool().run(queretaro, [](Transaction& tx) { return read_page(tx, {0, 10}); }).rows.size(), 1U);
}

TEST_F(Projection, AReversedBillLeavesTheNodesWhenTheReversalComesFirst) {
    reverse(wrong);
    EXPECT_EQ(row().contract_id(), "contract-1");
    issue(wrong);
    EXPECT_EQ(row().invoice_id(), "");
    EXPECT_EQ(months(), "");
    issue(mended);
    EXPECT_EQ(row().invoice_id(), mended.invoice_id());
}

TEST_F(Projection, WhatTookAReversedBillsPlaceStaysInWhateverOrderTheyCome) {
    issue(mended);
    issue(wrong);
    EXPECT_EQ(row().invoice_id(), mended.invoice_id()) << "the older revision came later";
    reverse(wrong);
    EXPECT_EQ(row().invoice_id(), mended.invoice_id());
    EXPECT_EQ(months(), "2026-10 10000");
    const billing::v1::Invoice again = bill("2026-09", 2, 9000);
    issue(september);
    issue(again);
    reverse(september);
    EXPECT_EQ(months(), "2026-09 9000, 2026-10 10000") << "of an older month as well, and with the same use";
}

TEST_F(Projection, ABillWithoutAContractIsNoRow) {
    billing::v1::InvoiceGenerated generated;
    generated.set_invoice_id("invoice-1");
    EXPECT_THROW(hear(generated), platform::UnreadableEvent);
}

}  // namespace
}  // namespace aquacis::synchub
