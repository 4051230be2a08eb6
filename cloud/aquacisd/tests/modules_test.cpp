// What holds for every context that this program can host.

#include "cloud/aquacisd/modules.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/migrations_walk.hpp"

namespace aquacis::aquacisd {
namespace {

std::vector<std::string> names_of(const std::vector<platform::ModuleDescriptor>& modules) {
    std::vector<std::string> names;
    for (const auto& module : modules)
        names.push_back(module.name);
    return names;
}

TEST(Modules, EverySchemaWalksUpDownAndUpAgain) {
    for (const auto& module : choose_modules("all")) {
        SCOPED_TRACE(module.name);
        if (module.has_database) test::expect_migrations_walk(module.migrations);
    }
}

TEST(Modules, EveryTableHidesOtherAdministrationsRows) {
    // Which database this is, which administrations have a feed, which week is in which partition: nothing of anybody.
    std::map<std::string, std::set<std::string>> of_nobody{{"synchub", {"hub", "administration"}},
                                                           {"ingest", {"seen_week"}}};
    for (const auto& module : choose_modules("all"))
        if (module.has_database) test::expect_rows_are_guarded(module.name, module.migrations, of_nobody[module.name]);
}

TEST(Modules, AreChosenByNameAndAWrongNameIsToldWithTheRightOnes) {
    EXPECT_EQ(names_of(choose_modules("metering,billing")), (std::vector<std::string>{"metering", "billing"}));
    try {
        choose_modules("metering,biling");
        FAIL() << "a name that is none was taken";
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("biling"), std::string::npos);
        EXPECT_NE(std::string(fault.what()).find("payments"), std::string::npos);
    }
}

}  // namespace
}  // namespace aquacis::aquacisd
