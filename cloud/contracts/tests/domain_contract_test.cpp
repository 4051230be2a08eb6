#include <gtest/gtest.h>

#include "cloud/contracts/domain/contract.hpp"

namespace aquacis::contracts {
namespace {

ContractDraft full_draft() {
    return {.contract_id = "0190a000-0000-7000-8000-000000000001",
            .number = "00412-7",
            .customer_id = "0190a000-0000-7000-8000-000000000002",
            .service_point_id = "0190a000-0000-7000-8000-000000000003",
            .street = "Av. Corregidora",
            .street_number = "112 B",
            .settlement = "Centro",
            .municipality = "Querétaro",
            .postal_code = "76000",
            .zone_id = "14-B",
            .use_class = 1,
            .tariff_code = "DOM-MEDIO",
            .start_date = "2026-09-01",
            .state = ""};
}

TEST(ContractNumber, HasLuhnsDigit) {
    EXPECT_EQ(contract_check_digit("7992739871"), '3');  // the vector that is published with the algorithm
    EXPECT_TRUE(ContractNumber::parse("00412-7"));
    EXPECT_EQ(ContractNumber::of(412).text(), "00412-7");
    EXPECT_EQ(ContractNumber::of(1234567890).text().size(), 12U);
}

TEST(ContractNumber, AnyOtherDigitAndAnySwapOfNeighboursIsNoticed) {
    for (int n = 10'000; n < 10'400; ++n) {
        const std::string good = ContractNumber::of(static_cast<std::uint64_t>(n)).text();
        for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 6U}) {
            std::string slip = good;
            slip[at] = slip[at] == '9' ? '0' : static_cast<char>(slip[at] + 1);
            EXPECT_FALSE(ContractNumber::parse(slip)) << slip;
        }
        for (std::size_t at = 0; at < 4; ++at) {
            std::string slip = good;
            std::swap(slip[at], slip[at + 1]);
            const bool unseen = good[at] == good[at + 1] ||
                                (std::min(good[at], good[at + 1]) == '0' && std::max(good[at], good[at + 1]) == '9');
            EXPECT_EQ(ContractNumber::parse(slip).has_value(), unseen) << slip;  // Luhn does not see 09 for 90
        }
    }
}

TEST(ContractNumber, AnotherFormIsNone) {
    for (const char* text : {"", "0412-7", "004127", "00412 7", "00412-", "0041a-7", "00000000000-0"})
        EXPECT_FALSE(ContractNumber::parse(text)) << text;
}

TEST(Contract, IsTaken) {
    const auto contract = check_contract(full_draft());
    ASSERT_TRUE(contract.ok());
    EXPECT_EQ(contract->state, ContractState::active);
    EXPECT_EQ(contract->use_class, UseClass::domestic);
    EXPECT_EQ(contract->service_point.zone, "14-B");
    EXPECT_EQ(to_iso(contract->start), "2026-09-01");
}

struct Bad {
    const char* field;
    std::string ContractDraft::*member;
    const char* value;
};

class BadContract : public testing::TestWithParam<Bad> {};

TEST_P(BadContract, IsRefusedWithTheFieldAndARemedy) {
    ContractDraft draft = full_draft();
    draft.*GetParam().member = GetParam().value;
    const auto contract = check_contract(draft);
    ASSERT_FALSE(contract.ok());
    EXPECT_EQ(contract.refusal().field, GetParam().field);
    EXPECT_FALSE(contract.refusal().message.empty());
    EXPECT_FALSE(contract.refusal().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(Fields, BadContract,
                         testing::Values(Bad{"contract_id", &ContractDraft::contract_id, "x"},
                                         Bad{"number", &ContractDraft::number, "00412-8"},
                                         Bad{"customer_id", &ContractDraft::customer_id, ""},
                                         Bad{"service_point.service_point_id", &ContractDraft::service_point_id, ""},
                                         Bad{"service_point.street", &ContractDraft::street, ""},
                                         Bad{"service_point.street_number", &ContractDraft::street_number, "1\n2"},
                                         Bad{"service_point.settlement", &ContractDraft::settlement, ""},
                                         Bad{"service_point.municipality", &ContractDraft::municipality, ""},
                                         Bad{"service_point.postal_code", &ContractDraft::postal_code, "7600"},
                                         Bad{"service_point.zone_id", &ContractDraft::zone_id, "14 B"},
                                         Bad{"tariff_code", &ContractDraft::tariff_code, "dom"},
                                         Bad{"start_date", &ContractDraft::start_date, "2026-02-30"},
                                         Bad{"end_date", &ContractDraft::end_date, "2026-08-31"},
                                         Bad{"end_date", &ContractDraft::end_date, "nunca"},
                                         Bad{"state", &ContractDraft::state, "dormant"}));

TEST(Contract, ALineIsCountedInCharactersNotBytes) {
    ContractDraft draft = full_draft();
    draft.street.clear();
    for (int letter = 0; letter < 120; ++letter)
        draft.street += "ñ";
    EXPECT_TRUE(check_contract(draft).ok());
    draft.street += "n";
    EXPECT_EQ(check_contract(draft).refusal().field, "service_point.street");
}

TEST(Contract, WithoutAUseIsRefused) {
    ContractDraft draft = full_draft();
    draft.use_class = 0;
    EXPECT_EQ(check_contract(draft).refusal().field, "use_class");
    draft.use_class = 5;
    EXPECT_EQ(check_contract(draft).refusal().field, "use_class");
}

}  // namespace
}  // namespace aquacis::contracts
