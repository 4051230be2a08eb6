// The documents that the law keeps, and who may see them.

#include <pqxx/pqxx>

#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/service/get_invoice_pdf.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"

namespace aquacis::fiscal::test {
namespace {

class Kept : public FiscalTest {
protected:
    // Rows that a statement of the running role touches; −1 when it is refused.
    int touched(const std::string& statement, AdministrationId administration = queretaro) {
        try {
            return database.pool().run(administration, [&](platform::Transaction& tx) {
                return static_cast<int>(tx.pq().exec(statement).affected_rows());
            });
        } catch (const std::exception&) {
            return -1;
        }
    }
};

TEST_F(Kept, AStampedDocumentIsNeitherChangedNorDeleted) {
    const Invoice bill = numbered_bill(1), waits = numbered_bill(2);
    announce({bill});
    step();
    announce({waits});
    const std::string xml = stored(bill).xml;
    EXPECT_LE(touched("DELETE FROM cfdi"), 0);
    EXPECT_EQ(touched("UPDATE cfdi SET xml_sealed = '\\x00' WHERE state = 'stamped'"), -1);
    EXPECT_EQ(touched("UPDATE cfdi SET state = 'pending' WHERE state = 'stamped'"), -1);
    EXPECT_EQ(touched("TRUNCATE cfdi"), -1);
    EXPECT_EQ(touched("DROP TABLE cfdi"), -1);
    EXPECT_EQ(touched("UPDATE cfdi SET reason = 'x' WHERE state = 'pending'"), 1);
    EXPECT_EQ(stored(bill).xml, xml);
    EXPECT_EQ(state_of(waits), "pending");

    pqxx::connection owner(database.owner_connection());
    for (const char* statement : {"TRUNCATE cfdi", "DELETE FROM cfdi WHERE state = 'stamped'"}) {
        pqxx::work work(owner);
        work.exec("SELECT set_config('aquacis.administration_id', '11', true)");
        EXPECT_THROW(work.exec(statement), std::exception) << statement;
    }
}

TEST_F(Kept, NoAdministrationSeesOrWritesAnothers) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    const auto count = [&](int administration) {
        pqxx::connection app(database.app_connection());
        pqxx::work work(app);
        work.exec_params("SELECT set_config('aquacis.administration_id', $1, true)", std::to_string(administration));
        const int seen = work.exec("SELECT count(*) FROM cfdi")[0][0].as<int>();
        return seen + static_cast<int>(work.exec("UPDATE cfdi SET reason = 'x'").affected_rows());
    };
    EXPECT_EQ(count(0), 0);
    EXPECT_EQ(count(1), 0);
    EXPECT_EQ(count(11), 2);
}

TEST_F(Kept, TheSchemaDoesNotGoBackBelowStampedDocuments) {
    const int top = static_cast<int>(migrations.size());
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    EXPECT_THROW(platform::migrate_down(database.owner_connection(), migrations, 0), std::exception);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), 2)
        << "where the documents are kept as the law wants";
    const std::string app = database.app_connection();
    platform::migrate_up(database.owner_connection(), app.substr(app.find("user=") + 5), migrations);
    EXPECT_EQ(platform::schema_version(database.owner_connection()), top);
    EXPECT_EQ(state_of(bill), "stamped");
}

TEST_F(Kept, TheSchemaGoesBackWhileNothingIsStamped) {
    Invoice bill = numbered_bill(1);
    announce({bill});
    platform::migrate_down(database.owner_connection(), migrations, 1);
    platform::migrate_up(database.owner_connection(),
                         database.app_connection().substr(database.app_connection().find("user=") + 5), migrations);
    step();
    EXPECT_EQ(state_of(bill), "stamped") << "the administrations with documents are found anew";
}

TEST_F(Kept, ACorrectedBillHasADocumentOfItsOwn) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    const auto first = standing(bill);
    Invoice corrected = bill;
    corrected.lines.pop_back();
    sum_up(corrected);
    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        const PendingCfdi next{.invoice = bill.id,
                               .revision = 2,
                               .contract = bill.contract,
                               .customer = bill.customer,
                               .period = bill.period,
                               .total = corrected.total,
                               .invoice_bytes = to_message(corrected).SerializeAsString(),
                               .first_try = clock.now()};
        context.store.insert_pending(tx, std::vector{next, next}, clock.now());
    });
    step();
    const auto second = standing(bill);
    EXPECT_EQ(name_of(second.state), "stamped") << second.reason;
    EXPECT_EQ(second.revision, 2U);
    EXPECT_NE(second.id, first.id);
    EXPECT_EQ(pac.stamped(), 2U);
}

TEST_F(Kept, WhoReadsADocumentIsLoggedAndCustomersHearsOfThePerson) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    EXPECT_EQ(customers_service.caller.person(), "context:fiscal") << "sealing serves nobody";
    ASSERT_TRUE(get_cfdi(context, ana(), {bill.id.to_string(), "aclaración"}, ReadAs::xml));
    platform::Caller through_portal{"context:portal", queretaro, {"*"}, "c-8", "juan"};
    ASSERT_TRUE(get_invoice_pdf(context, through_portal, {bill.id.to_string(), ""}));
    EXPECT_EQ(customers_service.caller.person(), "juan");
    EXPECT_EQ(customers_service.caller.via(), "context:fiscal");
    EXPECT_EQ(customers_service.caller.correlation_id, "c-8");

    const auto page = platform::list_accesses(context.database, ana(), {bill.customer.to_string(), "", 0, ""});
    ASSERT_TRUE(page);
    ASSERT_EQ(page->accesses.size(), 2U);
    const auto told = [](const platform::LoggedAccess& one) {
        return one.read.what + " " + one.access.subject + " " + one.access.via + " " + one.access.purpose;
    };
    EXPECT_EQ(told(page->accesses[0]), "pdf juan context:portal bill");
    EXPECT_EQ(told(page->accesses[1]), "xml ana  aclaración");
    EXPECT_EQ(page->accesses[1].access.correlation_id, "c-7");
    EXPECT_EQ(page->accesses[1].read.document, bill.id.uuid());
    const auto list = [&](const platform::Caller& who, const platform::AccessesQuestion& question) {
        return platform::list_accesses(context.database, who, question);
    };
    const auto first = list(ana(), {"", "", 1, ""});
    ASSERT_EQ(first->accesses.size(), 1U);
    EXPECT_EQ(list(ana(), {"", "", 1, first->next_page_token})->accesses[0].read.what, "xml");
    EXPECT_EQ(list(ana(), {"", "juan", 0, ""})->accesses.size(), 1U);
    EXPECT_TRUE(list(ana(amealco), {"", "", 0, ""})->accesses.empty());
    EXPECT_EQ(list(ana(), {"x", "", 0, ""}).refusal().field, "customer_id");
    EXPECT_EQ(get_cfdi(context, ana(), {bill.id.to_string(), std::string(121, 'x')}, ReadAs::xml).refusal().field,
              "purpose");
    EXPECT_LE(touched("DELETE FROM access_log"), 0);
    EXPECT_LE(touched("UPDATE access_log SET subject = 'nobody'"), 0);
    EXPECT_LE(touched("DELETE FROM cfdi_note"), 0);
}

}  // namespace
}  // namespace aquacis::fiscal::test
