#include "cloud/billing/service/tariff_json.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cloud/billing/domain/rating.hpp"

namespace aquacis::billing {
namespace {

using nlohmann::json;

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

const json flat = {
    {"code", "PRUEBA"},
    {"version", 1},
    {"name", "Prueba"},
    {"use_class", "domestic"},
    {"valid_from", "2026-01-01"},
    {"charges", {{{"kind", "fixed"}, {"description", "Cargo fijo"}, {"method", "flat"}, {"price", "86.40"}}}}};

std::string refused_field(const json& document) {
    const auto parsed = parse_tariff(document.dump());
    return parsed ? "" : parsed.refusal().field;
}

TEST(TariffJson, ReadsTheDemosTariffs) {
    const char* source = std::getenv("AQUACIS_SOURCE");
    if (source == nullptr) GTEST_SKIP() << "AQUACIS_SOURCE does not say where the source is";
    const auto folder = std::filesystem::path(source) / "cloud/aquacisctl/tariffs";
    for (const char* name : {"dom-medio.json", "com.json", "ind.json", "pub.json"}) {
        const auto parsed = parse_tariff(file_text(folder / name));
        ASSERT_TRUE(parsed) << name << ": " << parsed.refusal().field << " " << parsed.refusal().message;
        EXPECT_EQ(parsed->sha256.size(), 64U);
    }
    const auto domestic = parse_tariff(file_text(folder / "dom-medio.json"));
    const Volume used = Volume::litres(21'000);
    const auto bill = rate(domestic->tariff, {Volume::litres(1'284'000), Volume::litres(1'305'000), used},
                           parse_date("2026-10-31").value());
    EXPECT_EQ(bill->total.plain(), "613.41");
}

TEST(TariffJson, IsTheSameWhateverItsLayout) {
    const auto compact = parse_tariff(flat.dump()), wide = parse_tariff(flat.dump(4));
    EXPECT_EQ(compact->sha256, wide->sha256);
    EXPECT_EQ(parse_tariff(compact->canonical)->canonical, compact->canonical);
    json dearer = flat;
    dearer["charges"][0]["price"] = "86.41";
    EXPECT_NE(parse_tariff(dearer.dump())->sha256, compact->sha256);
}

TEST(TariffJson, WritesEveryDefaultIntoWhatItsHashCovers) {
    EXPECT_EQ(parse_tariff(flat.dump())->canonical,
              R"({"charges":[{"description":"Cargo fijo","kind":"fixed","method":"flat","price":"86.4","tax":"0"}],)"
              R"("code":"PRUEBA","format":1,"name":"Prueba","rounding":{"base":"exact",)"
              R"("line":{"decimals":2,"mode":"half_up"},)"
              R"("rate":"exact","tax":{"at":"document","mode":"half_up"},"volume":{"decimals":3,"mode":"down",)"
              R"("of":"consumption"}},"use_class":"domestic","valid_from":"2026-01-01","version":1})");
    json said = flat;  // who writes the defaults himself has the same tariff
    said["charges"][0]["tax"] = "0.00";
    said["rounding"]["base"] = "exact";
    said["rounding"]["line"] = {{"decimals", 2}, {"mode", "half_up"}};
    EXPECT_EQ(parse_tariff(said.dump())->sha256, parse_tariff(flat.dump())->sha256);
}

TEST(TariffJson, ReadsEveryMethodBackFromItsCanonicalForm) {
    json document = flat;
    document["uma"] = "117.31";
    document["legal_basis"] = "Artículo 4";
    document["rounding"] = {{"volume", {{"of", "register"}, {"decimals", 0}, {"mode", "down"}}},
                            {"base", {{"decimals", 0}, {"mode", "half_even"}}},
                            {"rate", {{"decimals", 2}, {"mode", "up"}}},
                            {"tax", {{"at", "line"}, {"mode", "down"}}}};
    const json blocks = {{{"from", "0"}, {"up_to", "10"}, {"base", "5"}, {"rate", "1.5"}},
                         {{"from", "10.01"}, {"rate", "2"}}};
    document["charges"] = {{{"kind", "water"},
                            {"description", "a"},
                            {"method", "marginal_blocks"},
                            {"blocks", blocks},
                            {"excess_over", "from"},
                            {"limit_in", "upper"}},
                           {{"kind", "water"},
                            {"description", "b"},
                            {"method", "whole_consumption"},
                            {"steps", {{{"up_to", "3"}, {"price", "67"}}}},
                            {"blocks", {{{"rate", "6.67"}}}}},
                           {{"kind", "sewer"},
                            {"description", "c"},
                            {"method", "exact_table"},
                            {"prices", {"50", "61.10"}},
                            {"beyond", "12.5"}},
                           {{"kind", "water"},
                            {"description", "d"},
                            {"method", "minimum"},
                            {"price", "90"},
                            {"of", {"water"}},
                            {"from", "2026-01-01"},
                            {"until", "2026-12-31"}},
                           {{"kind", "adjustment"},
                            {"description", "e"},
                            {"method", "percentage"},
                            {"percent", "-12.5"},
                            {"of", {"water"}},
                            {"tax", "0"}}};
    const auto parsed = parse_tariff(document.dump());
    ASSERT_TRUE(parsed) << parsed.refusal().field << " " << parsed.refusal().message;
    const auto again = read_tariff(parsed->canonical, parsed->sha256);
    ASSERT_TRUE(again);
    EXPECT_EQ(parse_tariff(parsed->canonical)->canonical, parsed->canonical);
    const Usage usage{Volume::litres(1'000), Volume::litres(23'000), Volume::litres(22'000)};
    const Date on = parse_date("2026-10-31").value();
    EXPECT_EQ(rate(*again, usage, on)->total, rate(parsed->tariff, usage, on)->total);
    EXPECT_FALSE(read_tariff(parsed->canonical + " ", parsed->sha256));
}

TEST(TariffJson, RefusesWhatWouldMisleadItsReader) {
    json document = flat;
    document["charges"][0]["blocks"] = {{{"rate", "1"}}};  // of another method: would be passed over
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].blocks");
    const std::string twice = R"({"code": "PRUEBA", "charges": [{"price": "1", "kind": "fixed", "price": "2"}]})";
    EXPECT_EQ(parse_tariff(twice).refusal().field, "definition_json.price");
    EXPECT_NE(parse_tariff(twice).refusal().message.find("dos veces"), std::string::npos);
    document = flat;
    document["charges"][0]["tax"] = "0.15";
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].tax");
    document["charges"][0]["tax"] = "0.08";
    EXPECT_EQ(refused_field(document), "");
    for (const char* code : {"dom_medio", "DOM MEDIO", "", "ÑU", "A23456789012345678901234567890123"}) {
        document = flat;
        document["code"] = code;
        EXPECT_EQ(refused_field(document), "definition_json.code") << code;
    }
}

TEST(TariffJson, RefusesADiscountOverChargesOfDifferentTax) {
    json document = flat;
    document["charges"] = {{{"kind", "water"}, {"description", "Agua"}, {"method", "flat"}, {"price", "200"}},
                           {{"kind", "sewer"}, {"description", "Alcantarillado"}, {"method", "flat"}, {"price", "20"}},
                           {{"kind", "adjustment"},
                            {"description", "Subsidio"},
                            {"method", "percentage"},
                            {"percent", "-50"},
                            {"of", {"water", "sewer"}},
                            {"tax", "0"}}};
    EXPECT_EQ(refused_field(document), "definition_json.charges[2].of");
    document["charges"][2]["of"] = {"sewer"};
    EXPECT_EQ(refused_field(document), "definition_json.charges[2].of");  // and its own must be theirs
    document["charges"][2]["tax"] = "0.16";
    EXPECT_EQ(refused_field(document), "");
    document["charges"].push_back({{"kind", "adjustment"},
                                   {"description", "Subsidio"},
                                   {"method", "percentage"},
                                   {"percent", "-50"},
                                   {"of", {"water"}},
                                   {"tax", "0"}});
    const auto both = parse_tariff(document.dump());
    ASSERT_TRUE(both);
    const auto bill = rate(both->tariff, Usage{}, parse_date("2026-10-31").value());
    EXPECT_EQ(bill->total.plain(), "111.60");
    document["charges"][2] = {{"kind", "water"},
                              {"description", "Mínimo"},
                              {"method", "minimum"},
                              {"price", "500"},
                              {"of", {"water", "sewer"}}};
    EXPECT_EQ(refused_field(document), "definition_json.charges[2].of");
}

TEST(TariffJson, RefusesABlockThatBeginsWhereNoWaterIsPriced) {
    json document = flat;
    const auto with = [&](const char* from, const char* up_to) {
        document["charges"] = {
            {{"kind", "water"},
             {"description", "Agua"},
             {"method", "marginal_blocks"},
             {"excess_over", "from"},
             {"blocks",
              {{{"from", "0"}, {"up_to", "10"}, {"rate", "10"}}, {{"from", from}, {"up_to", up_to}, {"rate", "20"}}}}}};
        return refused_field(document);
    };
    EXPECT_EQ(with("10.01", "20"), "");
    EXPECT_EQ(with("11", "20"), "");
    EXPECT_EQ(with("110", "20"), "definition_json.charges[0].blocks[1].from");
    EXPECT_EQ(with("11.5", "20"), "definition_json.charges[0].blocks[1].from");
    EXPECT_EQ(with("9", "20"), "definition_json.charges[0].blocks[1].from");
}

TEST(TariffJson, RefusesWithThePathOfTheField) {
    json document = flat;
    document["charges"][0]["prize"] = "1";
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].prize");
    document = flat;
    document["charges"][0]["price"] = 86.4;  // a floating-point number
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].price");
    document = flat;
    document["charges"][0]["price"] = "-1";
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].price");
    document = flat;
    document["charges"][0]["kind"] = "surcharge";
    EXPECT_EQ(refused_field(document), "definition_json.charges[0].tax");
    document = flat;
    document["valid_from"] = "2026-02-30";
    EXPECT_EQ(refused_field(document), "definition_json.valid_from");
    document = flat;
    document.erase("charges");
    EXPECT_EQ(refused_field(document), "definition_json.charges");
    EXPECT_EQ(parse_tariff("{").refusal().field, "definition_json");
    EXPECT_EQ(parse_tariff("[]").refusal().field, "definition_json");
    EXPECT_EQ(parse_tariff(std::string(longest_definition + 1, ' ')).refusal().field, "definition_json");
}

}  // namespace
}  // namespace aquacis::billing
