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
