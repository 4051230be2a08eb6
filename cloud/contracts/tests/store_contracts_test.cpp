#include "cloud/contracts/store/contract_store.hpp"
#include "cloud/contracts/tests/contracts_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/rows_read.hpp"

namespace aquacis::contracts {
namespace {

using platform::run_sql;
using platform::Transaction;

Contract contract_of(int n) { return check_contract(draft_of(n)).value(); }

TEST_F(ContractsTest, MigrationsWalkDownAndUpAgain) {
    const std::string owner = database_.owner_connection();
    const int top = static_cast<int>(migrations.size());
    EXPECT_EQ(platform::schema_version(owner), top);
    platform::migrate_down(owner, migrations, 0);
    EXPECT_EQ(platform::schema_version(owner), 0);
    platform::migrate_up(owner, "postgres", migrations);
    EXPECT_EQ(platform::schema_version(owner), top);
}

TEST_F(ContractsTest, AContractComesBackAsItWentIn) {
    const std::vector<Contract> contracts{contract_of(1), contract_of(2)};
    database_.pool().run(queretaro, [&](Transaction& tx) {
        EXPECT_EQ(insert_contracts(tx, contracts).size(), 2U);
        EXPECT_TRUE(insert_contracts(tx, contracts).empty());
        EXPECT_EQ(find_contract(tx, contracts[1].number), contracts[1]);
        EXPECT_EQ(find_contracts(tx, std::span(&contracts[0].id, 1)).at(0), contracts[0]);
        EXPECT_EQ(find_contract(tx, ContractNumber::of(3)), std::nullopt);
    });
}

// As when a register is loaded: the tables are new, and never analysed.
TEST_F(ContractsTest, FindingABatchReadsItsOwnRowsAlone) {
    constexpr int batch = 200, batches = 10;
    for (int from = 0; from < batches; ++from)
        database_.pool().run(queretaro, [&](Transaction& tx) {
            std::vector<Contract> contracts;
            for (int n = 1; n <= batch; ++n)
                contracts.push_back(contract_of(from * batch + n));
            insert_contracts(tx, contracts);
            std::vector<ContractId> ids;
            for (const Contract& contract : contracts)
                ids.push_back(contract.id);
            const std::int64_t read =
                test::rows_read_by(tx, [&] { EXPECT_EQ(find_contracts(tx, ids).size(), ids.size()); });
            EXPECT_TRUE(from == 0 || read <= 3 * batch)
                << read << " in batch " << from;  // of the first, any plan is as good
        });
}

TEST_F(ContractsTest, AnotherAdministrationSeesAndChangesNothing) {
    const Contract contract = contract_of(1);
    database_.pool().run(queretaro, [&](Transaction& tx) { insert_contracts(tx, std::span(&contract, 1)); });
    for (const char* table : {"contract", "service_point"})
        EXPECT_EQ(number(colon, std::string("SELECT count(*) FROM ") + table), 0) << table;
    EXPECT_EQ(number(colon, "WITH gone AS (DELETE FROM contract RETURNING 1) SELECT count(*) FROM gone"), 0);
    EXPECT_THROW(
        database_.pool().run(colon,
                             [&](Transaction& tx) {
                                 run_sql(tx, "INSERT INTO service_point SELECT 11, $1::uuid, '', '', '', '', '', ''",
                                         id_of("point", 9));
                             }),
        std::exception);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM contract"), 1);
}

}  // namespace
}  // namespace aquacis::contracts
