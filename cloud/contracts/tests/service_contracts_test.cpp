#include "cloud/contracts/service/announce_contracts.hpp"
#include "cloud/contracts/service/get_contract.hpp"
#include "cloud/contracts/service/grpc.hpp"
#include "cloud/contracts/service/list_contracts.hpp"
#include "cloud/contracts/service/register_contracts.hpp"
#include "cloud/contracts/tests/contracts_fixture.hpp"
#include "cloud/contracts/wire/convert.hpp"
#include "cloud/platform/events/announcing.hpp"
#include "tests/support/in_process.hpp"

namespace aquacis::contracts {
namespace {

constexpr const char* count_events = "SELECT count(*) FROM outbox WHERE topic = 'contract.created' AND key = $1";

TEST_F(ContractsTest, RegisteringAgainChangesNothing) {
    const auto drafts = drafts_of(0, 500);
    EXPECT_EQ(*register_contracts(context_, caller(), drafts), 500);
    EXPECT_EQ(*register_contracts(context_, caller(), drafts), 0);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM contract"), 500);
    EXPECT_EQ(number(queretaro, count_events, id_of("contract", 7)), 1);
}

TEST_F(ContractsTest, OtherContentForAnIdIsAConflictAndNothingIsAdded) {
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(1, 2)).ok());
    for (const auto& change : {+[](ContractDraft& draft) { draft.tariff_code = "COM"; },
                               +[](ContractDraft& draft) { draft.street = "Otra"; }}) {
        auto drafts = drafts_of(1, 3);
        change(drafts[0]);
        const auto again = register_contracts(context_, caller(), drafts);
        ASSERT_FALSE(again.ok());
        EXPECT_EQ(again.refusal().kind, RefusalKind::conflict);
        EXPECT_EQ(again.refusal().field, "contracts[0].contract_id");
    }
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM contract"), 1);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM service_point"), 1);
}

TEST_F(ContractsTest, ATakenNumberIsAConflict) {
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(1, 2)).ok());
    auto drafts = drafts_of(2, 3);
    drafts[0].number = ContractNumber::of(1).text();
    const auto answer = register_contracts(context_, caller(), drafts);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.refusal().field, "contracts[0].number");
    EXPECT_EQ(answer.refusal().code, "contracts.number_taken");
}

TEST_F(ContractsTest, ABadOneInABatchIsNamedByItsPlace) {
    auto drafts = drafts_of(1, 3);
    drafts[1].postal_code = "x";
    EXPECT_EQ(register_contracts(context_, caller(), drafts).refusal().field, "contracts[1].service_point.postal_code");
    EXPECT_EQ(register_contracts(context_, caller(), {}).refusal().field, "contracts");
    EXPECT_EQ(register_contracts(context_, caller(), drafts_of(0, 501)).refusal().field, "contracts");
}

TEST_F(ContractsTest, AContractIsFoundByItsNumberInItsAdministrationAlone) {
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(412, 413)).ok());
    EXPECT_EQ(get_contract(context_, caller(), "00412-7")->id.to_string(), id_of("contract", 412));
    EXPECT_EQ(get_contract(context_, caller(), "00412-8").refusal().kind, RefusalKind::invalid);
    EXPECT_EQ(get_contract(context_, caller(), ContractNumber::of(5).text()).refusal().kind, RefusalKind::not_found);
    EXPECT_EQ(get_contract(context_, caller(colon), "00412-7").refusal().kind, RefusalKind::not_found);
}

TEST_F(ContractsTest, PagesHoldEachContractOnceInOrder) {
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(0, 7, "14-B")).ok());
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(7, 10, "15-A")).ok());
    std::vector<std::string> seen;
    ListQuestion question{.zone_id = "", .page_size = 3, .page_token = ""};
    for (int page = 0; page < 4; ++page) {
        const auto list = list_contracts(context_, caller(), question);
        ASSERT_TRUE(list.ok());
        EXPECT_EQ(list->contracts.size(), page < 3 ? 3U : 1U);
        for (const auto& contract : list->contracts)
            seen.push_back(contract.number.text());
        question.page_token = list->next_page_token;
        EXPECT_EQ(question.page_token.empty(), page == 3);
    }
    EXPECT_EQ(seen.size(), 10U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
    EXPECT_EQ(list_contracts(context_, caller(), {"15-A", 0, ""})->contracts.size(), 3U);
    EXPECT_EQ(list_contracts(context_, caller(), {"15-A", 3, ""})->next_page_token, "");
    EXPECT_TRUE(list_contracts(context_, caller(colon), {"", 0, ""})->contracts.empty());
    EXPECT_EQ(list_contracts(context_, caller(), {"", 1001, ""}).refusal().field, "page_size");
    EXPECT_EQ(list_contracts(context_, caller(), {"", -1, ""}).refusal().field, "page_size");
    EXPECT_EQ(list_contracts(context_, caller(), {"", 3, "zz"}).refusal().field, "page_token");
}

TEST_F(ContractsTest, WhatGoesOverTheWireComesBack) {
    ContractDraft draft = draft_of(5);
    draft.end_date = "2027-03-31";
    const Contract contract = check_contract(draft).value();
    ASSERT_TRUE(register_contracts(context_, caller(), {&draft, 1}).ok());
    EXPECT_EQ(*get_contract(context_, caller(), contract.number.text()), contract);
    EXPECT_EQ(*check_contract(from_proto(to_proto(contract))), contract);
}

TEST_F(ContractsTest, TheServiceAnswersOverGrpc) {
    test::InProcess process(clock_);
    ContractsService service(context_, process.guard());
    const auto stub = v1::Contracts::NewStub(process.serve({&service}));

    v1::RegisterContractsRequest request;
    *request.add_contracts() = to_proto(check_contract(draft_of(412)).value());
    v1::RegisterContractsResponse registered;
    ASSERT_TRUE(stub->RegisterContracts(process.call(queretaro).get(), request, &registered).ok());
    EXPECT_EQ(registered.registered(), 1);

    v1::GetContractRequest question;
    question.set_contract_number("00412-7");
    v1::Contract found;
    ASSERT_TRUE(stub->GetContract(process.call(queretaro).get(), question, &found).ok());
    EXPECT_EQ(found.SerializeAsString(), request.contracts(0).SerializeAsString());
    EXPECT_EQ(stub->GetContract(process.call(colon).get(), question, &found).error_code(), grpc::StatusCode::NOT_FOUND);

    v1::ListContractsResponse list;
    ASSERT_TRUE(stub->ListContracts(process.call(queretaro).get(), v1::ListContractsRequest(), &list).ok());
    EXPECT_EQ(list.contracts_size(), 1);

    request.mutable_contracts(0)->set_start_date("mañana");
    const auto status = stub->RegisterContracts(process.call(queretaro).get(), request, &registered);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(platform::refusal_of(status).field, "contracts[0].start_date");
}

TEST_F(ContractsTest, TheRegisterIsToldAgainByPagesInEveryAdministrationAndFromTheBeginningWhenAskedAgain) {
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(0, 500)).ok());
    ASSERT_TRUE(register_contracts(context_, caller(), drafts_of(500, 501)).ok());
    ASSERT_TRUE(register_contracts(context_, caller(colon), drafts_of(0, 2)).ok());
    const auto told = [&](AdministrationId administration) {
        return number(administration, "SELECT count(*) - count(DISTINCT key) FROM outbox");
    };
    const std::vector<platform::Announcement> own{contracts_announced(context_)};
    EXPECT_FALSE(platform::announce_next(database_.pool(), own)) << "nobody asked";

    platform::ask_for_announcements(database_.pool());
    EXPECT_TRUE(platform::announce_next(database_.pool(), own));
    platform::ask_for_announcements(database_.pool());  // who asks now has missed the first page
    int pages = 0;
    while (platform::announce_next(database_.pool(), own))
        ASSERT_LT(++pages, 10);
    EXPECT_EQ(told(colon), 4) << "its two were told before the second question, and after it";
    EXPECT_EQ(told(queretaro), 501) << "over two pages";
    for (const auto& standing : platform::announcement_standings(database_.pool())) {
        EXPECT_TRUE(standing.has_ended);
        EXPECT_EQ(standing.told, standing.administration == queretaro ? 501 : 2);
    }
}

}  // namespace
}  // namespace aquacis::contracts
