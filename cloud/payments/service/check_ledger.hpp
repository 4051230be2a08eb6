#pragma once
// The ledger checked against itself, once a day of what is new and by command of everything.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/telemetry/gauges.hpp"

namespace aquacis::payments {

struct LedgerReport {
    std::vector<std::string> imbalances;          // money made, lost or counted twice
    std::vector<std::string> folios_not_granted;  // on payments; nothing is lost
};

enum class LedgerSpan {
    recent,  // what was recorded since the last check that found nothing
    whole,
};
LedgerReport check_ledger(platform::Pool& database, AdministrationId administration, LedgerSpan span, Instant now);

// Every administration whose last check is a day old.
void check_due_ledgers(platform::Pool& database, const Clock& clock);

// What the last checks found, of all administrations together.
platform::Gauges ledger_gauges(platform::Pool& database);

}  // namespace aquacis::payments
