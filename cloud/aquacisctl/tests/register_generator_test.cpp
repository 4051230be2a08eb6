#include "cloud/aquacisctl/register_generator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cloud/aquacisctl/register_file.hpp"
#include "cloud/aquacisctl/register_identifiers.hpp"

namespace aquacis::aquacisctl {
namespace {

RegisterOrder order_of(int contracts, std::uint64_t seed = 7) {
    return {seed, AdministrationId(11), contracts, parse_date("2026-09-01").value()};
}

std::string lines_of(const RegisterOrder& order) {
    std::ostringstream lines;
    write_register(lines, order, generate_register(order));
    return lines.str();
}

class MadeRegister : public testing::Test {
protected:
    static const std::vector<RegisterEntry>& entries() {
        static const Register made = generate_register(order_of(5000));
        return made.entries;
    }
};

TEST_F(MadeRegister, EveryEntryIsOneTheContextsTake) {
    for (const RegisterEntry& entry : entries()) {
        const auto customer = customers::check_customer(entry.customer);
        ASSERT_TRUE(customer.ok()) << customer.refusal().field << " of " << entry.customer.name;
        EXPECT_TRUE(customers::warnings_about(*customer).empty()) << entry.customer.rfc;
        const auto contract = contracts::check_contract(entry.contract);
        ASSERT_TRUE(contract.ok()) << contract.refusal().field;
        const auto meter = metering::check_meter(entry.meter);
        ASSERT_TRUE(meter.ok()) << meter.refusal().field;
    }
}

TEST_F(MadeRegister, NothingIsThereTwice) {
    std::set<std::string> serials, numbers, ids;
    for (const RegisterEntry& entry : entries()) {
        EXPECT_TRUE(serials.insert(entry.meter.identity.serial).second) << entry.meter.identity.serial;
        EXPECT_TRUE(numbers.insert(entry.contract.number).second);
        for (const auto& id : {entry.customer.customer_id, entry.contract.contract_id, entry.contract.service_point_id,
                               entry.meter.meter_id})
            EXPECT_TRUE(ids.insert(id).second);
    }
}

TEST_F(MadeRegister, LooksLikeAUtilitys) {
    std::map<int, int> uses;
    std::map<std::string, int> zones, manufacturers;
    int leaks = 0, stopped = 0, empty = 0;
    for (const RegisterEntry& entry : entries()) {
        ++uses[entry.contract.use_class];
        ++zones[entry.contract.zone_id];
        ++manufacturers[entry.meter.identity.manufacturer];
        leaks += entry.radio.leak_litres_per_day > 0 ? 1 : 0;
        stopped += entry.radio.stopped_after_day ? 1 : 0;
        empty += entry.radio.week_litres[0] == 0 ? 1 : 0;
    }
    EXPECT_NEAR(uses[1], 4500, 100);
    for (const int use : {2, 3, 4})
        EXPECT_GT(uses[use], 25) << use;
    EXPECT_EQ(zones.size(), 10U);
    for (const auto& [zone, count] : zones)
        EXPECT_EQ(count, 500) << zone;
    EXPECT_TRUE(zones.contains("14-B"));
    for (const char* manufacturer : {"KAM", "SEN", "ZRI", "HYD", "DME", "ITW", "ELR"})
        EXPECT_GT(manufacturers[manufacturer], 200) << manufacturer;
    for (const int some : {leaks, stopped, empty})
        EXPECT_TRUE(some > 50 && some < 400) << some;
}

TEST_F(MadeRegister, NoMeterUsesMoreThanItLetsThrough) {
    for (const RegisterEntry& entry : entries())
        for (const std::int64_t litres : entry.radio.week_litres)
            EXPECT_LT(litres + entry.radio.leak_litres_per_day, entry.meter.permanent_flow_litres_h * 24);
}

TEST(RegisterFile, TheSameSeedIsTheSameToTheLastByteAndAnotherIsNot) {
    EXPECT_EQ(lines_of(order_of(50)), lines_of(order_of(50)));
    EXPECT_NE(lines_of(order_of(50)), lines_of(order_of(50, 8)));
}

TEST(RegisterFile, ALargerOneBeginsWithTheSmaller) {
    const auto small = generate_register(order_of(20)), large = generate_register(order_of(40));
    EXPECT_EQ(small.entries.back().customer.name, large.entries[19].customer.name);
    EXPECT_EQ(small.entries.back().radio.key, large.entries[19].radio.key);
    EXPECT_EQ(small.cashiers.back().pin, large.cashiers.back().pin);
}

TEST(RegisterFile, HasAHeaderAndALineForEachMeter) {
    std::istringstream in(lines_of(order_of(30)));
    std::string line;
    std::getline(in, line);
    const auto header = nlohmann::json::parse(line);
    EXPECT_EQ(header.at("register"), 1);
    EXPECT_EQ(header.at("contracts"), 30);
    EXPECT_EQ(header.at("administration"), 11);
    EXPECT_EQ(header.at("start"), "2026-09-01");
    ASSERT_EQ(header.at("cashiers").size(), 4U);
    std::set<std::string> pins;
    for (const auto& cashier : header.at("cashiers"))
        pins.insert(cashier.at("pin").get<std::string>());
    EXPECT_EQ(pins.size(), 4U);
    int meters = 0;
    while (std::getline(in, line)) {
        const auto meter = nlohmann::json::parse(line);
        EXPECT_EQ(meter.at("key").get<std::string>().size(), meter.at("security") == "none" ? 0U : 32U);
        EXPECT_EQ(meter.at("week").size(), 7U);
        EXPECT_TRUE(meter.at("stopped_after_day").is_null() || meter.at("stopped_after_day").is_number_integer());
        EXPECT_TRUE(contracts::ContractNumber::parse(meter.at("contract").get<std::string>()));
        ++meters;
    }
    EXPECT_EQ(meters, 30);
}

TEST(Identifiers, AreFormedFromTheName) {
    const Person person{"José Luis", "Peña", "Núñez", false, parse_date("1980-12-31").value()};
    EXPECT_EQ(curp_of(person).substr(0, 16), "PENL801231HQTXXS");
    EXPECT_EQ(rfc_of(person, seeded_random(1)).substr(0, 10), "PENL801231");
    EXPECT_EQ(upper_plain("Íñigo Peña Güémez"), "IÑIGO PEÑA GUEMEZ");
    EXPECT_EQ(lower_ascii("Peña Ruiz"), "penaruiz");
}

}  // namespace
}  // namespace aquacis::aquacisctl
