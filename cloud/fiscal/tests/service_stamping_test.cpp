#include <pqxx/pqxx>

#include "cloud/fiscal/service/get_cfdi.hpp"
#include "cloud/fiscal/tests/support/fiscal_fixture.hpp"

namespace aquacis::fiscal::test {
namespace {

TEST_F(FiscalTest, SealsStampsAndSaysSoOnce) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    announce({bill});
    EXPECT_EQ(state_of(bill), "pending");
    step();
    const StoredCfdi cfdi = stored(bill);
    ASSERT_EQ(name_of(cfdi.state), "stamped") << cfdi.reason;
    EXPECT_EQ(customers_service.purpose, "cfdi");
    const auto timbre = read_timbre(cfdi.xml);
    ASSERT_TRUE(timbre);
    EXPECT_EQ(InvoiceId::parse(timbre->uuid)->to_string(), cfdi.uuid);
    EXPECT_EQ(cfdi.stamped_at, to_local_iso(clock.now()));
    EXPECT_EQ(published(), 1);
    announce({bill});
    step();
    EXPECT_EQ(published(), 1);
    EXPECT_EQ(pac.stamped(), 1U);
}

TEST_F(FiscalTest, WhatIsStampedSatisfiesSatsSchemaAndThePacsSignature) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    const TemporaryFolder folder;
    const std::string xml = stored(bill).xml;
    const auto timbre = read_timbre(xml);
    ASSERT_TRUE(timbre);
    folder.write("pac.pem", pac.certificate_pem());
    folder.write("cadena", cadena_of(*timbre));
    folder.write("seal.b64", timbre->sello_sat + "\n");
    const std::string in = "cd " + folder.path().string() + " && ";
    const auto verified = run(in +
                              "openssl base64 -d -A -in seal.b64 -out seal && openssl x509 -in pac.pem -pubkey -noout "
                              "> key && openssl dgst -sha256 -verify key -signature seal cadena 2>&1");
    EXPECT_EQ(verified.text, "Verified OK\n");
    const auto sat = sat_folder();
    if (!sat) GTEST_SKIP() << "../shared/data/cfdi (SAT's XSD) is absent";
    const auto file = folder.write("cfdi.xml", xml);
    const auto valid =
        run("xmllint --nonet --noout --schema " + (*sat / "xsd/all.xsd").string() + " " + file.string() + " 2>&1");
    EXPECT_EQ(valid.status, 0) << valid.text;
}

TEST_F(FiscalTest, LostAnswerIsRecoveredAndNotStampedAgain) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::lost, 1);
    step();
    EXPECT_EQ(state_of(bill), "unknown");
    EXPECT_EQ(published(), 0);
    clock.advance(3s);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(pac.stamped(), 1U);
    EXPECT_EQ(published(), 1);
}

TEST_F(FiscalTest, SilenceWithoutEffectIsAskedAndThenStamped) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::silent, 1);
    step();
    EXPECT_EQ(state_of(bill), "unknown");
    clock.advance(3s);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
}

TEST_F(FiscalTest, DuplicateWithoutTimbreIsRecovered) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::duplicate, 1);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(pac.stamped(), 1U);
}

TEST_F(FiscalTest, TransientFaultIsTriedAgainLaterAndRejectionIsKept) {
    const Invoice patient = numbered_bill(1);
    announce({patient});
    pac.behave(pacsim::Misbehaviour::transient, 1);
    step();
    EXPECT_EQ(state_of(patient), "sealed");
    step();
    EXPECT_EQ(state_of(patient), "sealed") << "it is not due yet";
    clock.advance(3s);
    step();
    EXPECT_EQ(state_of(patient), "stamped");

    const Invoice bad = numbered_bill(2);
    announce({bad});
    pac.behave(pacsim::Misbehaviour::reject, 1);
    step();
    EXPECT_EQ(state_of(bad), "rejected");
    EXPECT_NE(stored(bad).reason.find("CFDI40999"), std::string::npos);
    EXPECT_EQ(published(), 1);
}

// A PAC that takes effect and then the program ends, as SIGKILL would end it: nothing after the call is stored.
struct Killed {};
class DyingPac final : public Pac {
public:
    explicit DyingPac(std::unique_ptr<Pac> pac) : pac_(std::move(pac)) {}
    StampAnswer stamp(const std::string& xml) override {
        (void)pac_->stamp(xml);
        throw Killed{};
    }
    RecoverAnswer recover(const std::string& xml) override { return pac_->recover(xml); }

private:
    std::unique_ptr<Pac> pac_;
};

TEST_F(FiscalTest, EndedAfterThePacStampedFindsTheSameTimbreAgain) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    std::vector<std::unique_ptr<Pac>> dying;
    dying.push_back(std::make_unique<DyingPac>(std::move(pacs(1)[0])));
    StampDue killed(context, std::move(dying), {});
    EXPECT_THROW(killed.step(), Killed);
    EXPECT_EQ(state_of(bill), "sealed");
    EXPECT_EQ(pac.stamped(), 1U);
    step();
    EXPECT_EQ(state_of(bill), "sealed") << "its lease still runs";
    clock.advance(31s);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
    EXPECT_EQ(pac.stamped(), 1U);
    EXPECT_EQ(published(), 1);
}

TEST_F(FiscalTest, SealedTooLongAgoIsSealedAnew) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    pac.behave(pacsim::Misbehaviour::transient, 1);
    step();
    const std::string first = stored(bill).xml;
    clock.advance(80h);
    step();
    step();
    const StoredCfdi cfdi = stored(bill);
    EXPECT_EQ(name_of(cfdi.state), "stamped") << cfdi.reason;
    EXPECT_NE(attribute_of(cfdi.xml, "cfdi:Comprobante", "Fecha"), attribute_of(first, "cfdi:Comprobante", "Fecha"));
}

TEST_F(FiscalTest, WaitsForCustomersAndRejectsWhatSatWouldRefuse) {
    const Invoice bill = numbered_bill(1);
    Invoice empty = numbered_bill(2);
    empty.lines.clear();
    empty.total = Money::zero();
    customers_service.away = true;
    announce({bill, empty});
    step();
    EXPECT_EQ(state_of(bill), "pending");
    customers_service.away = false;
    customers_service.missing = bill.customer.to_string();
    clock.advance(3s);
    step();
    EXPECT_EQ(state_of(bill), "pending");
    EXPECT_EQ(state_of(empty), "not_needed");
    customers_service.missing.clear();
    clock.advance(1min);
    step();
    EXPECT_EQ(state_of(bill), "stamped");
}

TEST_F(FiscalTest, StampsABatchOfTwoAdministrationsAndCountsIt) {
    std::vector<Invoice> here, there;
    for (int i = 0; i < 130; ++i)
        (i % 2 == 0 ? here : there).push_back(numbered_bill(i));
    announce(here, queretaro);
    announce(there, amealco);
    StampDue::Settings small;
    small.batch = 20;
    step(small);
    const platform::Caller caller = ana();
    const auto progress = get_progress(context, caller, "2026-10");
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->stamped, 65);
    EXPECT_EQ(progress->stamped_total.centavos(), 65 * 25104);
    EXPECT_EQ(published(), 130);
    EXPECT_EQ(pac.stamped(), 130U);
    EXPECT_EQ(get_cfdi(context, caller, {there[0].id.to_string(), ""}, ReadAs::xml).refusal().code,
              "fiscal.cfdi_not_found");
    EXPECT_EQ(get_cfdi(context, caller, {"x", ""}, ReadAs::xml).refusal().field, "invoice_id");
    EXPECT_EQ(get_progress(context, caller, "2026").refusal().code, "fiscal.period_malformed");
    EXPECT_TRUE(get_cfdi(context, caller, {here[0].id.to_string(), ""}, ReadAs::xml));
}

TEST_F(FiscalTest, ThePacBeingAwayStopsABatchEarly) {
    std::vector<Invoice> bills;
    for (int i = 0; i < 50; ++i)
        bills.push_back(numbered_bill(i));
    announce(bills);
    pac.behave(pacsim::Misbehaviour::silent, 1000);
    const auto begin = std::chrono::steady_clock::now();
    step();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    pac.behave(pacsim::Misbehaviour::none, 0);
    clock.advance(10s);
    step();
    EXPECT_EQ(published(), 50);
}

TEST_F(FiscalTest, NameAndRfcAreNotInTheTableInPlain) {
    const Invoice bill = numbered_bill(1);
    announce({bill});
    step();
    const auto row = database.pool().run(queretaro, [](platform::Transaction& tx) {
        return std::string(
            tx.pq().exec("SELECT encode(xml_sealed, 'escape') || encode(invoice, 'escape') FROM cfdi")[0][0].c_str());
    });
    EXPECT_EQ(row.find("XAXX010101000"), std::string::npos);
    EXPECT_EQ(row.find("Comprobante"), std::string::npos);
    EXPECT_THROW(stored(bill, amealco), std::runtime_error);
}

TEST_F(FiscalTest, Throughput) {
    constexpr int count = 1000;
    std::vector<Invoice> bills;
    for (int i = 0; i < count; ++i)
        bills.push_back(numbered_bill(i));
    announce(bills);
    StampDue stamping(context, pacs(), {});
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 100 && stamping.step(); ++i) {
    }
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    EXPECT_EQ(published(), count);
    std::printf("%d CFDI sealed, stamped and stored in %.2f s: %.0f a second\n", count, seconds, count / seconds);
}

}  // namespace
}  // namespace aquacis::fiscal::test
