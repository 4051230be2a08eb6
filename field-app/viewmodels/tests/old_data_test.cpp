// What a till shows of the past: bills that are asked of the server, and data that are older while new ones come.

#include <QTest>

#include "field-app/office/tests/demo_town.hpp"
#include "field-app/viewmodels/bill_history.hpp"
#include "field-app/viewmodels/link_status.hpp"
#include "field-app/viewmodels/words.hpp"
#include "sync/engine/session.hpp"

namespace aquacis::office {
namespace {

// The server, as the link would reach it.
class OldData : public testing::Test {
protected:
    TestFolder folder{"bills"};
    ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    Workplace place{test_config(), folder.path, clock, seeded_random(5)};
    OfficeFeedTarget target{{"QRO-C03", 100}};
    bool is_there = true;
    std::vector<sync::Ask> asked;
    Explanation explanation{place};
    BillHistory bills{place,
                      explanation,
                      {[this] { return is_there; }, [this](sync::Ask wish) { asked.push_back(std::move(wish)); }}};

    void SetUp() override { feed_demo_town(place.store, target, 0); }
    QString ana() const { return words(named("00412-7").to_string()); }
    bool open() { return bills.open(ana(), words(anas_bill("2026-10").to_string())); }
    void answer(const sync::Granted& granted) {
        sqlite::Transaction transaction(place.store.database());
        target.granted(place.store.database(), granted);
        transaction.commit();
        bills.refresh();
    }
    QString state_of(int row) const { return bills.bills().at(row).toMap().value("state").toString(); }
};

TEST_F(OldData, AreListedAndAskedForOneByOne) {
    ASSERT_TRUE(open());
    EXPECT_EQ(explanation.number(), "QRO-2026-10-00412-7") << "what is here is shown at once";
    EXPECT_EQ(bills.bills().size(), 1);
    EXPECT_EQ(bills.text(), "Pidiendo la lista de recibos anteriores…");
    EXPECT_EQ(bills.tone(), "quiet");
    answer(anas_bills());
    EXPECT_EQ(bills.text(), "");
    ASSERT_EQ(bills.bills().size(), 6);
    EXPECT_EQ(bills.bills().at(2).toMap().value("note").toString(), "cancelado");
    EXPECT_EQ(bills.bills().at(1).toMap().value("period").toString(), "sep 26");
    EXPECT_EQ(bills.bills().at(1).toMap().value("amount").toString(), "$610.16");
    bills.choose(1);
    EXPECT_EQ(state_of(1), "asked");
    EXPECT_EQ(state_of(0), "shown") << "the one before stays until the other is here";
    EXPECT_EQ(explanation.number(), "QRO-2026-10-00412-7");
    EXPECT_EQ(bills.text(), "Pidiendo el recibo de sep 26…");
    bills.refresh();  // the server said something else
    EXPECT_EQ(state_of(1), "asked");
    answer(anas_september_bill());
    EXPECT_EQ(explanation.number(), "QRO-2026-09-00412-7");
    EXPECT_EQ(explanation.total().value("amount").toString(), "$610.16");
    EXPECT_EQ(state_of(1), "shown");
    EXPECT_EQ(bills.text(), "");
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].kind, "billing.bills");
    EXPECT_EQ(asked[1].kind, "billing.bill");
    is_there = false;
    ASSERT_TRUE(open());
    bills.step(1);
    EXPECT_EQ(explanation.number(), "QRO-2026-09-00412-7") << "what came once is here without a link too";
    bills.step(-1);
    bills.step(-1);
    EXPECT_EQ(explanation.number(), "QRO-2026-10-00412-7");
}

TEST_F(OldData, WithoutALinkItSaysSoAndWhatToDo) {
    is_there = false;
    ASSERT_TRUE(open());
    EXPECT_TRUE(bills.text().startsWith("Sin enlace."));
    EXPECT_EQ(bills.tone(), "warning");
    EXPECT_TRUE(asked.empty());
    answer(anas_bills());
    bills.choose(3);
    EXPECT_EQ(bills.text(), "Sin enlace: el recibo de jul 26 no está en esta caja. Elíjalo otra vez cuando lo haya.");
    is_there = true;
    bills.choose(3);
    is_there = false;
    bills.refresh();
    EXPECT_TRUE(bills.text().startsWith("Se perdió el enlace"));
    EXPECT_EQ(state_of(3), "");
    EXPECT_EQ(explanation.number(), "QRO-2026-10-00412-7");
}

TEST_F(OldData, ARefusalIsToldInTheServersWords) {
    ASSERT_TRUE(open());
    answer(anas_bills());
    const auto refuse = [&] { answer({"billing.bill", "", asked.back().key, "Ese recibo no existe. Revise."}); };
    bills.choose(4);
    refuse();
    EXPECT_EQ(bills.text(), "Ese recibo no existe. Revise.");
    EXPECT_EQ(bills.tone(), "warning");
    bills.choose(4);
    EXPECT_EQ(bills.text(), "Pidiendo el recibo de jun 26…") << "the refusal of before answers nothing";
    bills.refresh();
    EXPECT_EQ(bills.text(), "Pidiendo el recibo de jun 26…");
    refuse();
    EXPECT_EQ(bills.text(), "Ese recibo no existe. Revise.");
}

TEST_F(OldData, OneThatWasReversedSinceIsAskedForAgain) {
    ASSERT_TRUE(open());
    answer(anas_bills());
    aquacis::billing::v1::Invoice august = october_invoice();
    august.set_invoice_id(anas_bill("2026-08").to_string());
    august.set_number("QRO-2026-08-00412-7");
    august.set_state("issued");
    answer({"billing.bill", august.SerializeAsString(), "of last week"});
    bills.choose(2);
    EXPECT_EQ(state_of(2), "asked");
    august.set_state("reversed");
    answer({"billing.bill", august.SerializeAsString(), asked.back().key});
    EXPECT_EQ(state_of(2), "shown");
    EXPECT_EQ(explanation.total().value("due").toString(), "cancelado: no se cobra");
}

TEST_F(OldData, WhileANewCopyComesItSaysHowOldTheShownOneIs) {
    LinkStatus link(place);
    EXPECT_EQ(link.renewal(), "");
    const sync::Session::Settings settings{"admin/11", "test"};
    sync::Session session_with_server(place.store.database(), target, settings);
    sync::v1::ServerMsg welcome, begin, commit, reset;
    welcome.mutable_welcome()->set_epoch(1);
    begin.mutable_feed_begin()->set_partition("admin/11");
    begin.mutable_feed_begin()->set_to_position(7);
    commit.mutable_feed_commit()->set_partition("admin/11");
    commit.mutable_feed_commit()->set_position(7);
    reset.mutable_reset_partition()->set_partition("admin/11");
    session_with_server.opened(clock.now());
    for (const auto& message : {welcome, begin, commit})
        session_with_server.received(message, clock.now());
    clock.advance(std::chrono::minutes(5));
    session_with_server.received(reset, clock.now());
    link.refresh();
    EXPECT_EQ(link.renewal(), "Datos de las 12:47 · llegan nuevos");
    EXPECT_TRUE(open()) << "and what it shows is all there";
    clock.advance(std::chrono::hours(24));
    link.refresh();
    EXPECT_EQ(link.renewal(), "Datos del 22 nov 12:47 · llegan nuevos");
    for (const auto& message : {begin, commit})
        session_with_server.received(message, clock.now());
    link.refresh();
    EXPECT_EQ(link.renewal(), "");
}

}  // namespace
}  // namespace aquacis::office
