#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/customers/events/consumed_contract_created.hpp"
#include "cloud/customers/service/find_customers.hpp"
#include "cloud/customers/service/get_customer_by_contract.hpp"
#include "cloud/customers/service/get_customer_history.hpp"
#include "cloud/customers/service/get_customers.hpp"
#include "cloud/customers/service/grpc.hpp"
#include "cloud/customers/service/update_customer.hpp"
#include "cloud/customers/tests/customers_fixture.hpp"
#include "cloud/customers/wire/convert.hpp"
#include "tests/support/in_process.hpp"
#include "tests/support/logged_events.hpp"

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
    return test::logged(created, queretaro);
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
    drafts[0].tax_regime = "603";
    const auto answer = register_customers(context_, caller(), drafts);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->registered, 1);
    ASSERT_EQ(answer->warnings.size(), 1U);
    EXPECT_EQ(answer->warnings[0].customer.to_string(), id_of(1));
}

TEST_F(CustomersTest, TheHolderOfAContractIsFoundAndTheReadIsLogged) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    test::take(database_.pool(), queretaro, contract_created_subscription(), {contract_created("00412-7", id_of(1))});

    const auto holder = get_customer_by_contract(context_, caller(), "00412-7");
    ASSERT_TRUE(holder.ok());
    EXPECT_EQ(holder->customer.id.to_string(), id_of(1));
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
    EXPECT_THROW(test::take(database_.pool(), queretaro, contract_created_subscription(),
                            {contract_created("00412-7", "nobody")}),
                 platform::UnreadableEvent);
}

TEST_F(CustomersTest, CustomersAreReadForAPurpose) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 4)).ok());
    const auto found = get_customers(context_, caller(), {{id_of(1), id_of(3), id_of(77)}, "cfdi"});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->customers.size(), 2U);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE purpose = 'cfdi'"), 2);
    EXPECT_EQ(get_customers(context_, caller(), {{id_of(1)}, ""}).refusal().field, "purpose");
    EXPECT_EQ(get_customers(context_, caller(), {{id_of(1), "17"}, "cfdi"}).refusal().field, "customer_ids[1]");
    EXPECT_EQ(get_customers(context_, caller(), {{}, "cfdi"}).refusal().field, "customer_ids");
    EXPECT_TRUE(get_customers(context_, caller(colon), {{id_of(1)}, "cfdi"})->customers.empty());
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
        EXPECT_EQ(found->customers.size(), search.found) << search.field;
    }
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE purpose = 'aclaración'"), 9);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM access_log WHERE customer_id IS NULL"), 1)
        << "a search without a hit";
    EXPECT_EQ(find_customers(context_, caller(), {"rfc", "XAXX010101000", "x"}).refusal().field, "value");
    EXPECT_EQ(find_customers(context_, caller(), {"name", "María", "x"}).refusal().field, "value");
    EXPECT_EQ(find_customers(context_, caller(), {"phone", "4420000002", ""}).refusal().field, "purpose");
}

Correction correction_of(int n, std::uint32_t expected_version) {
    return {draft_of(n), expected_version, "constancia de situación fiscal"};
}

TEST_F(CustomersTest, ACustomerIsCorrectedAndWhatItWasStays) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    Correction correction = correction_of(1, 1);
    correction.draft.tax_regime = "612";
    correction.draft.phone = "4429999999";
    const auto done = update_customer(context_, caller(), correction);
    ASSERT_TRUE(done.ok()) << done.refusal().message;
    EXPECT_EQ(done->version, 2U);
    EXPECT_EQ(update_customer(context_, caller(), correction)->version, 2U) << "the same again is the same answer";
    const auto now = get_customers(context_, caller(), {{id_of(1)}, "cfdi"});
    EXPECT_EQ(now->customers[0].version, 2U);
    EXPECT_EQ(now->customers[0].customer.tax_regime, "612");
    EXPECT_EQ(find_customers(context_, caller(), {"phone", "4429999999", "x"})->customers.size(), 1U);
    EXPECT_EQ(find_customers(context_, caller(), {"phone", "4420000001", "x"})->customers.size(), 0U);

    const auto history = get_customer_history(context_, caller(), {id_of(1), "revisión"});
    ASSERT_EQ(history->size(), 1U);
    EXPECT_EQ((*history)[0].version, 1U);
    EXPECT_EQ((*history)[0].by, "ana");
    EXPECT_EQ((*history)[0].reason, "constancia de situación fiscal");
    v1::Customer was;
    ASSERT_TRUE(was.ParseFromString((*history)[0].content));
    EXPECT_EQ(check_customer(from_proto(was))->canonical(), check_customer(draft_of(1))->canonical());
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM outbox WHERE topic = 'customer.updated' AND key = $1", id_of(1)),
              1);
    EXPECT_EQ(number(queretaro,
                     "SELECT count(*) FROM customer_history WHERE encode(content_sealed, 'escape') LIKE"
                     " '%4420000001%'"),
              0);
}

TEST_F(CustomersTest, ACorrectionOfWhatSomebodyElseCorrectedIsAConflict) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    Correction first = correction_of(1, 1), second = correction_of(1, 1);
    first.draft.phone = "4429999999";
    second.draft.email = "otra@correo.mx";
    ASSERT_TRUE(update_customer(context_, caller(), first).ok());
    const auto refused = update_customer(context_, caller(), second);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().kind, RefusalKind::conflict);
    EXPECT_EQ(refused.refusal().field, "expected_version");
    EXPECT_EQ(update_customer(context_, caller(), correction_of(7, 1)).refusal().kind, RefusalKind::not_found);
    EXPECT_EQ(update_customer(context_, caller(colon), first).refusal().kind, RefusalKind::not_found);
    Correction bad = correction_of(1, 2);
    bad.draft.curp = "X";
    EXPECT_EQ(update_customer(context_, caller(), bad).refusal().field, "customer.curp");
    bad = correction_of(1, 2);
    bad.reason.clear();
    EXPECT_EQ(update_customer(context_, caller(), bad).refusal().field, "reason");
}

TEST_F(CustomersTest, ADuplicateIsRegisteredWithAWarning) {
    auto drafts = drafts_of(1, 3);
    drafts[1].curp.clear();
    drafts[0].rfc.clear();
    ASSERT_TRUE(register_customers(context_, caller(), std::span(drafts).first(1))->warnings.empty());
    EXPECT_TRUE(register_customers(context_, caller(), std::span(drafts).last(1))->warnings.empty())
        << "one without an RFC is nobody's duplicate";
    const auto third = register_customers(context_, caller(), drafts_of(3, 4));
    ASSERT_EQ(third->warnings.size(), 2U);
    EXPECT_EQ(third->registered, 1);
    EXPECT_EQ(third->warnings[0].warning.field, "rfc");
    EXPECT_NE(third->warnings[0].warning.message.find(id_of(2)), std::string::npos);
    EXPECT_EQ(third->warnings[1].warning.field, "curp");
    EXPECT_TRUE(register_customers(context_, caller(colon), drafts_of(4, 5))->warnings.empty());
}

TEST_F(CustomersTest, OneThatCannotBeReadHoldsNobodyElseUp) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 4)).ok());
    database_.pool().run(queretaro, [&](Transaction& tx) {
        platform::run_sql(tx, "UPDATE customer SET phone_sealed = email_sealed WHERE customer_id = $1::uuid", id_of(2));
    });
    const auto found = get_customers(context_, caller(), {{id_of(1), id_of(2), id_of(3)}, "cfdi"});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->customers.size(), 2U);
    ASSERT_EQ(found->unreadable.size(), 1U);
    EXPECT_EQ(found->unreadable[0].to_string(), id_of(2));
}

TEST_F(CustomersTest, WhoReadIsToldByPersonEvenThroughAContext) {
    ASSERT_TRUE(register_customers(context_, caller(), drafts_of(1, 2)).ok());
    const platform::Caller fiscal{"context:fiscal", queretaro, {"*"}, "c-9", "juan"};
    ASSERT_TRUE(get_customers(context_, fiscal, {{id_of(1)}, "bill"}).ok());
    ASSERT_TRUE(get_customers(context_, caller(), {{id_of(1)}, "aclaración"}).ok());
    EXPECT_EQ(get_customer_by_contract(context_, caller(), "99999-9").refusal().kind, RefusalKind::not_found);
    const auto page = platform::list_accesses(context_.database, caller(), {"", "", 0, ""});
    ASSERT_EQ(page->accesses.size(), 3U);
    EXPECT_FALSE(page->accesses[0].read.customer) << "a search that found nobody is logged";
    EXPECT_EQ(page->accesses[0].access.purpose, "contract 99999-9");
    EXPECT_EQ(page->accesses[1].access.subject + page->accesses[1].access.via, "ana");
    EXPECT_EQ(page->accesses[2].access.subject, "juan");
    EXPECT_EQ(page->accesses[2].access.via, "context:fiscal");
    EXPECT_EQ(page->accesses[2].access.correlation_id, "c-9");

    EXPECT_EQ(platform::list_accesses(context_.database, caller(), {"", "juan", 0, ""})->accesses.size(), 1U);
    EXPECT_EQ(platform::list_accesses(context_.database, caller(), {id_of(1), "", 0, ""})->accesses.size(), 2U);
    const auto first = platform::list_accesses(context_.database, caller(), {"", "", 2, ""});
    EXPECT_EQ(
        platform::list_accesses(context_.database, caller(), {"", "", 2, first->next_page_token})->accesses.size(), 1U);
    EXPECT_TRUE(platform::list_accesses(context_.database, caller(colon), {"", "", 0, ""})->accesses.empty());
    EXPECT_EQ(platform::list_accesses(context_.database, caller(), {"x", "", 0, ""}).refusal().field, "customer_id");
    EXPECT_EQ(platform::list_accesses(context_.database, caller(), {"", "", 501, ""}).refusal().field, "page_size");
}

TEST_F(CustomersTest, WhatGoesOverTheWireComesBack) {
    const Customer customer = check_customer(draft_of(5)).value();
    EXPECT_EQ(check_customer(from_proto(to_proto(customer, 1)))->canonical(), customer.canonical());
}

TEST_F(CustomersTest, TheServiceAnswersOverGrpc) {
    test::InProcess process(clock_);
    CustomersService service(context_, process.guard());
    const auto stub = v1::Customers::NewStub(process.serve({&service}));

    v1::RegisterCustomersRequest request;
    *request.add_customers() = to_proto(check_customer(draft_of(1)).value(), 1);
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
