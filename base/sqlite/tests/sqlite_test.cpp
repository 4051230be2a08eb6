#include "base/sqlite/sqlite.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace aquacis::sqlite {
namespace {

class SqliteTest : public testing::Test {
protected:
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("aquacis-sqlite-" + std::to_string(getpid()));
    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }
};

TEST_F(SqliteTest, KeepsWhatWasCommittedAndForgetsTheRest) {
    Database db(folder / "a.db");
    db.execute("CREATE TABLE t (id BLOB, amount INTEGER, name TEXT)");
    const Uuid id = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    {
        Transaction tx(db);
        db.prepare("INSERT INTO t VALUES (?,?,?)").bind(id, Money::centavos(1250), "Peñamiller").run();
        tx.commit();
    }
    {
        const Transaction tx(db);
        db.execute("DELETE FROM t");
    }
    auto row = db.prepare("SELECT id, amount, name FROM t");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.uuid(0), id);
    EXPECT_EQ(row.money(1).centavos(), 1250);
    EXPECT_EQ(row.text(2), "Peñamiller");
}

TEST_F(SqliteTest, MigratesStepByStepAndRefusesANewerFile) {
    constexpr std::array<std::string_view, 2> scripts{"CREATE TABLE a (x)", "CREATE TABLE b (x)"};
    Database db(folder / "b.db");
    migrate(db, std::span(scripts).first(1));
    migrate(db, scripts);
    EXPECT_EQ(db.integer("SELECT count(*) FROM sqlite_master WHERE type='table'"), 2);
    EXPECT_THROW(migrate(db, std::span(scripts).first(1)), Error);
}

TEST_F(SqliteTest, TellsAConstraintFromOtherFaults) {
    Database db(folder / "c.db");
    db.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)");
    db.execute("INSERT INTO t VALUES (1)");
    try {
        db.execute("INSERT INTO t VALUES (1)");
        FAIL() << "a second row with the same key was taken";
    } catch (const Error& fault) {
        EXPECT_TRUE(fault.is_constraint());
    }
}

}  // namespace
}  // namespace aquacis::sqlite
