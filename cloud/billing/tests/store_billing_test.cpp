#include <cstring>
#include <nlohmann/json.hpp>

#include "cloud/billing/store/bill_codec.hpp"
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/sql.hpp"
#include "cloud/billing/tests/billing_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/rows_read.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::billing {
namespace {

using BillingStore = BillingTest;

TEST_F(BillingStore, MigrationsWalkUpAndDown) {
    const auto steps = static_cast<int>(migrations.size());
    EXPECT_EQ(platform::schema_version(database.owner_connection()), steps);
    for (int target = steps - 1; target >= 0; --target) {
        platform::migrate_down(database.owner_connection(), migrations, target);
        EXPECT_EQ(platform::schema_version(database.owner_connection()), target);
    }
    platform::migrate_up(database.owner_connection(), "postgres", migrations);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), steps);
}

TEST_F(BillingStore, AnAdministrationSeesNothingOfAnother) {
    prepare(3);
    const auto run = start();
    advance_to_the_end();
    for (const char* table :
         {"contract", "tariff_version", "billing_run", "claim", "bill_event", "invoice", "number_prefix"}) {
        EXPECT_GT(count("SELECT count(*) FROM " + std::string(table)), 0) << table;
        EXPECT_EQ(count("SELECT count(*) FROM " + std::string(table), amealco), 0) << table;
    }
    EXPECT_EQ(get_run(context, operator_of(amealco), run->run.id.to_string()).refusal().kind, RefusalKind::not_found);
    const auto bill = list_invoices(context, operator_of(queretaro), {contract_number(0), 0, ""})->bills.at(0);
    EXPECT_EQ(get_invoice(context, operator_of(amealco), bill.id.to_string()).refusal().kind, RefusalKind::not_found);
    EXPECT_EQ(list_invoices(context, operator_of(amealco), {contract_number(0), 0, ""}).refusal().field,
              "contract_number");
}

// The tables are as a run leaves them: filled a moment ago, and never analysed.
TEST_F(BillingStore, TheRegisterIsWalkedAndCountedByKeyBesideTheClaimsOfARun) {
    database.pool().run(queretaro, [](platform::Transaction& tx) {
        tx.pq().exec(
            "INSERT INTO contract SELECT 11, md5('c' || n)::uuid, n::text, md5('u' || n)::uuid, 'domestic', 'DOM', "
            "'14-B',"
            " 'active' FROM generate_series(1, 2000) AS n");
        tx.pq().exec(
            "INSERT INTO claim SELECT 11, md5('c' || n)::uuid, '2026-10', 'supply', md5('r')::uuid, md5('i' || "
            "n)::uuid,"
            " md5('m' || n)::uuid FROM generate_series(1, 2000) AS n");
    });
    const std::string run = make_named_uuid(Uuid{}, "run").to_string(), nobody = Uuid{}.to_string();
    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        EXPECT_LE(test::rows_compared(tx, sql::list_unsettled_contracts, "", nobody, "2026-10", "supply", run, 200), 0);
        EXPECT_LE(test::rows_compared(tx, sql::run_table, run, "", "2026-10", "supply"), 0);
        EXPECT_LE(test::rows_compared(tx, sql::count_outside, run, ""), 0);
    });
}

TEST_F(BillingStore, WhatWasIssuedCannotBeChanged) {
    prepare(1);
    ASSERT_TRUE(start());
    advance_to_the_end();
    for (const char* sql : {"UPDATE bill_event SET body = ''", "DELETE FROM bill_event",
                            "UPDATE tariff_version SET sha256 = ''", "DELETE FROM tariff_version", "DELETE FROM claim",
                            "UPDATE claim SET revision = 2", "UPDATE invoice SET total_centavos = 0"})
        EXPECT_THROW(database.pool().run(queretaro, [&](platform::Transaction& tx) { tx.pq().exec(sql); }),
                     pqxx::insufficient_privilege)
            << sql;
}

TEST_F(BillingStore, PublishesATariffVersionOnce) {
    const TariffToPublish given{"DOM-MEDIO", 3, "2026-01-01", std::string(domestic_tariff)};
    const auto first = publish_tariff(context, operator_of(queretaro), given);
    EXPECT_EQ(*publish_tariff(context, operator_of(queretaro), given), *first);
    TariffToPublish other = given;
    other.definition.replace(other.definition.find("86.40"), 5, "86.41");
    EXPECT_EQ(publish_tariff(context, operator_of(queretaro), other).refusal().code,
              "billing.tariff_already_published");
    other = given;
    other.version = 4;
    EXPECT_EQ(publish_tariff(context, operator_of(queretaro), other).refusal().field, "version");
}

TEST_F(BillingStore, ABillTakesTheVersionInForce) {
    prepare(1);
    std::string next(domestic_tariff);
    next.replace(next.find("\"version\": 3"), 12, "\"version\": 4")
        .replace(next.find("2026-01-01"), 10, "2026-10-31")
        .replace(next.find("86.40"), 5, "90.00");
    ASSERT_TRUE(publish_tariff(context, operator_of(queretaro), {"DOM-MEDIO", 4, "2026-10-31", next}));
    std::string later(domestic_tariff);
    later.replace(later.find("\"version\": 3"), 12, "\"version\": 5")
        .replace(later.find("2026-01-01"), 10, "2026-11-01");
    ASSERT_TRUE(publish_tariff(context, operator_of(queretaro), {"DOM-MEDIO", 5, "2026-11-01", later}));
    ASSERT_TRUE(start());
    advance_to_the_end();
    const auto bill = list_invoices(context, operator_of(queretaro), {contract_number(0), 0, ""})->bills.at(0);
    EXPECT_EQ(bill.tariff.version, 4U);
    EXPECT_EQ(bill.lines[0].amount.plain(), "90.00");
}

TEST_F(BillingStore, ListsByPagesNewestFirst) {
    prepare(1);
    for (const char* period : {"2026-08", "2026-09", "2026-10", "2026-11"}) {
        ASSERT_TRUE(start_run(context, operator_of(queretaro), request("14-B", period)));
        advance_to_the_end();
    }
    const auto first = list_invoices(context, operator_of(queretaro), {contract_number(0), 2, ""});
    ASSERT_EQ(first->bills.size(), 2U);
    EXPECT_EQ(first->bills[0].issued.period.to_string(), "2026-11");
    const auto second = list_invoices(context, operator_of(queretaro), {contract_number(0), 2, first->next_page_token});
    ASSERT_EQ(second->bills.size(), 1U);
    EXPECT_EQ(second->bills[0].issued.period.to_string(), "2026-09");  // August was before its first day
    EXPECT_TRUE(second->next_page_token.empty());
    EXPECT_EQ(list_invoices(context, operator_of(queretaro), {contract_number(0), 101, ""}).refusal().field,
              "page_size");
    EXPECT_EQ(list_invoices(context, operator_of(queretaro), {contract_number(0), 0, "x"}).refusal().field,
              "page_token");
}

TEST_F(BillingStore, EachEventComesBackFromItsBytes) {
    prepare(1);
    const TariffVersion version{Tariff{}, "ab"};
    std::vector<BillEvent> events{reading(0, 21), TariffChosen{"DOM", 3, "ab"}};
    RatedLine line;
    line.quantity = Decimal::parse("21.5").value();
    line.unit_price = Decimal::parse("-0.000001").value();
    line.amount = Money::centavos(-5);
    line.tax_rate = Decimal::parse("0.16").value();
    line.explanation = "«ñ» \"x\" \\ \n";
    events.emplace_back(LineCharged{line});
    BillIssued issued;
    issued.issue_date = issued.due_date = parse_date("2026-11-30").value();
    events.emplace_back(issued);
    events.emplace_back(BillReversed{"error de lectura", clock.now()});
    for (const BillEvent& event : events) {
        const EncodedEvent encoded = encode(event);
        EXPECT_EQ(encode(decode(encoded.kind, encoded.body)).body, encoded.body);
    }
    test::expect_thrown<nlohmann::json::out_of_range>("not found", [] { decode("line", "{}"); });
    test::expect_thrown<std::runtime_error>("bill event: unknown kind otro", [] { decode("otro", "{}"); });
}

TEST_F(BillingStore, AReplayRefusesDamagedEvents) {
    prepare(1);
    ASSERT_TRUE(start());
    advance_to_the_end();
    const TariffVersion version{{}, "ab"};
    std::vector<BillEvent> events{reading(0, 1), TariffChosen{"DOM", 3, "ab"}};
    const auto expect_refused_at = [&](const std::string& what) {
        test::expect_thrown<std::runtime_error>("its events are not a bill's at '" + what + "'",
                                                [&] { replay(InvoiceId{}, events); });
    };
    expect_refused_at("issued");
    BillIssued issued;
    issued.total = Money::centavos(1);
    events.emplace_back(issued);
    expect_refused_at("issued with its lines' total");
    std::get<BillIssued>(events.back()).total = Money::zero();
    EXPECT_FALSE(replay(InvoiceId{}, events).reversed);
    events.emplace_back(BillReversed{"error", clock.now()});
    EXPECT_TRUE(replay(InvoiceId{}, events).reversed);
    events.emplace_back(BillReversed{"otra vez", clock.now()});
    expect_refused_at("reversed");
}

}  // namespace
}  // namespace aquacis::billing
