#include "cloud/customers/store/access_log_store.hpp"
#include "cloud/customers/store/contract_holder_store.hpp"
#include "cloud/customers/tests/customers_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/rows_read.hpp"

namespace aquacis::customers {
namespace {

using platform::run_sql;
using platform::Transaction;

Customer customer_of(int n) { return check_customer(draft_of(n)).value(); }

TEST_F(CustomersTest, MigrationsWalkDownAndUpAgain) {
    const std::string owner = database_.owner_connection();
    const int top = static_cast<int>(migrations.size());
    EXPECT_EQ(platform::schema_version(owner), top);
    platform::migrate_down(owner, migrations, 0);
    EXPECT_EQ(platform::schema_version(owner), 0);
    platform::migrate_up(owner, "postgres", migrations);
    EXPECT_EQ(platform::schema_version(owner), top);
}

TEST_F(CustomersTest, ACustomerComesBackAsItWentIn) {
    const Customer customer = customer_of(1);
    const auto found = database_.pool().run(queretaro, [&](Transaction& tx) {
        context_.customers.insert(tx, std::span(&customer, 1), clock_.now());
        return context_.customers.find(tx, std::span(&customer.id, 1));
    });
    ASSERT_EQ(found.customers.size(), 1U);
    EXPECT_EQ(found.customers[0].customer.canonical(), customer.canonical());
}

// As when a register is loaded: the table is new, and never analysed.
TEST_F(CustomersTest, ComparingAndFindingABatchReadsItsOwnRowsAlone) {
    constexpr int batch = 200, batches = 10;
    for (int from = 0; from < batches; ++from)
        database_.pool().run(queretaro, [&](Transaction& tx) {
            std::vector<Customer> customers;
            std::vector<CustomerId> ids;
            for (int n = 0; n < batch; ++n) {
                customers.push_back(customer_of(from * batch + n));
                ids.push_back(customers.back().id);
            }
            context_.customers.insert(tx, customers, clock_.now());
            const std::int64_t read = test::rows_read_by(tx, [&] {
                EXPECT_EQ(context_.customers.find_differing(tx, customers), std::nullopt);
                EXPECT_EQ(context_.customers.find(tx, ids).customers.size(), ids.size());
            });
            EXPECT_TRUE(from == 0 || read <= 3 * batch)
                << read << " in batch " << from;  // of the first, any plan is as good
        });
}

TEST_F(CustomersTest, NoPersonalValueStandsInTheTable) {
    const Customer customer = customer_of(1);
    database_.pool().run(
        queretaro, [&](Transaction& tx) { context_.customers.insert(tx, std::span(&customer, 1), clock_.now()); });
    const std::string stored = database_.pool().run(queretaro, [&](Transaction& tx) {
        const auto row = run_sql(
            tx,
            "SELECT rfc_sealed || rfc_index || curp_sealed || curp_index || email_sealed || email_index || phone_sealed"
            " || phone_index || address_line_sealed || content_index AS bytes, to_jsonb(customer)::text AS whole"
            " FROM customer")[0];
        return platform::from_bytea(row["bytes"]) + row["whole"].c_str();
    });
    ASSERT_GT(stored.size(), 500U);
    for (const char* personal :
         {"CAMA911215CJ0", "BEML920313HMCLNS09", "maria1@correo.mx", "4420000001", "Corregidora"})
        EXPECT_EQ(stored.find(personal), std::string::npos) << personal;
}

TEST_F(CustomersTest, ASealedValueMovedToAnotherCustomerDoesNotOpen) {
    const std::vector<Customer> two{customer_of(1), customer_of(2)};
    database_.pool().run(queretaro, [&](Transaction& tx) { context_.customers.insert(tx, two, clock_.now()); });
    database_.pool().run(queretaro, [&](Transaction& tx) {
        run_sql(tx,
                "UPDATE customer SET phone_sealed = (SELECT phone_sealed FROM customer WHERE customer_id = $1::uuid)",
                id_of(1));
    });
    const auto found = database_.pool().run(
        queretaro, [&](Transaction& tx) { return context_.customers.find(tx, std::span(&two[1].id, 1)); });
    EXPECT_TRUE(found.customers.empty());
    EXPECT_EQ(found.unreadable.size(), 1U);
    EXPECT_THROW(
        database_.pool().run(queretaro, [&](Transaction& tx) { return context_.customers.lock(tx, two[1].id); }),
        std::runtime_error);
}

TEST_F(CustomersTest, AnotherAdministrationSeesAndChangesNothing) {
    const Customer customer = customer_of(1);
    database_.pool().run(
        queretaro, [&](Transaction& tx) { context_.customers.insert(tx, std::span(&customer, 1), clock_.now()); });
    for (const char* table : {"customer", "contract_holder", "access_log"})
        EXPECT_EQ(number(colon, std::string("SELECT count(*) FROM ") + table), 0) << table;
    EXPECT_EQ(
        number(colon, "WITH changed AS (UPDATE customer SET name = 'x' RETURNING 1) SELECT count(*) FROM changed"), 0);
    EXPECT_THROW(database_.pool().run(colon,
                                      [&](Transaction& tx) {
                                          run_sql(tx, "INSERT INTO contract_holder VALUES (11, '00412-7', $1::uuid)",
                                                  id_of(1));
                                      }),
                 std::exception);
}

TEST_F(CustomersTest, TheSameIdInTwoAdministrationsIsTwoCustomers) {
    const Customer customer = customer_of(1);
    for (const auto administration : {queretaro, colon})
        EXPECT_EQ(
            database_.pool().run(administration,
                                 [&](Transaction& tx) {
                                     return context_.customers.insert(tx, std::span(&customer, 1), clock_.now()).size();
                                 }),
            1U);
}

TEST_F(CustomersTest, WhatWasLoggedStays) {
    const CustomerId id = customer_of(1).id;
    database_.pool().run(queretaro, [&](Transaction& tx) {
        log_access(tx, std::span(&id, 1), {"ana", "", "cfdi", "c", clock_.now()});
    });
    for (const char* change : {"DELETE FROM access_log", "UPDATE access_log SET subject = 'x'"})
        EXPECT_THROW(number(queretaro, change), pqxx::insufficient_privilege) << change;
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE subject = 'ana' AND purpose = 'cfdi'"), 1);
}

TEST_F(CustomersTest, TheLastHolderOfAContractCounts) {
    const std::vector<ContractHolder> holders{{"00412-7", customer_of(1).id}, {"00412-7", customer_of(2).id}};
    database_.pool().run(queretaro, [&](Transaction& tx) {
        save_contract_holders(tx, holders);
        EXPECT_EQ(find_contract_holder(tx, "00412-7"), customer_of(2).id);
        save_contract_holders(tx, std::span(holders).first(1));
        EXPECT_EQ(find_contract_holder(tx, "00412-7"), customer_of(1).id);
        EXPECT_EQ(find_contract_holder(tx, "00413-5"), std::nullopt);
    });
}

}  // namespace
}  // namespace aquacis::customers
