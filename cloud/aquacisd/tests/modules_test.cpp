// What holds for every context that this program can host.

#include "cloud/aquacisd/modules.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

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
    for (const auto& module : choose_modules("all"))
        if (module.has_database) test::expect_rows_are_guarded(module.name, module.migrations);
}

TEST(Modules, EveryTableStandsInTheListOfWhatGrows) {
    std::stringstream text;
    text << std::ifstream(std::string(std::getenv("AQUACIS_SOURCE")) + "/docs/sizes.md").rdbuf();
    for (const auto& module : choose_modules("all"))
        if (module.has_database) test::expect_tables_are_listed(module.name, module.migrations, text.str());
}

TEST(Modules, ALookUpInATableThatATaskSeesReadsItsOwnRowsAlone) {
    for (const auto& module : choose_modules("all"))
        if (module.has_database) test::expect_tasks_leave_indexes(module.name, module.migrations);
}

TEST(Modules, WhatOnlyGrowsIsNotChangedByTheRoleThatRuns) {
    std::map<std::string, std::vector<std::string>> only_grow{
        {"customers", {"access_log", "customer_history"}},
        {"metering", {"reading", "consumption", "reading_decision"}},
        {"billing", {"bill_event", "tariff_version", "claim", "invoice", "bill_reversal"}},
        {"fiscal", {"cfdi", "cfdi_note", "access_log", "bill_reversal", "cfdi_cancellation"}},
        {"synchub", {"operation"}},
        {"payments",
         {"payment", "tender", "ledger_entry", "debt", "cash_session", "cash_close", "cash_count", "folio_range",
          "operation_outcome", "operation_quarantine", "debt_withdrawal"}},
        {"ingest", {"gateway_certificate"}},
    };
    for (const auto& module : choose_modules("all"))
        if (module.has_database) test::expect_only_grows(module.name, module.migrations, only_grow[module.name]);
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
