#include <algorithm>
#include <chrono>
#include <future>
#include <iostream>
#include <random>

#include "base/luhn.hpp"
#include "base/printed_code.hpp"
#include "field-app/core/search/search_worker.hpp"
#include "field-app/core/tests/till_fixture.hpp"
#include "field-app/node/text.hpp"

namespace aquacis::office {
namespace {

constexpr int contracts = 20'000;
constexpr std::array first_names{"Ana",       "José",     "María",  "Luis",  "Guadalupe",
                                 "Francisco", "Verónica", "Héctor", "Lucía", "Íñigo"};
constexpr std::array surnames{"Pérez",  "Hernández", "González", "Ramírez",   "Ortega",     "Nuñez",
                              "Rubio",  "Zúñiga",    "Mendoza",  "Castañeda", "Villalobos", "Ibarra",
                              "Quiroz", "Escobedo",  "Arriaga",  "Bocanegra"};
constexpr std::array streets{"Morelos",  "Hidalgo",         "Corregidora", "Constituyentes",
                             "Zaragoza", "Ezequiel Montes", "Pino Suárez", "Ocampo"};

std::string number_of(int i) {
    std::string digits = std::to_string(i);
    digits.insert(0, 5 - digits.size(), '0');
    return digits + "-" + luhn_check_digit(digits);
}

// One town for all tests of this file: filling it is most of their time.
class Town {
public:
    static Town& instance() {
        static Town town;
        return town;
    }
    TestFolder folder{"search"};

private:
    Town() {
        const OfficeConfig config = test_config();
        OfficeStore store(folder.file(), config.device, config.administration);
        OfficeFeedTarget target({config.series, config.folio_batch});
        std::mt19937 random(1);
        std::vector<sync::FeedRow> rows;
        for (int i = 1; i <= contracts; ++i) {
            const std::string name = std::string(first_names.at(random() % first_names.size())) + " " +
                                     surnames.at(random() % surnames.size()) + " " +
                                     surnames.at(random() % surnames.size());
            rows.push_back(contract_row(number_of(i), name, streets.at(random() % streets.size()),
                                        std::to_string(random() % 900 + 1), std::to_string(64'000'000 + i * 7)));
        }
        rows.push_back(account_row("00412-7", {{"2026-10", pesos(674, 44)}}));
        rows.push_back(contract_row("99999-1", "Xóchitl Tlacuilo Bocanegra", "Nahui Ollin", "7", "12345678"));
        feed(store.database(), target, rows);
    }
};

class SearchTest : public testing::Test {
protected:
    Searcher searcher{Town::instance().folder.file()};
};

TEST_F(SearchTest, FindsWhatAPlainScanFinds) {
    const SearchAnswer answer = searcher.find("gonz ana");
    EXPECT_EQ(answer.hits.size(), Searcher::most_hits);
    EXPECT_FALSE(answer.corrected);
    EXPECT_EQ(answer.contracts, contracts + 1);
    for (const SearchHit& hit : answer.hits) {
        const std::string name = " " + fold(hit.customer_name) + " " + fold(hit.place);
        EXPECT_NE(name.find(" gonz"), std::string::npos) << name;
        EXPECT_NE(name.find(" ana"), std::string::npos) << name;
    }
    EXPECT_EQ(searcher.find("xochitl nahui 7").hits.size(), 1U) << "name, street and number together, no accents";
    EXPECT_TRUE(searcher.find("  ").hits.empty());
    EXPECT_TRUE(searcher.find("\" OR * (").hits.size() <= Searcher::most_hits)
        << "what is typed is never a query language";
}

TEST_F(SearchTest, FindsNumbersFromEitherEnd) {
    for (const std::string query : {"00412-7", "412-7", "4127", "004127"}) {
        const SearchAnswer answer = searcher.find(query);
        ASSERT_FALSE(answer.hits.empty()) << query;
        EXPECT_TRUE(std::any_of(answer.hits.begin(), answer.hits.end(), [](const auto& hit) {
            return hit.number == "00412-7";
        })) << query;
    }
    EXPECT_EQ(searcher.find("12345678").hits.at(0).number, "99999-1") << "the meter";
    EXPECT_EQ(searcher.find("KAM 12345678").hits.at(0).number, "99999-1") << "as it stands on the meter";
    EXPECT_EQ(searcher.find("45678").hits.at(0).number, "99999-1") << "the meter's end";
}

TEST_F(SearchTest, AWholeContractNumberFindsItsContractAndNothingElse) {
    for (const std::string query : {"00412-7", "412-7", "004127", "0000412-7", "C11E-00412-7", "c11e-00412-7",
                                    "C11E'00412'7", "C00412-7", "c00412-7", "C004127", "QRO-2026-10-00412-7",
                                    "QRO-2026-10-00412-7-R2", "qro-2026-10-00412-7-2", " 00412-7 ", "C00412'7"}) {
        const SearchAnswer answer = searcher.find(query);
        ASSERT_EQ(answer.hits.size(), 1U) << query;
        EXPECT_EQ(answer.hits[0].number, "00412-7") << query;
        EXPECT_TRUE(answer.exact) << query;
    }
    EXPECT_EQ(searcher.find("00001-8").hits.size(), 1U);
    EXPECT_EQ(searcher.find("00003-4").hits.size(), 1U) << "others begin alike without their zeros";
    EXPECT_EQ(searcher.find("99999-1").hits.size(), 1U) << "an old number whose digit is wrong is still this one's";
}

TEST_F(SearchTest, AWrongCheckDigitSaysSoAndShowsNobody) {
    const SearchAnswer wrong = searcher.find("00001-7");
    EXPECT_TRUE(wrong.hits.empty());
    ASSERT_TRUE(wrong.unknown.has_value());
    EXPECT_EQ(wrong.unknown->number, "00001-7");
    EXPECT_TRUE(wrong.unknown->check_digit_wrong);
    const SearchAnswer elsewhere = searcher.find("54321-5");
    EXPECT_TRUE(elsewhere.hits.empty());
    ASSERT_TRUE(elsewhere.unknown.has_value());
    EXPECT_FALSE(elsewhere.unknown->check_digit_wrong) << "a right number of another place";
}

TEST_F(SearchTest, ACodeOfAnotherAdministrationOpensNobodyHere) {
    const SearchAnswer answer = searcher.find(printed_code(AdministrationId(6), "00412-7"));
    EXPECT_TRUE(answer.hits.empty()) << "the same number is another person's there";
    EXPECT_FALSE(answer.exact);
    ASSERT_TRUE(answer.useless.has_value());
    EXPECT_EQ(answer.useless->administration, AdministrationId(6));
    EXPECT_FALSE(answer.useless->misread);
    const SearchAnswer misread = searcher.find("C11F-00412-7");
    EXPECT_TRUE(misread.hits.empty());
    ASSERT_TRUE(misread.useless.has_value());
    EXPECT_TRUE(misread.useless->misread);
    EXPECT_FALSE(searcher.find("C11E-00412-7").useless.has_value());
}

TEST_F(SearchTest, PaperThatNamesNoAdministrationWantsTheNameConfirmed) {
    for (const std::string query : {"C00412-7", "C004127", "AME-2026-10-00412-7", "QRO-2026-10-00413-5"})
        EXPECT_TRUE(searcher.find(query).name_unconfirmed) << query;
    for (const std::string query : {"00412-7", "004127", "C11E-00412-7", "QRO-2026-10-00412-7", "qro-2026-09-00412-7"})
        EXPECT_FALSE(searcher.find(query).name_unconfirmed) << query << ": a bill of a prefix that is this contract's";
}

TEST_F(SearchTest, ZerosInFrontAreMeant) {
    const SearchAnswer answer = searcher.find("00200");
    ASSERT_EQ(answer.hits.size(), 1U);
    EXPECT_EQ(answer.hits[0].number.substr(0, 5), "00200");
    EXPECT_EQ(searcher.find("0020").hits.size(), 10U) << "00200 to 00209";
    EXPECT_EQ(searcher.find("1999").hits.at(0).number.substr(0, 4), "1999") << "what begins so is first";
}

TEST_F(SearchTest, AMeterReadInGroupsIsOneNumberAndSaysWhyItIsHere) {
    for (const std::string query : {"KAM 1234 5678", "1234 5678", "kam 12345678"}) {
        const SearchAnswer answer = searcher.find(query);
        ASSERT_FALSE(answer.hits.empty()) << query;
        EXPECT_EQ(answer.hits[0].number, "99999-1") << query;
        EXPECT_EQ(answer.hits[0].meter, "KAM 12345678") << query;
    }
    EXPECT_TRUE(searcher.find("tlacuilo").hits.at(0).meter.empty());
}

TEST_F(SearchTest, ForgivesTypingErrorsOnlyWhenLittleIsFound) {
    EXPECT_EQ(searcher.find("xochtil").hits.at(0).number, "99999-1") << "two letters changed places";
    EXPECT_TRUE(searcher.find("xochtil").corrected);
    EXPECT_EQ(searcher.find("tlacuillo bocanegra").hits.at(0).number, "99999-1");
    const SearchAnswer hernandes = searcher.find("hernandes");
    EXPECT_EQ(hernandes.hits.size(), Searcher::most_hits);
    EXPECT_TRUE(hernandes.corrected);
    EXPECT_TRUE(searcher.find("qqqqqq").hits.empty());
}

TEST_F(SearchTest, PrintsHowLongAKeystrokeTakes) {
    std::vector<double> micros;
    for (const std::string_view text :
         {"gonzalez ana", "morelos 112", "00412-7", "castañeda hidalgo", "hernandes", "64001234"})
        for (std::size_t length = 1; length <= text.size(); ++length) {
            const auto start = std::chrono::steady_clock::now();
            searcher.find(std::string(text.substr(0, length)));
            micros.push_back(
                std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
        }
    std::sort(micros.begin(), micros.end());
    std::cout << "search, " << contracts << " contracts, " << micros.size() << " keystrokes: p50 "
              << micros[micros.size() / 2] / 1000 << " ms, p95 " << micros[micros.size() * 95 / 100] / 1000
              << " ms, worst " << micros.back() / 1000 << " ms\n";
}

TEST_F(SearchTest, TheWorkerAnswersTheLastQuery) {
    std::promise<SearchAnswer> last;
    SearchWorker worker(Town::instance().folder.file(), [&last](SearchAnswer answer) {
        if (answer.query == "morelos 112") last.set_value(std::move(answer));
    });
    const std::string text = "morelos 112";
    for (std::size_t length = 1; length <= text.size(); ++length)
        worker.ask(text.substr(0, length));
    auto future = last.get_future();
    ASSERT_EQ(future.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_FALSE(future.get().hits.empty());
}

}  // namespace
}  // namespace aquacis::office
