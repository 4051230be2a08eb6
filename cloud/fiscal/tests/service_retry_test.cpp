// What goes wrong on the way to a stamp: whose fault it is decides what becomes of the document.

#include <pqxx/pqxx>

#include "base/http/server.hpp"
#include "cloud/fiscal/events/consumed_customer_updated.hpp"
#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/service/list_cfdis.hpp"
#include "cloud/fiscal/service/retry_cfdis.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"

namespace aquacis::fiscal::test {
namespace {

class Retry : public FiscalTest {
protected:
    std::vector<std::string> rejected_ids() {
        std::vector<std::string> ids;
        const auto page = list_cfdis(context, ana(), {"rejected", 0, ""});
        for (const CfdiStanding& each : page->cfdis)
            ids.push_back(each.invoice.to_string());
        return ids;
    }
    ProgressOfPeriod progress() { return get_progress(context, ana(), "2026-10").value(); }

    // Three and a half days of turns.
    struct Turns {
        int count = 85;
        std::chrono::minutes pause{60};
    };
    void three_days_of(const std::function<void()>& before_each, const Turns& turns) {
        StampDue stamping(context, pacs(1), {});
        for (int i = 0; i < turns.count; ++i) {
            before_each();
            stamping.step();
            clock.advance(turns.pause);
        }
    }

    void set_xml(const Invoice& bill, const std::string& bytes, AdministrationId administration = queretaro) {
        database.pool().run(administration, [&](platform::Transaction& tx) {
            tx.pq().exec_params("UPDATE cfdi SET xml_sealed = decode($1, 'hex') WHERE invoice_id = $2::uuid", bytes,
                                bill.id.to_string());
        });
    }
    std::string xml_of(const Invoice& bill, AdministrationId administration = queretaro) {
        return database.pool().run(administration, [&](platform::Transaction& tx) {
            return std::string(
                tx.pq()
                    .exec_params("SELECT encode(xml_sealed, 'hex') FROM cfdi WHERE invoice_id = $1::uuid",
                                 bill.id.to_string())[0][0]
                    .c_str());
        });
    }
};

TEST_F(Retry, ARejectedDocumentIsOnTheWorklistAndIsBuiltAnewAfterCorrection) {
    customers_service.like.set_rfc("CAMA911215CJ0");
    customers_service.like.set_tax_regime("605");
    customers_service.like.set_tax_postal_code("76000");
    const Invoice bill = numbered_bill(1), other = numbered_bill(2);
    announce({bill});
    step();
    ASSERT_EQ(state_of(bill), "rejected");
    EXPECT_EQ(standing(bill).reason.substr(0, 23), "fiscal.tax_name_missing");
    EXPECT_EQ(rejected_ids(), std::vector{bill.id.to_string()});
    EXPECT_EQ(standing(bill).tries, 0) << "this context's own check is no refusal of the PAC";

    customers_service.like.set_tax_name("ANA CAMPOS MORA");
    EXPECT_EQ(*retry_cfdis(context, ana(), {bill.id.to_string(), other.id.to_string()}), 1);
    EXPECT_EQ(*retry_cfdis(context, ana(), {bill.id.to_string()}), 0) << "it waits already";
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_TRUE(rejected_ids().empty());
    EXPECT_EQ(*retry_cfdis(context, ana(), {bill.id.to_string()}), 0) << "what is stamped stays";
    const auto notes = get_cfdi_standing(context, ana(), bill.id.to_string())->notes;
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].what + " " + notes[0].subject, "retried ana");
    EXPECT_EQ(notes[1].what + " " + notes[1].subject, "rejected context:fiscal");
    EXPECT_EQ(notes[1].reason.substr(0, 23), "fiscal.tax_name_missing");
    EXPECT_EQ(retry_cfdis(context, ana(), {}).refusal().field, "invoice_ids");
    EXPECT_EQ(retry_cfdis(context, ana(), {bill.id.to_string(), "x"}).refusal().field, "invoice_ids[1]");
    EXPECT_EQ(*retry_cfdis(context, ana(amealco), {bill.id.to_string()}), 0);
}

TEST_F(Retry, CorrectingTheCustomerBuildsItsRejectedDocumentsAnew) {
    customers_service.like.set_rfc("DIM8701081LA");
    const Invoice bill = numbered_bill(1), another = numbered_bill(2);
    announce({bill, another});
    step();
    ASSERT_EQ(state_of(bill), "rejected");
    const auto corrected = [&](const char* field) {
        customers::v1::CustomerUpdated updated;
        updated.set_customer_id(bill.customer.to_string());
        updated.add_changed_fields(field);
        aquacis::test::take(database.pool(), queretaro, customer_updated_subscription(context),
                            {aquacis::test::logged(updated, queretaro)});
        return state_of(bill);
    };
    EXPECT_EQ(corrected("phone"), "rejected");
    customers_service.like.set_rfc("XAXX010101000");
    EXPECT_EQ(corrected("rfc"), "pending");
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(state_of(another), "rejected") << "another customer's";
}

TEST_F(Retry, WhatThePacRefusesCountsAsATryAndIsTakenAfterARetry) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::reject, 1);
    step();
    EXPECT_EQ(state_of(bill), "rejected");
    EXPECT_EQ(standing(bill).tries, 1);
    EXPECT_EQ(*retry_cfdis(context, ana(), {bill.id.to_string()}), 1);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(pac.stamped(), 1U);
}

TEST_F(Retry, TheWorklistGoesByPages) {
    customers_service.like.set_rfc("DIM8701081LA");
    std::vector<Invoice> bills;
    for (int i = 0; i < 25; ++i)
        bills.push_back(numbered_bill(i));
    announce(bills);
    step();
    std::set<std::string> seen;
    std::string token;
    int pages = 0;
    do {
        const auto page = list_cfdis(context, ana(), {"rejected", 10, token});
        ASSERT_TRUE(page);
        for (const auto& each : page->cfdis)
            EXPECT_TRUE(seen.insert(each.id.to_string()).second);
        token = page->next_page_token;
    } while (!token.empty() && ++pages < 10);
    EXPECT_EQ(seen.size(), 25U);
    EXPECT_TRUE(list_cfdis(context, ana(amealco), {"rejected", 10, ""})->cfdis.empty());
    EXPECT_EQ(list_cfdis(context, ana(), {"stamped", 10, ""}).refusal().field, "state");
    EXPECT_EQ(list_cfdis(context, ana(), {"rejected", 501, ""}).refusal().field, "page_size");
    EXPECT_EQ(list_cfdis(context, ana(), {"rejected", 10, "x"}).refusal().field, "page_token");
}

TEST_F(Retry, DaysWithoutThePacRejectNothing) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    three_days_of([&] { pac.behave(pacsim::Misbehaviour::transient, 10); }, {.count = 1010, .pause = 5min});
    EXPECT_NE(state_of(bill), "rejected") << standing(bill).reason;
    EXPECT_EQ(standing(bill).tries, 0);
    EXPECT_FALSE(alarms.current().empty());
    pac.behave(pacsim::Misbehaviour::none, 0);
    StampDue stamping(context, pacs(1), {});
    for (int i = 0; i < 3; ++i) {
        stamping.step();
        clock.advance(5min);
    }
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_TRUE(alarms.current().empty());
}

// The PAC stamped it and the answer was lost; since then a proxy answers in the PAC's place.
TEST_F(Retry, AnUnknownDocumentIsNeitherRejectedByTimeNorSealedAnewOnAProxysWord) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::lost, 1);
    step();
    ASSERT_EQ(state_of(bill), "unknown");
    ASSERT_EQ(pac.stamped(), 1U);
    three_days_of([&] { pac.behave(pacsim::Misbehaviour::proxy, 10); }, {});
    EXPECT_EQ(state_of(bill), "unknown") << standing(bill).reason;
    pac.behave(pacsim::Misbehaviour::none, 0);
    clock.advance(5min);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(pac.stamped(), 1U) << "one bill, one document";
}

TEST_F(Retry, DaysWithoutCustomersOrWithoutACertificateRejectNothing) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    customers_service.away = true;
    three_days_of([] {}, {});
    EXPECT_EQ(state_of(bill), "pending") << standing(bill).reason;
    EXPECT_EQ(alarms.current().size(), 1U);
    customers_service.away = false;
    context.csd = nullptr;
    three_days_of([] {}, {});
    EXPECT_EQ(state_of(bill), "pending") << standing(bill).reason;
    EXPECT_EQ(progress().pending, 1);
    ASSERT_EQ(alarms.current().size(), 1U);
    EXPECT_NE(alarms.current()[0].find("certificado"), std::string::npos);
    context.csd = &test_csd();
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_TRUE(alarms.current().empty());
}

TEST_F(Retry, AnExpiredCertificateSealsNothingAndWhatIsSealedIsStillStamped) {
    const Invoice bill = numbered_bill(1), waits = numbered_bill(2);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::transient, 1);
    step();
    ASSERT_EQ(state_of(bill), "sealed");
    announce({waits});
    context.csd = nullptr;
    clock.advance(3s);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    context.csd = &test_csd();
    clock.advance(24h * 365 * 5);
    step();
    EXPECT_EQ(state_of(waits), "pending");
    EXPECT_EQ(alarms.current().size(), 1U);
}

struct Answered {
    int status;
    const char* body;
    StampAnswer::Kind kind;
};

// Only the PAC's own word about this document is a refusal of it.
TEST(PacAnswers, AreJudgedByThePacsOwnCode) {
    using Kind = StampAnswer::Kind;
    http::Response answer{200, "application/json", "", {}};
    http::Server server({.threads = 1, .most_connections = 4}, [&](const http::Request&) { return answer; });
    HttpPac pac({"http://127.0.0.1:" + std::to_string(server.port()), "", 2s});
    for (const Answered& each :
         {Answered{422, R"({"code":"CFDI40147","message":"m"})", Kind::rejected},
          Answered{400, R"({"code":"301","message":"m"})", Kind::rejected},
          Answered{422, R"({"code":"705"})", Kind::rejected}, Answered{400, "<html>Bad Request</html>", Kind::unknown},
          Answered{413, "Request Entity Too Large", Kind::unknown},
          Answered{422, R"({"code":"bad_gateway"})", Kind::unknown},
          Answered{409, "<html>Conflict</html>", Kind::unknown}, Answered{409, R"({"code":"307"})", Kind::duplicate},
          Answered{503, "<html>Service Unavailable</html>", Kind::unknown}, Answered{502, "", Kind::unknown},
          Answered{503, R"({"code":"708"})", Kind::transient}, Answered{429, "", Kind::transient},
          Answered{401, "", Kind::transient},
          Answered{422, R"({"code":"304"})", Kind::transient},  // the issuer's certificate was revoked
          Answered{422, R"({"code":"402"})", Kind::transient},  // the issuer is not in SAT's list
          Answered{422, R"({"code":"401"})", Kind::out_of_date}, Answered{200, "<html>Login</html>", Kind::unknown}}) {
        answer.status = each.status;
        answer.body = each.body;
        EXPECT_EQ(pac.stamp("<x/>").kind, each.kind) << each.status << " " << each.body;
    }
    answer = {404, "application/json", R"({"code":"205"})", {}};
    EXPECT_EQ(pac.recover("<x/>").kind, RecoverAnswer::Kind::absent);
    for (const char* body : {"", "<html>Not Found</html>", R"({"code":"404"})"}) {
        answer.body = body;
        EXPECT_EQ(pac.recover("<x/>").kind, RecoverAnswer::Kind::later) << body;
    }
}

TEST_F(Retry, ARowThatDoesNotOpenIsSetAsideAndNobodyWaitsForIt) {
    const Invoice damaged = numbered_bill(1), foreign_key = numbered_bill(2), good = numbered_bill(3),
                  elsewhere = numbered_bill(4);
    announce({damaged, foreign_key, good}, amealco);  // the first administration in turn
    pac.behave(pacsim::Misbehaviour::transient, 3);
    step();
    announce({elsewhere}, queretaro);
    const std::string whole = xml_of(damaged, amealco);
    set_xml(damaged, whole.substr(0, whole.size() - 2) + "00", amealco);
    set_xml(foreign_key, "09" + xml_of(foreign_key, amealco).substr(2), amealco);
    clock.advance(1min);
    step();
    EXPECT_EQ(state_of(damaged, amealco), "set_aside");
    EXPECT_EQ(standing(damaged, amealco).reason.substr(0, 17), "fiscal.unreadable");
    EXPECT_EQ(state_of(foreign_key, amealco), "set_aside");
    EXPECT_EQ(state_of(good, amealco), "stamped");
    EXPECT_EQ(state_of(elsewhere), "stamped");

    set_xml(damaged, whole, amealco);
    EXPECT_EQ(*retry_cfdis(context, ana(amealco), {damaged.id.to_string()}), 1);
    EXPECT_EQ(state_of(damaged, amealco), "sealed") << "it goes on where it stood: the PAC may have it";
    step();
    EXPECT_EQ(state_of(damaged, amealco), "stamped");
}

TEST_F(Retry, ABillThatCannotBeReadIsSetAside) {
    const Invoice broken = numbered_bill(1), good = numbered_bill(2);
    announce({broken, good});
    pqxx::connection superuser(database.admin_connection());
    pqxx::nontransaction(superuser).exec_params("UPDATE cfdi SET invoice = '\\x0a0178' WHERE invoice_id = $1::uuid",
                                                broken.id.to_string());
    step();
    EXPECT_EQ(state_of(broken), "set_aside");
    EXPECT_EQ(state_of(good), "stamped");
}

TEST_F(Retry, ACustomerThatCannotBeReadHoldsOnlyItsOwnBills) {
    const Invoice bill = numbered_bill(1), good = numbered_bill(2);
    customers_service.unreadable = bill.customer.to_string();
    announce({bill, good});
    step();
    EXPECT_EQ(state_of(bill), "pending");
    EXPECT_NE(standing(bill).reason.find("no se pueden leer"), std::string::npos);
    EXPECT_EQ(state_of(good), "stamped");
}

// A PAC that gives one folio to every document: the database refuses the second, and the batch is not lost for it.
class RepeatingPac final : public Pac {
public:
    explicit RepeatingPac(std::unique_ptr<Pac> pac) : pac_(std::move(pac)) {}
    StampAnswer stamp(const std::string& xml) override { return repeated(pac_->stamp(xml)); }
    RecoverAnswer recover(const std::string& xml) override { return pac_->recover(xml); }

private:
    static StampAnswer repeated(StampAnswer answer) {
        const auto at = answer.timbre.find(" UUID=\"");
        if (at != std::string::npos) answer.timbre.replace(at + 7, 36, "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA");
        return answer;
    }
    std::unique_ptr<Pac> pac_;
};

TEST_F(Retry, OneAnswerThatCannotBeStoredDoesNotHoldTheBatch) {
    const std::vector<Invoice> bills{numbered_bill(1), numbered_bill(2), numbered_bill(3)};
    announce(bills);
    std::vector<std::unique_ptr<Pac>> repeating;
    repeating.push_back(std::make_unique<RepeatingPac>(std::move(pacs(1)[0])));
    StampDue stamping(context, std::move(repeating), {});
    stamping.step();
    EXPECT_EQ(progress().stamped, 1);
    EXPECT_EQ(progress().set_aside, 2);
}

TEST_F(Retry, AZeroBillIsNotNeededAndTheRestIsCounted) {
    Invoice zero = numbered_bill(1);
    zero.lines.clear();
    sum_up(zero);
    const Invoice bad = numbered_bill(2), waits = numbered_bill(3);
    customers_service.missing = waits.customer.to_string();
    announce({zero, bad, waits});
    pac.behave(pacsim::Misbehaviour::reject, 1);
    step();
    const ProgressOfPeriod now = progress();
    EXPECT_EQ(now.not_needed, 1);
    EXPECT_EQ(now.rejected, 1);
    EXPECT_EQ(now.pending, 1);
}

TEST_F(Retry, ABillIsSealedWithItsOwnDateAndNeverBeforeIt) {
    clock.advance(24h * 10);  // the test's certificate is ten days old
    const Date today = local_date(clock.now());
    Invoice yesterday = numbered_bill(1), late = numbered_bill(2), tomorrow = numbered_bill(3);
    yesterday.issue_date = add_days(today, -1);
    late.issue_date = add_days(today, -5);
    tomorrow.issue_date = add_days(today, 1);
    announce({yesterday, late, tomorrow});
    step();
    const auto fecha = [&](const Invoice& bill) { return attribute_of(stored(bill).xml, "cfdi:Comprobante", "Fecha"); };
    EXPECT_EQ(state_of(yesterday), "stamped") << standing(yesterday).reason;
    EXPECT_EQ(fecha(yesterday), to_iso(yesterday.issue_date) + "T23:59:59");
    EXPECT_EQ(fecha(late), to_local_iso(clock.now()));
    EXPECT_EQ(state_of(tomorrow), "pending");
    clock.set(local_midnight(tomorrow.issue_date) - 1s);
    step();
    EXPECT_EQ(state_of(tomorrow), "pending");
    clock.advance(1s);
    step();
    EXPECT_EQ(state_of(tomorrow), "stamped");
    EXPECT_EQ(fecha(tomorrow), to_iso(tomorrow.issue_date) + "T00:00:00");
}

TEST_F(Retry, AUseThatTheRegimeDoesNotTakeIsS01WithARemark) {
    customers_service.like.set_rfc("CAMA911215CJ0");
    customers_service.like.set_tax_name("ANA CAMPOS MORA");
    customers_service.like.set_tax_regime("605");
    customers_service.like.set_tax_postal_code("76000");
    customers_service.like.set_cfdi_use("G03");
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    const StoredCfdi cfdi = stored(bill);
    ASSERT_EQ(name_of(cfdi.state), "stamped") << cfdi.reason;
    EXPECT_EQ(attribute_of(cfdi.xml, "cfdi:Receptor", "UsoCFDI"), "S01");
    EXPECT_NE(cfdi.remark.find("G03"), std::string::npos);
}

TEST_F(Retry, AnotherWorkersDocumentIsNotShownAfterTheLease) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    StampDue slow(context, pacs(), {.batch = 200, .lease = std::chrono::seconds(0)});
    slow.step();
    EXPECT_EQ(pac.stamped(), 0U);
    EXPECT_EQ(state_of(bill), "sealed");
    step();
    EXPECT_EQ(state_of(bill), "stamped");
}

}  // namespace
}  // namespace aquacis::fiscal::test
