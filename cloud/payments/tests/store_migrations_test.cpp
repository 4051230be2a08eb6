// Migrations that move what is there: with rows, up and down again.

#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::payments {
namespace {

class MigrationsTest : public testing::Test {
protected:
    test::ContextDatabase database{"payments", platform::Migrations(migrations).first(5)};

    void climb(std::size_t steps) {
        const std::string app = database.app_connection();
        const auto at = app.find("user=") + 5;
        platform::migrate_up(database.owner_connection(), app.substr(at, app.find(' ', at) - at),
                             platform::Migrations(migrations).first(steps));
    }
    std::string ask(const std::string& sql) {
        pqxx::connection session(database.admin_connection());
        return pqxx::nontransaction(session).exec(sql)[0][0].as<std::string>({});
    }
    void tell(const std::string& sql) {
        pqxx::connection session(database.admin_connection());
        pqxx::nontransaction(session).exec(sql);
    }
};

TEST_F(MigrationsTest, WhatWasAnsweredMovesToThePlatformAndBack) {
    tell(
        "INSERT INTO applied_operation VALUES (11, gen_random_uuid(), 1, 7, 'print', 'payments.payment.take', "
        "'merged', "
        "'payments.folio_taken', 'folio', 'r', 'm', now(), '{7e5f1d1c-0000-4000-8000-000000000001}')");
    tell(
        "INSERT INTO quarantined_operation VALUES (1, gen_random_uuid(), 1, 8, 'p', 'payments.payment.take', 'body', "
        "'payments.unreadable', now())");
    climb(6);
    EXPECT_EQ(ask("SELECT effects[1] FROM operation_outcome WHERE administration_id = 11 AND seq = 7"),
              "account/7e5f1d1c-0000-4000-8000-000000000001");
    EXPECT_EQ(ask("SELECT code FROM operation_quarantine WHERE administration_id = 1"), "payments.unreadable");
    platform::migrate_down(database.owner_connection(), platform::Migrations(migrations).first(6), 5);
    EXPECT_EQ(ask("SELECT announced[1] FROM applied_operation WHERE verdict = 'merged'"),
              "7e5f1d1c-0000-4000-8000-000000000001");
    EXPECT_EQ(ask("SELECT count(*) FROM quarantined_operation"), "1");
    EXPECT_EQ(ask("SELECT count(*) FROM operation_outcome"), "0");
    climb(6);
    EXPECT_EQ(ask("SELECT count(*) FROM operation_outcome"), "1");
}

TEST_F(MigrationsTest, WhatIsInSuspenseIsHeldFromTheFirst) {
    tell("ALTER TABLE ledger_entry DISABLE TRIGGER check_new_entries");
    tell(
        "INSERT INTO ledger_entry (administration_id, movement_id, payment_id, kind, amount_centavos, recorded_at) "
        "VALUES (11, gen_random_uuid(), '7e5f1d1c-0000-4000-8000-000000000001', 'suspense', 900, now()), "
        "(11, gen_random_uuid(), '7e5f1d1c-0000-4000-8000-000000000001', 'suspense', -200, now()), "
        "(11, gen_random_uuid(), '7e5f1d1c-0000-4000-8000-000000000002', 'suspense', 5, now()), "
        "(11, gen_random_uuid(), '7e5f1d1c-0000-4000-8000-000000000002', 'suspense', -5, now())");
    climb(migrations.size());
    EXPECT_EQ(ask("SELECT count(*) FROM suspense_held"), "1");
    EXPECT_EQ(ask("SELECT centavos FROM suspense_held"), "700");
}

TEST_F(MigrationsTest, EachAdministrationsLedgerIsExpectedToBeChecked) {
    climb(8);
    tell(
        "INSERT INTO account (administration_id, contract_id, contract_number, version) VALUES "
        "(11, gen_random_uuid(), '1', 0), (11, gen_random_uuid(), '2', 0), (1, gen_random_uuid(), '1', 0)");
    climb(9);
    EXPECT_EQ(ask("SELECT string_agg(administration_id::text, ' ' ORDER BY administration_id) FROM ledger_check"),
              "1 11");
    EXPECT_EQ(ask("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'ledger_check'"), "t");
}

}  // namespace
}  // namespace aquacis::payments
