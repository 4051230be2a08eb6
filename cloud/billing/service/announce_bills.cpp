#include "cloud/billing/service/announce_bills.hpp"

#include <map>
#include <unordered_map>

#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/billing/wire/published_invoice_generated.hpp"
#include "cloud/platform/events/announcing.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {

platform::Announcement bills_announced(const Context& context) {
    return {"invoice", [&context](platform::Transaction& tx, const std::string& after) {
                const auto standing = list_standing_bills(tx, after, platform::announced_at_once);
                std::vector<InvoiceId> ids;
                std::unordered_map<InvoiceId, BillingRunId> runs;
                for (const StandingBill& bill : standing) {
                    ids.push_back(bill.id);
                    runs.emplace(bill.id, bill.run);
                }
                std::map<std::string, Run> known;
                std::vector<platform::Caused<v1::InvoiceGenerated>> generated;
                for (const Bill& bill : find_bills(tx, ids)) {
                    const BillingRunId run = runs.at(bill.id);
                    const auto [place, is_new] = known.try_emplace(run.to_string());
                    if (is_new) place->second = find_run(tx, run).value();
                    generated.push_back({{.random = context.random,
                                          .now = context.clock.now(),
                                          .correlation_id = place->second.correlation_id,
                                          .happened = bill.issued.at},
                                         invoice_generated(bill, run)});
                }
                platform::publish(tx, generated);
                return platform::announced_page(standing, [](const StandingBill& last) { return last.id.to_string(); });
            }};
}

}  // namespace aquacis::billing
