#include "cloud/payments/service/check_ledger.hpp"
#include "cloud/payments/tests/payments_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::payments {
namespace {

using Ledger = PaymentsTest;

TEST_F(Ledger, MigrationsWalkUpAndDown) {
    const auto steps = static_cast<int>(migrations.size());
    for (int target = steps - 1; target >= 0; --target) {
        platform::migrate_down(database.owner_connection(), migrations, target);
        EXPECT_EQ(platform::schema_version(database.owner_connection()), target);
    }
    platform::migrate_up(database.owner_connection(), "postgres", migrations);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), steps);
}

TEST_F(Ledger, EveryTableHasRowLevelSecurity) {
    EXPECT_EQ(count("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND NOT rowsecurity"
                    " AND tablename NOT IN ('schema_migration', 'consumer_offset', 'relay_place', 'relay_step')"),
              0);
}

TEST_F(Ledger, AnAdministrationSeesNothingOfAnother) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    apply(operation("cash_session.close", closing(60'000, 1)));
    ASSERT_TRUE(grant_folios(context, caller(), {device.to_string(), "QRO-C03", 10, "k"}));
    ASSERT_TRUE(register_cashiers(
        context, caller(),
        std::vector{Cashier{"maria", "María", std::string(16, 's'), std::string(32, 'h'), "cashier"}}));
    v1::TakePayment strange;
    apply(operation("payment.take", strange));
    for (const char* table :
         {"account", "debt", "payment", "tender", "ledger_entry", "operation_outcome", "operation_quarantine",
          "cash_session", "cash_close", "cash_count", "folio_range", "folio_series", "cashier"}) {
        EXPECT_GT(count("SELECT count(*) FROM " + std::string(table)), 0) << table;
        EXPECT_EQ(count("SELECT count(*) FROM " + std::string(table), amealco), 0) << table;
    }
    EXPECT_EQ(get_account(context, caller(amealco), {contract_id(1).to_string(), ""}).refusal().kind,
              RefusalKind::not_found);
    EXPECT_EQ(
        register_payment(context, caller(amealco), {contract_number(1), 100, "portal", "x", "", {}}).refusal().field,
        "contract_number");
}

TEST_F(Ledger, OnlyGrows) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    for (const char* sql : {"UPDATE ledger_entry SET amount_centavos = 1", "DELETE FROM ledger_entry",
                            "UPDATE payment SET amount_centavos = 1", "DELETE FROM payment", "DELETE FROM tender",
                            "UPDATE debt SET total_centavos = 0", "DELETE FROM debt"})
        test::expect_thrown<pqxx::insufficient_privilege>("permission denied for table", [&] {
            database.pool().run(queretaro, [&](platform::Transaction& tx) { tx.pq().exec(sql); });
        });
}

constexpr const char* entry =
    "INSERT INTO ledger_entry (administration_id, movement_id, payment_id, contract_id, invoice_id, kind, "
    "amount_centavos, recorded_at) VALUES ";

TEST_F(Ledger, TheDatabaseItselfRefusesMoneyMadeOrLost) {
    invoice(1, "2026-10", 10'000);
    const std::string ids =
        "(11, gen_random_uuid(), '" + named<PaymentId>("x").to_string() + "', '" + contract_id(1).to_string() + "', ";
    const auto insert = [&](const std::string& rows) {
        database.pool().run(queretaro, [&](platform::Transaction& tx) { tx.pq().exec(entry + rows); });
    };
    const auto expect_refused = [&](const std::string& words, const std::string& rows) {
        SCOPED_TRACE(rows);
        test::expect_thrown<pqxx::sql_error>(words, [&] { insert(rows); });
    };
    expect_refused("a movement does not balance", ids + "NULL, 'received', 100, now())");
    expect_refused("ledger_entry_amount_centavos_check", ids + "NULL, 'credited', 0, now())");
    expect_refused("ledger_entry_check", ids + "NULL, 'applied', 100, now())");
    const std::string movement = "(11, '" + named<PaymentId>("m").to_string() + "', '" +
                                 named<PaymentId>("x").to_string() + "', '" + contract_id(1).to_string() + "', ";
    const std::string invoice_text = "'" + invoice_id(1, "2026-10").to_string() + "'";
    expect_refused("an invoice is paid beyond its total", movement + "NULL, 'received', 10001, now()), " + movement +
                                                              invoice_text + ", 'applied', 10001, now())");
    expect_refused("more credit is used than there is",
                   movement + "NULL, 'credited', -5, now()), " + movement + invoice_text + ", 'applied', 5, now())");
    EXPECT_NO_THROW(insert(movement + "NULL, 'received', 10000, now()), " + movement + invoice_text +
                           ", 'applied', 10000, now())"));
}

// A statement has many movements; what is wrong with one is not hidden by the others.
TEST_F(Ledger, TheDatabaseFindsTheBadMovementAmongGoodOnes) {
    invoice(1, "2026-10", 10'000);
    const auto rows = [](const std::string& movement, std::vector<std::string> parts) {
        std::string all;
        for (const std::string& part : parts)
            all += std::string(all.empty() ? "" : ", ") + "(11, '" + named<PaymentId>(movement).to_string() + "', '" +
                   named<PaymentId>(movement).to_string() + "', '" + contract_id(1).to_string() + "', " + part +
                   ", now())";
        return all;
    };
    const std::string bill = "'" + invoice_id(1, "2026-10").to_string() + "'";
    const auto insert = [&](const std::string& bad) {
        const std::string credits = rows("a", {"NULL, 'received', 7", "NULL, 'credited', 7"});
        const std::string suspends = rows("b", {"NULL, 'received', 7", "NULL, 'suspense', 7"});
        const std::string pays = rows("c", {"NULL, 'received', 7", bill + ", 'applied', 7"});
        database.pool().run(queretaro, [&](platform::Transaction& tx) {
            tx.pq().exec(entry + credits + ", " + suspends + ", " + pays + (bad.empty() ? "" : ", " + bad));
        });
    };
    EXPECT_ANY_THROW(insert(rows("d", {"NULL, 'received', 7", "NULL, 'credited', 6"})));
    EXPECT_ANY_THROW(insert(rows("d", {"NULL, 'received', 9994", bill + ", 'applied', 9994"})));
    EXPECT_ANY_THROW(insert(rows("d", {"NULL, 'credited', -7", bill + ", 'applied', 7"})));
    EXPECT_EQ(count("SELECT count(*) FROM ledger_entry"), 0);
    EXPECT_NO_THROW(insert(rows("d", {"NULL, 'received', 9993", bill + ", 'applied', 9993"})));
    EXPECT_EQ(count("SELECT sum(centavos) FROM suspense_held"), 7);
}

// The checks are of use only if they see what is wrong: here the guard is taken away and money is made.
TEST_F(Ledger, TheChecksSeeWhatIsWrong) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    EXPECT_TRUE(imbalances().empty());
    pqxx::connection owner(database.owner_connection());
    pqxx::work work(owner);
    work.exec("SELECT set_config('aquacis.administration_id', '11', false)");
    work.exec("ALTER TABLE ledger_entry DISABLE TRIGGER check_new_entries");
    const std::string payment = named<PaymentId>("a").to_string(), contract = contract_id(1).to_string();
    work.exec(entry + ("(11, gen_random_uuid(), '" + payment + "', '" + contract + "', '" +
                       invoice_id(1, "2026-10").to_string() + "', 'applied', 5, now())"));
    work.exec(entry + ("(11, gen_random_uuid(), '" + payment + "', '" + contract + "', NULL, 'credited', -9, now())"));
    work.exec(std::string("INSERT INTO tender VALUES (11, '") + payment + "', 9, 'cash', 1, '')");
    work.commit();
    const auto found = imbalances();
    EXPECT_EQ(found.size(), 6U);  // payment, tenders, two movements, debt, credit
}

// Once a day what is new is looked at, and what is wrong is looked at again until it is mended.
TEST_F(Ledger, TheDailyCheckTellsUntilItIsMended) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 10'000}}));
    const auto found = [&] { return database.pool().run_for_all({"ledger_check"}, sum_ledger_checks).imbalances; };
    const auto a_day_later = [&] {
        clock.advance(std::chrono::hours(25));
        check_due_ledgers(database.pool(), clock);
        return found();
    };
    EXPECT_EQ(a_day_later(), 0);
    const auto as_owner = [&](const std::string& rows) {
        pqxx::connection owner(database.owner_connection());
        pqxx::work work(owner);
        work.exec("SELECT set_config('aquacis.administration_id', '11', false)");
        work.exec("ALTER TABLE ledger_entry DISABLE TRIGGER check_new_entries");
        work.exec(entry + rows);
        work.commit();
    };
    const std::string of_nobody = "(11, '" + named<PaymentId>("m").to_string() + "', '" +
                                  named<PaymentId>("a").to_string() + "', NULL, NULL, 'suspense', ";
    as_owner(of_nobody + "700, '" + to_iso(clock.now()) + "')");
    check_due_ledgers(database.pool(), clock);
    EXPECT_EQ(found(), 0) << "a day has not passed";
    EXPECT_EQ(a_day_later(), 3) << "the payment, the movement, and what is held: the same trigger keeps it";
    EXPECT_EQ(a_day_later(), 3) << "it is still so";
    as_owner(of_nobody + "-700, '" + to_iso(clock.now()) + "')");
    EXPECT_EQ(a_day_later(), 0);
    EXPECT_TRUE(check_ledger(database.pool(), queretaro, LedgerSpan::whole, clock.now()).imbalances.empty());
}

TEST_F(Ledger, SaysWhichFoliosNobodyWasGranted) {
    open_session();
    invoice(1, "2026-10", 10'000);
    take(taking("a", 1, {{"2026-10", 4'000}}));
    const auto strange = [&] {
        return database.pool().run(queretaro,
                                   [](platform::Transaction& tx) { return find_folios_not_granted(tx).size(); });
    };
    EXPECT_EQ(strange(), 0U);
    pqxx::connection owner(database.owner_connection());
    pqxx::work work(owner);
    work.exec("TRUNCATE folio_range");  // the database was put back from before the grant
    work.commit();
    EXPECT_EQ(strange(), 1U);
}

}  // namespace
}  // namespace aquacis::payments
