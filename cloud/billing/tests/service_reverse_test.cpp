// A bill that was wrong: asked by one person, reversed by another, billed again as its next revision.

#include "aquacis/billing/v1/billing.pb.h"
#include "cloud/billing/service/reverse_bill.hpp"
#include "cloud/billing/tests/billing_fixture.hpp"
#include "cloud/platform/database/fault.hpp"
#include "tests/support/logged_events.hpp"

namespace aquacis::billing {
namespace {

class Reversing : public BillingTest {
protected:
    Reversing() {
        context.payments_of = [this](const platform::Caller&, InvoiceId invoice) {
            if (payments_away) throw platform::Unavailable("payments is away");
            const auto found = paid.find(invoice);
            return found == paid.end() ? std::vector<DebtPayment>{} : found->second;
        };
    }
    void SetUp() override {
        prepare(3);
        run = start()->run.id;
        advance_to_the_end();
        bill = bills_of(1).at(0);
    }
    static platform::Caller person(const std::string& name, AdministrationId administration = queretaro) {
        return {name, administration, {}, "test"};
    }
    ReversalRequest request(const std::string& note = "se leyó otro medidor") const {
        return {bill.id.to_string(), "wrong_reading", note};
    }
    Result<BillReversal> ask(const std::string& who = "ana") { return reverse_bill(context, person(who), request()); }
    Result<BillReversal> approve(const BillReversal& reversal, const std::string& who = "lupe") {
        return approve_reversal(context, person(who), reversal.id.to_string());
    }
    auto told() { return test::published<v1::InvoiceReversed>(database.pool(), queretaro); }

    BillingRunId run;
    Bill bill;
    std::map<InvoiceId, std::vector<DebtPayment>> paid;
    bool payments_away = false;
};

TEST_F(Reversing, TwoPeopleReverseABillAndThePeriodIsBilledAgainAsTheNextRevision) {
    const auto asked = ask();
    ASSERT_TRUE(asked) << asked.refusal().message;
    EXPECT_EQ(asked->number, bill.issued.number);
    EXPECT_FALSE(bills_of(1).at(0).reversed) << "nothing happens before the second person";
    EXPECT_EQ(list_reversals(context, person("lupe"))->size(), 1U);
    const auto approved = approve(*asked);
    ASSERT_TRUE(approved) << approved.refusal().message;
    EXPECT_EQ(to_text(approved->state), "approved");
    EXPECT_TRUE(list_reversals(context, person("lupe"))->empty());

    ASSERT_EQ(bills_of(1).size(), 1U);
    EXPECT_TRUE(bills_of(1)[0].reversed);
    EXPECT_EQ(bills_of(1)[0].issued.total, bill.issued.total) << "what was issued stays as it was";
    ASSERT_EQ(told().size(), 1U);
    const auto [event, reversed] = told()[0];
    EXPECT_EQ(reversed.invoice().state(), "reversed");
    EXPECT_EQ(reversed.invoice().total_centavos(), bill.issued.total.centavos());
    EXPECT_EQ(reversed.reason() + reversed.asked_by() + reversed.approved_by(), "wrong_readinganalupe");
    EXPECT_EQ(event.version, 2U);
    EXPECT_EQ(status(run).totals.invoices, 2);
    EXPECT_EQ(status(run).table->missing, 1);

    ASSERT_TRUE(start()) << "the same run goes on";
    advance_to_the_end();
    const auto bills = bills_of(1);
    ASSERT_EQ(bills.size(), 2U);
    const Bill& next = bills[0].reversed ? bills[1] : bills[0];
    EXPECT_FALSE(next.reversed);
    EXPECT_EQ(next.issued.revision, 2);
    EXPECT_NE(next.id, bill.id);
    EXPECT_EQ(next.issued.number, bill.issued.number + "-R2");
    EXPECT_EQ(status(run).table->billed, 3);
    EXPECT_EQ(status(run).totals.invoices, 3);
    EXPECT_EQ(bills_of(2).size(), 1U) << "the others are left alone";

    bill = next;
    const auto again = approve(*ask());
    ASSERT_TRUE(again);
    ASSERT_TRUE(start());
    advance_to_the_end();
    EXPECT_EQ(bills_of(1).size(), 3U);
    EXPECT_EQ(count("SELECT max(revision) FROM claim"), 3);
}

TEST_F(Reversing, IsAskedAndDoneOnceHoweverOftenItIsSaid) {
    const auto asked = ask();
    EXPECT_EQ(ask()->id, asked->id);
    EXPECT_EQ(reverse_bill(context, person("juan"), request()).refusal().code, "billing.reversal_asked");
    EXPECT_EQ(reverse_bill(context, person("ana"), request("otra nota")).refusal().code, "billing.reversal_asked");
    EXPECT_EQ(approve(*asked)->decided_by, "lupe");
    EXPECT_EQ(approve(*asked)->decided_by, "lupe");
    EXPECT_EQ(ask()->decided_by, "lupe") << "the answer of what was asked";
    EXPECT_EQ(approve(*asked, "juan").refusal().code, "billing.reversal_decided");
    EXPECT_EQ(decline_reversal(context, person("lupe"), asked->id.to_string()).refusal().code,
              "billing.reversal_decided");
    EXPECT_EQ(reverse_bill(context, person("juan"), request()).refusal().code, "billing.bill_reversed");
    EXPECT_EQ(told().size(), 1U);
    EXPECT_EQ(count("SELECT count(*) FROM bill_event WHERE kind = 'reversed'"), 1);
    EXPECT_EQ(status(run).totals.invoices, 2);
}

// Between finding another's request in the way and reading it, that one was declined: nobody has one then.
TEST_F(Reversing, WhatMetADeclinedRequestIsAskedAgainAndNeverAnsweredWithoutBeingWritten) {
    const auto meet = [&](int times) {
        pqxx::connection admin(database.admin_connection());
        pqxx::nontransaction work(admin);
        work.exec("DROP SEQUENCE IF EXISTS inserts CASCADE");
        work.exec("CREATE SEQUENCE inserts");
        work.exec(
            "CREATE OR REPLACE FUNCTION skip_some() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ "
            "BEGIN IF nextval('inserts') <= " +
            std::to_string(times) + " THEN RETURN NULL; END IF; RETURN NEW; END $$");
        work.exec(
            "CREATE OR REPLACE TRIGGER skip_some BEFORE INSERT ON bill_reversal FOR EACH ROW "
            "EXECUTE FUNCTION skip_some()");
    };
    meet(1'000);
    EXPECT_THROW((void)ask(), platform::Unavailable);
    EXPECT_EQ(count("SELECT count(*) FROM bill_reversal"), 0);
    meet(1);
    const auto asked = ask();
    ASSERT_TRUE(asked) << asked.refusal().message;
    EXPECT_EQ(count("SELECT count(*) FROM bill_reversal"), 1);
    EXPECT_TRUE(approve(*asked)) << "it is there";
}

TEST_F(Reversing, WantsTwoPeopleAReasonOfTheListAndABillOfTheAdministration) {
    const auto asked = ask();
    EXPECT_EQ(approve(*asked, "ana").refusal().code, "billing.second_person_needed");
    EXPECT_EQ(approve(*asked, "context:portal").refusal().code, "billing.person_needed");
    EXPECT_EQ(reverse_bill(context, person("context:portal"), request()).refusal().code, "billing.person_needed");
    EXPECT_EQ(reverse_bill(context, person("ana"), {bill.id.to_string(), "porque sí", "nota"}).refusal().field,
              "reason");
    EXPECT_EQ(reverse_bill(context, person("ana"), {bill.id.to_string(), "duplicate", ""}).refusal().field, "note");
    EXPECT_EQ(reverse_bill(context, person("ana"), {"x", "duplicate", "nota"}).refusal().field, "invoice_id");
    EXPECT_EQ(reverse_bill(context, person("ana", amealco), request()).refusal().code, "billing.invoice_not_found");
    EXPECT_EQ(approve_reversal(context, person("lupe", amealco), asked->id.to_string()).refusal().code,
              "billing.reversal_not_found");
    EXPECT_TRUE(list_reversals(context, person("lupe", amealco))->empty());
    EXPECT_FALSE(bills_of(1)[0].reversed);
    EXPECT_THROW(count("WITH done AS (UPDATE bill_reversal SET reason = 'x' RETURNING 1) SELECT count(*) FROM done"),
                 pqxx::insufficient_privilege);
}

TEST_F(Reversing, ABillThatWasPaidIsNotReversedAndTheRefusalSaysByWhichFolio) {
    const auto pay = [&] { paid[bill.id] = {{"0193", "QRO-C03-004512", Money::centavos(50'000)}}; };
    pay();
    const Refusal refusal = ask().refusal();
    EXPECT_EQ(refusal.code, "billing.bill_is_paid");
    EXPECT_NE(refusal.message.find("QRO-C03-004512"), std::string::npos) << refusal.message;
    EXPECT_NE(refusal.remedy.find("/v1/payments/0193/cancel"), std::string::npos) << refusal.remedy;
    EXPECT_NE(refusal.remedy.find("cuyo turno ya tiene corte no se cancela"), std::string::npos) << refusal.remedy;
    EXPECT_EQ(count("SELECT count(*) FROM bill_reversal"), 0);
    paid.clear();
    const auto asked = ask();
    ASSERT_TRUE(asked);
    pay();
    EXPECT_EQ(approve(*asked).refusal().code, "billing.bill_is_paid") << "it was paid between asking and approving";
    EXPECT_FALSE(bills_of(1)[0].reversed);
    paid.clear();
    EXPECT_TRUE(approve(*asked)) << "the payment was cancelled";
}

TEST_F(Reversing, NothingIsDoneWhilePaymentsDoesNotAnswer) {
    payments_away = true;
    EXPECT_THROW((void)ask(), platform::Unavailable);
    payments_away = false;
    const auto asked = ask();
    payments_away = true;
    EXPECT_THROW((void)approve(*asked), platform::Unavailable);
    EXPECT_FALSE(bills_of(1)[0].reversed);
    payments_away = false;
    EXPECT_TRUE(approve(*asked));
    EXPECT_TRUE(bills_of(1)[0].reversed);
}

TEST_F(Reversing, WhatWasDeclinedMayBeAskedAgain) {
    const auto asked = ask();
    EXPECT_EQ(to_text(decline_reversal(context, person("lupe"), asked->id.to_string())->state), "declined");
    const auto again = ask("juan");
    ASSERT_TRUE(again);
    EXPECT_NE(again->id, asked->id);
    EXPECT_FALSE(bills_of(1)[0].reversed);
}

}  // namespace
}  // namespace aquacis::billing
