// The older bills of a contract, as a till asks for them.

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/billing/v1/till.pb.h"
#include "cloud/billing/service/operations.hpp"
#include "cloud/billing/tests/billing_fixture.hpp"

namespace aquacis::billing {
namespace {

class TillBills : public BillingTest {
protected:
    void bill(const std::string& period) {
        ASSERT_TRUE(start_run(context, operator_of(queretaro), request("14-B", period)));
        advance_to_the_end();
    }
    Result<std::string> ask(const std::string& kind, const google::protobuf::Message& body,
                            AdministrationId administration = queretaro) {
        return operations.grant(operator_of(administration),
                                {named<DeviceId>("till").uuid(), 1, kind, "key", body.SerializeAsString()});
    }
    v1::BillList list(int contract, AdministrationId administration = queretaro) {
        v1::BillsAsk asked;
        asked.set_contract_id(contract_id(contract).to_string());
        v1::BillList found;
        const auto given = ask("billing.bills", asked, administration);
        EXPECT_TRUE(given && found.ParseFromString(*given));
        return found;
    }
    static v1::BillAsk asking(const std::string& invoice) {
        v1::BillAsk asked;
        asked.set_invoice_id(invoice);
        return asked;
    }
    platform::Operations operations = make_operations(context);
};

TEST_F(TillBills, AreListedNewestFirstAndEachIsGivenWhole) {
    prepare(2);
    for (const char* period : {"2026-10", "2026-11", "2026-12"})
        bill(period);
    const v1::BillList bills = list(1);
    ASSERT_EQ(bills.bills_size(), 3);
    EXPECT_EQ(bills.bills(0).period(), "2026-12");
    EXPECT_EQ(bills.bills(2).period(), "2026-10");
    EXPECT_EQ(bills.bills(2).state(), "issued");
    v1::Invoice whole;
    const auto given = ask("billing.bill", asking(bills.bills(2).invoice_id()));
    ASSERT_TRUE(given && whole.ParseFromString(*given));
    EXPECT_EQ(whole.number(), bills.bills(2).number());
    EXPECT_EQ(whole.period(), "2026-10");
    EXPECT_EQ(whole.total_centavos(), bills.bills(2).total_centavos());
    EXPECT_EQ(whole.contract_id(), contract_id(1).to_string());
    EXPECT_GT(whole.lines_size(), 3);
    EXPECT_FALSE(whole.lines(0).explanation().empty());
    EXPECT_FALSE(whole.reading_note().empty());
}

TEST_F(TillBills, AreOfTheTillsAdministrationAlone) {
    prepare(1);
    bill("2026-10");
    const std::string invoice = list(0).bills(0).invoice_id();
    EXPECT_EQ(list(0, amealco).bills_size(), 0);
    EXPECT_EQ(ask("billing.bill", asking(invoice), amealco).refusal().code, "billing.invoice_not_found");
    EXPECT_TRUE(ask("billing.bill", asking(invoice)));
}

TEST_F(TillBills, WhatCannotBeReadIsRefusedAndNothingIsHeld) {
    EXPECT_EQ(ask("billing.bill", asking("no id")).refusal().field, "invoice_id");
    EXPECT_EQ(ask("billing.bills", v1::BillsAsk()).refusal().field, "contract_id");
    EXPECT_EQ(ask("billing.tariff", v1::BillsAsk()).refusal().code, "sync.unknown_ask");
    EXPECT_FALSE(operations.is_held("billing.bill"));
    EXPECT_EQ(operations.give_back(operator_of(queretaro), {named<DeviceId>("till").uuid(), "billing.bill", ""})
                  .refusal()
                  .code,
              "sync.not_held");
}

}  // namespace
}  // namespace aquacis::billing
