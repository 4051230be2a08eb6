#include "cloud/payments/service/check_ledger.hpp"

#include "base/log/log.hpp"
#include "cloud/payments/store/check_store.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::payments {
namespace {

constexpr std::chrono::hours between_checks{24};
constexpr std::chrono::hours overlap{1};  // a transaction that was long to commit has an early time

}  // namespace

LedgerReport check_ledger(platform::Pool& database, AdministrationId administration, LedgerSpan span, Instant now) {
    const LedgerReport report = database.run(administration, [&](platform::Transaction& tx) {
        const Instant since = span == LedgerSpan::whole ? Instant() : read_checked_to(tx) - overlap;
        LedgerReport found{find_imbalances(tx, since), find_folios_not_granted(tx, since)};
        note_ledger_check(
            tx, {static_cast<int>(found.imbalances.size()), static_cast<int>(found.folios_not_granted.size())}, now);
        return found;
    });
    if (!report.imbalances.empty())
        log::error("payments.ledger_out_of_balance", {{"administration", administration.number()},
                                                      {"found", report.imbalances.size()},
                                                      {"first", report.imbalances.front()},
                                                      {"remedy", "aquacisctl payments check lists them all"}});
    if (!report.folios_not_granted.empty())
        log::warning("payments.folios_not_granted", {{"administration", administration.number()},
                                                     {"found", report.folios_not_granted.size()},
                                                     {"first", report.folios_not_granted.front()}});
    return report;
}

void check_due_ledgers(platform::Pool& database, const Clock& clock) {
    const auto ledgers = database.run_for_all({"ledger_check"}, list_ledger_checks);
    for (const CheckedLedger& ledger : ledgers) {
        if (clock.now() - ledger.checked_at < between_checks) continue;
        try {
            check_ledger(database, ledger.administration, LedgerSpan::recent, clock.now());
        } catch (const std::exception& fault) {  // the others have their turn
            log::error("payments.ledger_not_checked", {{"administration", ledger.administration.number()},
                                                       {"reason", platform::classify(fault).description}});
        }
    }
}

platform::Gauges ledger_gauges(platform::Pool& database) {
    constexpr const char* imbalances = "aquacis_payments_out_of_balance";
    constexpr const char* folios = "aquacis_payments_folios_not_granted";
    return {
        {{imbalances, "What the last check of the ledger found wrong."},
         {folios, "Folios on recent payments that no device was granted."}},
        [&database] {
            const LedgerFindings found = database.run_for_all({"ledger_check"}, sum_ledger_checks);
            return std::vector<platform::Measure>{{imbalances, found.imbalances}, {folios, found.folios_not_granted}};
        }};
}

}  // namespace aquacis::payments
