#pragma once
// The payments context on a real database, and the operations that a till would send.

#include <gtest/gtest.h>

#include "aquacis/payments/v1/payments.pb.h"
#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/apply_operation.hpp"
#include "cloud/payments/service/record_debts.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/platform/sql.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::payments {

class PaymentsTest : public testing::Test {
protected:
    static constexpr AdministrationId queretaro{11};
    test::ContextDatabase database{"payments", migrations};
    ManualClock clock{*parse_iso("2026-11-23T12:00:00Z")};
    RandomBits random = seeded_random(11);
    Context context{database.pool(), clock, random};
    platform::Caller caller{"test", queretaro, {"*"}, ""};
    const std::string device = "01936000-0000-7000-8000-000000000001";
    std::uint64_t seq = 0;

    Uuid uuid() { return make_uuid_v7(clock.now(), random); }
    static Money pesos(std::int64_t amount) { return Money::centavos(amount * 100); }

    Debt bill(ContractId contract, std::int64_t amount, const std::string& period = "2026-10") {
        Debt debt{InvoiceId(uuid()), contract, "QRO-" + period, "0000" + contract.to_string().substr(30), period, *parse_date("2026-11-30"), pesos(amount), pesos(amount), Volume::litres(21000)};
        database.pool().run(queretaro, [&](platform::Transaction& tx) { record_debts(context, tx, {&debt, 1}); });
        return debt;
    }

    Account account(ContractId contract) {
        return database.pool().run(queretaro, [&](platform::Transaction& tx) { return find_accounts(tx, {&contract, 1}).at(0); });
    }

    LedgerCheck ledger() {
        return database.pool().run(queretaro, [&](platform::Transaction& tx) { return check_ledger(tx); });
    }

    void expect_conserved() {
        const LedgerCheck sums = ledger();
        EXPECT_EQ(sums.received, sums.applied + sums.credited + sums.suspense);
        EXPECT_GE(sums.credited, sums.credit_used);
        EXPECT_EQ(sums.unbalanced_payments, 0);
        EXPECT_EQ(sums.overpaid_debts, 0);
    }

    v1::TakePayment payment_for(const Debt& debt, std::int64_t amount) {
        v1::TakePayment body;
        body.set_payment_id(uuid().to_string());
        body.set_session_id(Uuid{}.to_string());
        body.set_contract_id(debt.contract.to_string());
        body.set_series("QRO-C01");
        body.set_folio_number(static_cast<std::int64_t>(seq) + 1);
        body.set_folio("QRO-C01-" + std::to_string(seq + 1));
        auto* tender = body.add_tenders();
        tender->set_method("cash");
        tender->set_amount_centavos(amount * 100);
        auto* application = body.add_applications();
        application->set_invoice_id(debt.invoice.to_string());
        application->set_contract_id(debt.contract.to_string());
        application->set_amount_centavos(amount * 100);
        body.set_taken_at_us(to_microseconds(clock.now()));
        return body;
    }

    sync::v1::Operation operation(const std::string& type, const google::protobuf::Message& body) {
        sync::v1::Operation made;
        made.set_device_id(device);
        made.set_epoch(1);
        made.set_seq(++seq);
        made.set_type(type);
        made.set_version(1);
        made.set_body(body.SerializeAsString());
        made.set_administration_id(queretaro.number());
        return made;
    }

    sync::v1::Outcome apply(const sync::v1::Operation& operation_) {
        const auto outcome = apply_operation(context, caller, operation_);
        EXPECT_TRUE(outcome.ok());
        return outcome.ok() ? *outcome : sync::v1::Outcome();
    }

    std::int64_t count(const std::string& table) {
        return database.pool().run(queretaro, [&](platform::Transaction& tx) { return tx.pq().exec("SELECT count(*) FROM " + table)[0][0].as<std::int64_t>(); });
    }
};

}  // namespace aquacis::payments
