// A reversed bill's tax document: withdrawn when no PAC has stamped it, else to be cancelled; whichever event came
// first.

#include <atomic>
#include <pqxx/pqxx>
#include <thread>

#include "cloud/fiscal/events/consumed_invoice_reversed.hpp"
#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/service/get_invoice_pdf.hpp"
#include "cloud/fiscal/service/list_cfdis.hpp"
#include "cloud/fiscal/service/retry_cfdis.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"
#include "cloud/fiscal/tests/support/pdf_text.hpp"

namespace aquacis::fiscal::test {
namespace {

class Reversal : public FiscalTest {
protected:
    void reverse(const Invoice& invoice, const std::string& reason = "wrong_reading",
                 AdministrationId administration = queretaro) {
        billing::v1::InvoiceReversed reversed;
        reversed.set_invoice_id(invoice.id.to_string());
        *reversed.mutable_invoice() = to_message(invoice);
        reversed.set_reason(reason);
        aquacis::test::take(database.pool(), administration, invoice_reversed_subscription(context),
                            {aquacis::test::logged(reversed, administration)});
    }
    std::vector<CfdiStanding> listed(const std::string& state) {
        return list_cfdis(context, ana(), {state, 0, ""})->cfdis;
    }
    const Invoice bill = numbered_bill(1);
};

TEST_F(Reversal, WhatWasNotSealedIsWithdrawnAndNeverSealed) {
    announce({bill});
    reverse(bill);
    EXPECT_EQ(state_of(bill), "withdrawn");
    step();
    EXPECT_EQ(state_of(bill), "withdrawn");
    EXPECT_EQ(pac.stamped(), 0U);
    EXPECT_EQ(listed("withdrawn").size(), 1U);
    EXPECT_EQ(*retry_cfdis(context, ana(), {bill.id.to_string()}), 0) << "nobody takes it up again";
}

TEST_F(Reversal, AReversalThatComesBeforeItsBillIsRemembered) {
    reverse(bill);
    announce({bill});
    step();
    EXPECT_EQ(state_of(bill), "withdrawn");
    EXPECT_EQ(pac.stamped(), 0U);
}

TEST_F(Reversal, AStampedDocumentIsToBeCancelledWithSatsMotiveAndStaysAsItIs) {
    const Invoice other = numbered_bill(2);
    announce({bill, other});
    step();
    const std::string uuid = stored(bill).uuid;
    reverse(bill);
    reverse(bill);
    reverse(other, "duplicate");
    EXPECT_EQ(state_of(bill), "to_cancel");
    EXPECT_EQ(standing(bill).cancellation_motive, "02");
    EXPECT_EQ(standing(other).cancellation_motive, "03");
    EXPECT_EQ(stored(bill).uuid, uuid);
    EXPECT_FALSE(stored(bill).xml.empty());
    EXPECT_EQ(listed("to_cancel").size(), 2U);
    const auto progress = get_progress(context, ana(), "2026-10").value();
    EXPECT_EQ(progress.stamped, 0);
    EXPECT_EQ(progress.to_cancel, 2);
    const auto notes = get_cfdi_standing(context, ana(), bill.id.to_string())->notes;
    ASSERT_EQ(notes.size(), 1U) << "asked once";
    EXPECT_EQ(notes[0].what, "to_cancel");
}

// The PAC took it and fell silent: nobody may say that it was never stamped before the PAC does.
TEST_F(Reversal, WhatThePacMayHaveStampedIsAskedAboutFirst) {
    const Invoice other = numbered_bill(2);
    pac.behave(pacsim::Misbehaviour::lost, 1);
    announce({bill});
    step();
    pac.behave(pacsim::Misbehaviour::silent, 1);
    announce({other});
    step();
    ASSERT_EQ(state_of(bill) + state_of(other), "unknownunknown");
    reverse(bill);
    reverse(other);
    EXPECT_EQ(state_of(bill) + state_of(other), "unknownunknown");
    clock.advance(10min);
    step();
    EXPECT_EQ(state_of(bill), "to_cancel");
    EXPECT_EQ(state_of(other), "withdrawn") << "the PAC says that it never stamped it";
    EXPECT_EQ(pac.stamped(), 1U);
}

TEST_F(Reversal, WhatIsSealedAndWasNeverShownIsWithdrawnWithoutAStamp) {
    pac.behave(pacsim::Misbehaviour::transient, 1);
    announce({bill});
    step();
    ASSERT_EQ(state_of(bill), "sealed");
    reverse(bill);
    EXPECT_EQ(state_of(bill), "sealed");
    clock.advance(10min);
    step();
    EXPECT_EQ(state_of(bill), "withdrawn");
    EXPECT_EQ(pac.stamped(), 0U);
}

TEST_F(Reversal, ARejectedDocumentIsWithdrawnAndItsBillsRevisionHasADocumentOfItsOwn) {
    customers_service.like.set_rfc("CAMA911215CJ0");
    customers_service.like.set_tax_regime("605");
    announce({bill});
    step();
    ASSERT_EQ(state_of(bill), "rejected");
    reverse(bill);
    EXPECT_EQ(state_of(bill), "withdrawn");
    EXPECT_TRUE(listed("rejected").empty());
    customers_service.like.set_rfc("XAXX010101000");
    Invoice next = numbered_bill(1);
    next.id = InvoiceId(make_named_uuid(Uuid{}, "invoice1/2"));
    next.revision = 2;
    announce({next});
    step();
    EXPECT_EQ(state_of(next), "stamped");
    EXPECT_EQ(state_of(bill), "withdrawn");
}

TEST_F(Reversal, AnotherAdministrationsReversalIsNotOurs) {
    announce({bill});
    reverse(bill, "wrong_reading", amealco);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_THROW(
        database.pool().run(queretaro, [](platform::Transaction& tx) { tx.pq().exec("UPDATE cfdi SET invoice = ''"); }),
        pqxx::insufficient_privilege)
        << "of which bill a document is never changes";
}

// Whichever state its document was in when the bill was reversed, and is in while the PAC is still asked.
TEST_F(Reversal, ThePdfOfAReversedBillSaysNotToPayIt) {
    const TemporaryFolder folder;
    const auto says_cancelled = [&](const Invoice& invoice) {
        const std::string text = text_of(folder, *get_invoice_pdf(context, ana(), {invoice.id.to_string(), ""}));
        EXPECT_NE(text.find(invoice.number), std::string::npos) << text;
        EXPECT_EQ(text.find("RECIBO CANCELADO: no lo pague") != std::string::npos,
                  text.find("representación impresa") == std::string::npos &&
                      text.find("en trámite") == std::string::npos &&
                      text.find("no lleva comprobante") == std::string::npos)
            << text;
        return text.find("RECIBO CANCELADO: no lo pague") != std::string::npos;
    };
    const Invoice sealed = numbered_bill(2), pending = numbered_bill(3), untouched = numbered_bill(4);
    Invoice zero = numbered_bill(5);
    zero.lines.clear();
    sum_up(zero);
    announce({bill, untouched, zero});
    step();
    pac.behave(pacsim::Misbehaviour::transient, 1);
    announce({sealed});
    step();
    announce({pending});
    ASSERT_EQ(state_of(bill) + state_of(sealed) + state_of(pending) + state_of(zero), "stampedsealedpendingnot_needed");
    for (const Invoice& each : {bill, sealed, pending, zero}) {
        EXPECT_FALSE(says_cancelled(each)) << each.number;
        reverse(each);
        EXPECT_TRUE(says_cancelled(each)) << each.number << " " << state_of(each);
    }
    EXPECT_EQ(state_of(sealed), "sealed");
    EXPECT_FALSE(says_cancelled(untouched));
    EXPECT_TRUE(get_cfdi(context, ana(), {bill.id.to_string(), ""}, ReadAs::xml)) << "the law keeps it";
}

// The one finishes the document while the other reverses its bill: each sees what the other does, or waits for it.
TEST_F(Reversal, AReversalWaitsForTheStampThatIsBeingWritten) {
    pac.behave(pacsim::Misbehaviour::transient, 1);
    announce({bill});
    step();
    ASSERT_EQ(state_of(bill), "sealed");
    const StampedCfdi stamp{stored(bill).id, "<x/>", make_named_uuid(Uuid{}, "timbre").to_string(),
                            "2026-11-01T10:00:00"};
    std::atomic<bool> is_reversed{false};
    std::jthread reversing;
    pqxx::connection admin(database.admin_connection());
    database.pool().run(queretaro, [&](platform::Transaction& tx) {
        ASSERT_EQ(context.store.save_stamped(tx, {&stamp, 1}, {"context:fiscal", "", clock.now()}).size(), 1U);
        reversing = std::jthread([&] {
            reverse(bill);
            is_reversed = true;
        });
        const auto waits = [&] {
            return pqxx::nontransaction(admin).exec("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0].as<int>() >
                   0;
        };
        while (!is_reversed && !waits())
            std::this_thread::sleep_for(5ms);
    });
    reversing.join();
    EXPECT_EQ(state_of(bill), "to_cancel");
}

}  // namespace
}  // namespace aquacis::fiscal::test
