#include "cloud/billing/service/announce_bills.hpp"

#include <map>
#include <unordered_map>
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/run_store.hpp"
#include "cloud/billing/wire/published_run_events.hpp"
#include "cloud/platform/events/announcing.hpp"

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
                std::vector<platform::Event> events;
                for (const Bill& bill : find_bills(tx, ids)) {
                    const BillingRunId run = runs.at(bill.id);
                    const auto [place, is_new] = known.try_emplace(run.to_string());
                    if (is_new) place->second = find_run(tx, run).value();
                    events.push_back(
                        invoice_generated(bill, place->second, make_uuid_v7(context.clock.now(), context.random)));
                }
                platform::publish(tx, events);
                return platform::announced_page(standing, [](const StandingBill& last) { return last.id.to_string(); });
            }};
}

}  // namespace aquacis::billing
