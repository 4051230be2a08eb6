#pragma once
// A till in a temporary folder, fed as the server would feed it.

#include <gtest/gtest.h>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "field-app/core/store/feed_target.hpp"
#include "field-app/core/use_cases/account_of.hpp"
#include "field-app/core/use_cases/cancel_payment.hpp"
#include "field-app/core/use_cases/close_session.hpp"
#include "field-app/core/use_cases/open_session.hpp"
#include "field-app/core/use_cases/reprint.hpp"
#include "field-app/core/use_cases/sign_in.hpp"
#include "field-app/core/use_cases/take_payment.hpp"
#include "field-app/node/pin.hpp"
#include "field-app/node/tests/test_folder.hpp"

namespace aquacis::office {

inline Money pesos(std::int64_t whole, std::int64_t cents = 0) { return Money::centavos(whole * 100 + cents); }

inline OfficeConfig test_config() {
    OfficeConfig config;
    config.device = *DeviceId::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    config.administration = AdministrationId(11);
    config.administration_name = "Querétaro";
    config.utility = "Comisión Estatal de Aguas";
    config.till = "Caja 03";
    config.office = "Centro";
    config.series = "QRO-C03";
    config.folio_batch = 100;
    return config;
}

inline Uuid named(std::string_view name) { return make_named_uuid(Uuid{}, name); }

struct TestDebt {
    std::string period;
    Money amount;
};

inline sync::FeedRow contract_row(const std::string& number, const std::string& name, const std::string& street,
                                  const std::string& street_number, const std::string& meter = "64107712",
                                  const std::string& settlement = "Centro") {
    aquacis::sync::v1::ContractRow row;
    const std::string id = named(number).to_string();
    row.set_contract_id(id);
    row.set_number(number);
    row.set_customer_name(name);
    row.set_street(street);
    row.set_street_number(street_number);
    row.set_settlement(settlement);
    row.set_municipality("Querétaro");
    row.set_zone_id("14-B");
    row.set_use_class("domestic");
    row.set_tariff_code("DOM-MEDIO");
    row.set_meter_label("KAM " + meter);
    row.set_meter_serial(meter);
    row.set_state("active");
    return {"contract", id, row.SerializeAsString()};
}

inline sync::FeedRow account_row(const std::string& number, const std::vector<TestDebt>& debts,
                                 Money credit = Money::zero()) {
    aquacis::sync::v1::AccountRow row;
    const std::string id = named(number).to_string();
    row.mutable_account()->set_contract_id(id);
    row.mutable_account()->set_credit_centavos(credit.centavos());
    for (const TestDebt& debt : debts) {
        auto* line = row.mutable_account()->add_debts();
        line->set_invoice_id(named(number + debt.period).to_string());
        line->set_number("QRO-" + debt.period + "-" + number);
        line->set_period(debt.period);
        line->set_due_date(to_iso(add_days(Period::parse(debt.period)->last_day(), 20)));
        line->set_total_centavos(debt.amount.centavos());
        line->set_remaining_centavos(debt.amount.centavos());
        line->set_issued_centavos(debt.amount.centavos());
        line->set_consumed_litres(18000);
    }
    row.set_version(1);
    row.set_as_of_us(to_microseconds(*parse_iso("2026-11-22T15:12:00Z")));
    return {"account", id, row.SerializeAsString()};
}

// One debt a month, from January 1990 on.
inline std::vector<TestDebt> monthly_debts(int count, Money each) {
    std::vector<TestDebt> debts;
    Period period(1990, 1);
    for (int i = 0; i < count; ++i, period = period.next())
        debts.push_back({period.to_string(), each});
    return debts;
}

inline sync::Granted folios(const std::string& series, std::int64_t first, std::int64_t last) {
    aquacis::payments::v1::FolioRange range;
    range.set_series(series);
    range.set_first(first);
    range.set_last(last);
    return {"payments.folios", range.SerializeAsString()};
}

inline aquacis::payments::v1::FolioAsk wanted_folios(const sync::Ask& ask) {
    aquacis::payments::v1::FolioAsk wanted;
    EXPECT_TRUE(ask.kind == "payments.folios" && wanted.ParseFromString(ask.body));
    return wanted;
}

inline sync::StaffMember person(const std::string& id, const std::string& name, const std::string& pin,
                                const std::string& role = "cashier") {
    return {id, name, role, "salt-of-" + id, hash_pin(pin, "salt-of-" + id)};
}

// The people of the office: Lucía's PIN is 482193, Marco's 773014; Elena, 905172, supervises.
inline std::vector<sync::StaffMember> the_people() {
    return {person("lucia", "Lucía Hernández", "482193"), person("marco", "Marco Ruiz", "773014"),
            person("elena", "Elena Robles", "905172", "supervisor")};
}

inline void feed_people(OfficeStore& store, const std::vector<sync::StaffMember>& people = the_people()) {
    OfficeFeedTarget({"", 0, store.pin_key()}).staff(store.database(), people);
}

inline void feed(sqlite::Database& database, OfficeFeedTarget& target, std::span<const sync::FeedRow> rows,
                 std::uint64_t seen_seq = 0) {
    sqlite::Transaction transaction(database);
    target.apply(database, rows);
    target.committed(database, seen_seq);
    transaction.commit();
}

// Ana owes September and October, José owes nothing; Lucía and Marco work here, Elena supervises; folios 4501 to 4600.
inline void feed_small_town(OfficeStore& store, OfficeFeedTarget& target) {
    const std::array rows{contract_row("00412-7", "Ana María Pérez Rubio", "Morelos", "112"),
                          contract_row("01120-5", "José Luis Ortega", "Morelos", "118", "55501234"),
                          account_row("00412-7", {{"2026-09", pesos(610, 16)}, {"2026-10", pesos(674, 44)}}),
                          account_row("01120-5", {})};
    feed(store.database(), target, rows);
    feed_people(store);
    target.granted(store.database(), folios("QRO-C03", 4501, 4600));
}

class TillTest : public testing::Test {
protected:
    TestFolder folder{"till"};
    OfficeConfig config = test_config();
    ManualClock clock{*parse_iso("2026-11-22T18:47:00Z")};
    OfficeStore store{folder.file(), config.device, config.administration};
    std::shared_ptr<ManualUptime> uptime = std::make_shared<ManualUptime>();
    Office office{config, store, clock, seeded_random(7), uptime};
    OfficeFeedTarget target{{config.series, config.folio_batch}};

    void SetUp() override { feed_small_town(store, target); }
    CashSession open() { return open_session(office, {"lucia", pesos(500)}).value(); }
    ContractId ana() const { return ContractId(named("00412-7")); }
    PaymentId new_id() { return PaymentId(make_uuid_v7(clock.now(), office.random)); }
    TakePayment cash_payment(const CashSession& session, Money amount, Money received) {
        return {new_id(), session.id, ana(), {{}, amount, Money::zero(), {{Method::cash, received, ""}}}};
    }
};

}  // namespace aquacis::office
