#pragma once
// A payments context on a private database, with the events and operations that reach it.

#include <gtest/gtest.h>

#include <map>
#include <pqxx/pqxx>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/events/consumed_invoice_generated.hpp"
#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/ask_money_request.hpp"
#include "cloud/payments/service/decide_money_request.hpp"
#include "cloud/payments/service/get_account.hpp"
#include "cloud/payments/service/grant_folios.hpp"
#include "cloud/payments/service/list_suspense.hpp"
#include "cloud/payments/service/move_series.hpp"
#include "cloud/payments/service/operations.hpp"
#include "cloud/payments/service/register_cashiers.hpp"
#include "cloud/payments/service/register_payment.hpp"
#include "cloud/payments/service/suspense_gauges.hpp"
#include "cloud/payments/store/check_store.hpp"
#include "tests/support/logged_events.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::payments {

using platform::NodeOperation;

constexpr AdministrationId queretaro{11};
constexpr AdministrationId amealco{1};

template <class Id>
Id named(const std::string& name) {
    return Id(make_named_uuid(Uuid{}, name));
}

class PaymentsTest : public testing::Test {
protected:
    PaymentsTest() { EXPECT_TRUE(grant_folios(context, caller(), {device.to_string(), "QRO-C03", 9'000, "first"})); }
    static platform::Caller caller(AdministrationId administration = queretaro) {
        return {"test", administration, {}, "test"};
    }
    static ContractId contract_id(int i) { return named<ContractId>("contract" + std::to_string(i)); }
    static std::string contract_number(int i) { return std::to_string(10'000 + i) + "-7"; }
    static InvoiceId invoice_id(int contract, const std::string& period) {
        return named<InvoiceId>(std::to_string(contract) + "/" + period);
    }

    static void fill(billing::v1::Invoice& bill, int contract, const std::string& period, std::int64_t centavos) {
        bill.set_invoice_id(invoice_id(contract, period).to_string());
        bill.set_number("QRO-" + period + "-" + contract_number(contract));
        bill.set_contract_id(contract_id(contract).to_string());
        bill.set_contract_number(contract_number(contract));
        bill.set_period(period);
        bill.set_due_date("2026-11-30");
        bill.set_total_centavos(centavos);
        bill.set_consumed_litres(21'000);
    }

    // invoice.generated, as the consumer hands it over.
    void invoice(int contract, const std::string& period, std::int64_t centavos,
                 AdministrationId administration = queretaro) {
        billing::v1::InvoiceGenerated generated;
        fill(*generated.mutable_invoice(), contract, period, centavos);
        test::take(database.pool(), administration, invoice_generated_subscription(context),
                   {test::logged(generated, administration)});
    }

    static std::string effect(int contract) { return "account/" + contract_id(contract).to_string(); }
    Account account(int contract) { return *get_account(context, caller(), {contract_id(contract).to_string(), ""}); }

    // A till's payment: cash in one tender, for one contract's invoices.
    v1::TakePayment taking(const std::string& name, int contract,
                           const std::vector<std::pair<std::string, std::int64_t>>& parts, std::int64_t advance = 0) {
        v1::TakePayment body;
        body.set_payment_id(named<PaymentId>(name).to_string());
        body.set_session_id(named<CashSessionId>("session").to_string());
        body.set_contract_id(contract_id(contract).to_string());
        body.set_series("QRO-C03");
        body.set_folio_number(++last_folio);
        body.set_folio("QRO-C03-" + std::to_string(last_folio));
        std::int64_t sum = advance;
        for (const auto& [period, centavos] : parts) {
            auto* part = body.add_applications();
            part->set_invoice_id(invoice_id(contract, period).to_string());
            part->set_contract_id(contract_id(contract).to_string());
            part->set_amount_centavos(centavos);
            sum += centavos;
        }
        auto* tender = body.add_tenders();
        tender->set_method("cash");
        tender->set_amount_centavos(sum);
        body.set_advance_centavos(advance);
        body.set_taken_at_us(to_microseconds(clock.now()));
        return body;
    }

    NodeOperation operation(const std::string& type, const google::protobuf::Message& body) {
        return {{device, 1, ++last_seq}, "payments." + type, 1, body.SerializeAsString(), "maria"};
    }
    Outcome apply(const NodeOperation& given, AdministrationId administration = queretaro) {
        return *operations.apply(caller(administration), given);
    }
    Outcome take(const v1::TakePayment& body) { return apply(operation("payment.take", body)); }

    static platform::Caller person(const std::string& name) { return {name, queretaro, {}, "test"}; }
    void register_supervisor(const std::string& id, bool inactive = false) {
        const std::vector<Cashier> people{
            {id, "Quien supervisa", std::string(16, 's'), std::string(32, 'h'), "supervisor", inactive, ""}};
        ASSERT_TRUE(register_cashiers(context, caller(), people));
    }
    v1::CancelPayment cancelling(const std::string& name, const std::string& authorized_by = "lupe") {
        v1::CancelPayment body;
        body.set_payment_id(named<PaymentId>(name).to_string());
        body.set_session_id(named<CashSessionId>("session").to_string());
        body.set_reason("se cobró al contrato equivocado");
        body.set_authorized_by(authorized_by);
        body.set_cancelled_at_us(to_microseconds(clock.now()));
        return body;
    }

    Outcome open_session(std::int64_t opening_float = 50'000) {
        v1::OpenCashSession body;
        body.set_session_id(named<CashSessionId>("session").to_string());
        body.set_cashier_id("maria");
        body.set_till("Caja 03");
        body.set_business_date("2026-11-22");
        body.set_float_centavos(opening_float);
        body.set_opened_at_us(to_microseconds(clock.now()));
        return apply(operation("cash_session.open", body));
    }
    v1::CloseCashSession closing(std::int64_t expected, int payments) {
        v1::CloseCashSession body;
        body.set_session_id(named<CashSessionId>("session").to_string());
        auto* line = body.add_counts();
        line->set_denomination_centavos(100);
        line->set_count(static_cast<int>(expected / 100));
        body.set_counted_centavos(expected / 100 * 100);
        body.set_expected_centavos(expected);
        body.set_payments(payments);
        body.set_closed_at_us(to_microseconds(clock.now()));
        return body;
    }

    std::int64_t count(const std::string& sql, AdministrationId administration = queretaro) {
        return database.pool().run(
            administration, [&](platform::Transaction& tx) { return tx.pq().exec(sql)[0][0].as<std::int64_t>(); });
    }
    std::vector<std::string> imbalances() {
        return database.pool().run(queretaro, [](platform::Transaction& tx) { return find_imbalances(tx); });
    }
    LedgerTotals totals() {
        return database.pool().run(queretaro, [](platform::Transaction& tx) { return ledger_totals(tx); });
    }
    // What the outbox tells of an account, in order.
    std::vector<v1::AccountChanged> told(int contract) {
        std::vector<v1::AccountChanged> all;
        for (const auto& [event, changed] : test::published<v1::AccountChanged>(database.pool(), queretaro))
            if (event.key == contract_id(contract).to_string()) all.push_back(changed);
        return all;
    }
    template <class Message>
    test::Published<Message> last() {
        return test::published<Message>(database.pool(), queretaro).back();
    }

    test::ContextDatabase database{"payments", migrations};
    ManualClock clock{parse_iso("2026-11-22T16:00:00Z").value()};
    RandomBits random = seeded_random(20261122);
    Context context{database.pool(), clock, random};
    platform::Operations operations = make_operations(context);
    Uuid device = make_named_uuid(Uuid{}, "device");
    std::uint64_t last_seq = 0;
    std::int64_t last_folio = 4511;
};

}  // namespace aquacis::payments
