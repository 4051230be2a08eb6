#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/customers/events/consumed_contract_created.hpp"
#include "cloud/customers/service/find_customers.hpp"
#include "cloud/customers/service/get_customer_by_contract.hpp"
#include "cloud/customers/service/get_customers.hpp"
#include "cloud/customers/service/grpc.hpp"
#include "cloud/customers/tests/customers_fixture.hpp"
#include "cloud/customers/wire/convert.hpp"
#include "tests/support/in_process.hpp"

namespace aquacis::customers {
namespace {

using platform::Transaction;

constexpr const char* count_events = "SELECT count(*) FROM outbox WHERE topic = 'customer.created' AND key = $1";

std::vector<CustomerDraft> drafts_of(int from, int to) {
    std::vector<CustomerDraft> drafts;
    for (int n = from; n < to; ++n)
        drafts.push_back(draft_of(n));
    return drafts;
}

platform::LoggedEvent contract_created(const std::string& number, const std::string& customer_id) {
    contracts::v1::ContractCreated created;
    created.set_contract_id(id_of(900));
    created.mutable_contract()->set_number(number);
    created.mutable_contract()->set_customer_id(customer_id);
    platform::LoggedEvent logged;
    logged.event.payload = created.SerializeAsString();
    return logged;
}

TEST_F(CustomersTest, RegisteringAgainChangesNothing) {
    const auto drafts = drafts_of(0, 500);
    EXPECT_EQ(register_customers(context_, caller(), drafts)->registered, 500);
    EXPECT_EQ(register_customers(context_, caller(), drafts)->registered, 0);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM customer"), 500);
    EXPECT_EQ(number(queretaro, count_events, id_of(7)), 1);
}

TEST_F(CustomersTest, OneTwiceInABatchIsRegisteredOnce) {
    const std::vector<CustomerDraft> twice{draft_of(1), draft_of(1)};
    EXPECT_EQ(register_customers(context_, caller(), twice)->registered, 1);
    EXPECT_EQ(number(queretaro, count_events, id_of(1)), 1);
}

TEST_F(CustomersTest, AnIdTakenByOtherContentIsAConflictAndNothingIsAdded) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    auto drafts = drafts_of(1, 3);
    drafts[0].phone = "4429999999";
    const auto again = register_customers(context_, caller(), drafts);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.refusal().kind, RefusalKind::conflict);
    EXPECT_NE(again.refusal().message.find(id_of(1)), std::string::npos);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM customer"), 1);
    EXPECT_EQ(number(queretaro, count_events, id_of(2)), 0);
}

TEST_F(CustomersTest, ABadOneInABatchIsNamedByItsPlace) {
    auto drafts = drafts_of(0, 3);
    drafts[2].curp = "X";
    const auto answer = register_customers(context_, caller(), drafts);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.refusal().field, "customers[2].curp");
    EXPECT_FALSE(answer.refusal().remedy.empty());
}

TEST_F(CustomersTest, ABatchHasOneToFiveHundred) {
    EXPECT_EQ(register_customers(context_, caller(), {}).refusal().field, "customers");
    EXPECT_EQ(register_customers(context_, caller(), drafts_of(0, 501)).refusal().field, "customers");
}

TEST_F(CustomersTest, AnRfcWithoutItsDigitIsRegisteredWithAWarning) {
    auto drafts = drafts_of(1, 2);
    drafts[0].rfc = "SIN9311169P8";
    const auto answer = register_customers(context_, caller(), drafts);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->registered, 1);
    ASSERT_EQ(answer->warnings.size(), 1U);
    EXPECT_EQ(answer->warnings[0].customer.to_string(), id_of(1));
}

TEST_F(CustomersTest, TheHolderOfAContractIsFoundAndTheReadIsLogged) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    const std::vector events{contract_created("00412-7", id_of(1))};
    database_.pool().run(queretaro, [&](Transaction& tx) { contract_created_subscription().handle(tx, events); });

    const auto holder = get_customer_by_contract(context_, caller(), "00412-7");
    ASSERT_TRUE(holder.ok());
    EXPECT_EQ(holder->id.to_string(), id_of(1));
    EXPECT_EQ(number(queretaro,
                     "SELECT count(*) FROM access_log WHERE subject = 'ana' AND purpose = 'contract 00412-7'"
                     " AND correlation_id = 'correlation' AND customer_id = $1::uuid",
                     id_of(1)),
              1);
    EXPECT_EQ(get_customer_by_contract(context_, caller(colon), "00412-7").refusal().kind, RefusalKind::not_found);
    EXPECT_EQ(get_customer_by_contract(context_, caller(), "99999-9").refusal().field, "contract_number");
    EXPECT_EQ(get_customer_by_contract(context_, caller(), "").refusal().kind, RefusalKind::invalid);
}

TEST_F(CustomersTest, AnEventThatNamesNobodyIsAFault) {
    const std::vector events{contract_created("00412-7", "nobody")};
    EXPECT_THROW(
        database_.pool().run(queretaro, [&](Transaction& tx) { contract_created_subscription().handle(tx, events); }),
        std::runtime_error);
}

TEST_F(CustomersTest, CustomersAreReadForAPurpose) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 4)).ok());
    const auto found = get_customers(context_, caller(), {{id_of(1), id_of(3), id_of(77)}, "cfdi"});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->size(), 2U);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE purpose = 'cfdi'"), 2);
    EXPECT_EQ(get_customers(context_, caller(), {{id_of(1)}, ""}).refusal().field, "purpose");
    EXPECT_EQ(get_customers(context_, caller(), {{id_of(1), "17"}, "cfdi"}).refusal().field, "customer_ids[1]");
    EXPECT_EQ(get_customers(context_, caller(), {{}, "cfdi"}).refusal().field, "customer_ids");
    EXPECT_TRUE(get_customers(context_, caller(colon), {{id_of(1)}, "cfdi"})->empty());
}

struct Search {
    const char* field;
    const char* value;
    std::size_t found;
};

TEST_F(CustomersTest, AnExactValueIsFoundThroughItsBlindIndex) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 4)).ok());
    for (const Search& search : {Search{"phone", "442 000 00 02", 1}, Search{"email", "maria3@CORREO.mx", 1},
                                 Search{"rfc", "cama911215cj0", 3}, Search{"curp", "BEML920313HMCLNS09", 3},
                                 Search{"phone", "4420000099", 0}}) {
        const auto found = find_customers(context_, caller(), {search.field, search.value, "aclaración"});
        ASSERT_TRUE(found.ok()) << search.field;
        EXPECT_EQ(found->size(), search.found) << search.field;
    }
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE purpose = 'aclaración'"), 8);
    EXPECT_EQ(find_customers(context_, caller(), {"rfc", "XAXX010101000", "x"}).refusal().field, "value");
    EXPECT_EQ(find_customers(context_, caller(), {"name", "María", "x"}).refusal().field, "value");
    EXPECT_EQ(find_customers(context_, caller(), {"phone", "4420000002", ""}).refusal().field, "purpose");
}

TEST_F(CustomersTest, WhatGoesOverTheWireComesBack) {
    const Customer customer = check_customer(draft_of(5)).value();
    EXPECT_EQ(check_customer(from_proto(to_proto(customer)))->canonical(), customer.canonical());
}

TEST_F(CustomersTest, TheServiceAnswersOverGrpc) {
    test::InProcess process(clock_);
    CustomersService service(context_, process.guard());
    const auto stub = v1::Customers::NewStub(process.serve({&service}));

    v1::RegisterCustomersRequest request;
    *request.add_customers() = to_proto(check_customer(draft_of(1)).value());
    v1::RegisterCustomersResponse registered;
    ASSERT_TRUE(stub->RegisterCustomers(process.call(queretaro).get(), request, &registered).ok());
    EXPECT_EQ(registered.registered(), 1);

    v1::GetCustomersRequest question;
    question.add_customer_ids(id_of(1));
    question.set_purpose("node feed");
    v1::GetCustomersResponse found;
    ASSERT_TRUE(stub->GetCustomers(process.call(queretaro).get(), question, &found).ok());
    ASSERT_EQ(found.customers_size(), 1);
    EXPECT_EQ(found.customers(0).email(), "maria1@correo.mx");
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE subject = 'context:test'"), 1);

    v1::FindCustomersRequest search;
    search.set_field("phone");
    search.set_value("1");
    search.set_purpose("x");
    v1::FindCustomersResponse nobody;
    const auto status = stub->FindCustomers(process.call(queretaro).get(), search, &nobody);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(platform::refusal_of(status).field, "value");

    v1::GetCustomerByContractRequest contract;
    contract.set_contract_number("00412-7");
    v1::Customer holder;
    EXPECT_EQ(stub->GetCustomerByContract(process.call(queretaro).get(), contract, &holder).error_code(),
              grpc::StatusCode::NOT_FOUND);

    grpc::ClientContext stranger;
    EXPECT_EQ(stub->GetCustomers(&stranger, question, &found).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace aquacis::customers
