#include "cloud/synchub/events/consume.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "cloud/platform/events/subscribe.hpp"
#include "cloud/synchub/service/seen.hpp"
#include "cloud/synchub/wire/bill_row.hpp"
#include "cloud/synchub/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

using platform::Batch;

constexpr const char* bill_kind = "invoice";

std::string use_class_text(contracts::v1::UseClass use) {
    switch (use) {
        case contracts::v1::USE_CLASS_DOMESTIC:
            return "domestic";
        case contracts::v1::USE_CLASS_COMMERCIAL:
            return "commercial";
        case contracts::v1::USE_CLASS_INDUSTRIAL:
            return "industrial";
        case contracts::v1::USE_CLASS_PUBLIC:
            return "public";
        default:
            return {};
    }
}

ContractPart part_of(const contracts::v1::Contract& contract) {
    const auto& point = contract.service_point();
    return {contract.contract_id(), contract.customer_id(), contract.number(),
            point.street(),         point.street_number(),  point.settlement(),
            point.municipality(),   point.zone_id(),        use_class_text(contract.use_class()),
            contract.tariff_code(), contract.state()};
}

void put_in_pages(Transaction& tx, PartitionHead& head, std::span<const FeedRow> rows) {
    for (std::size_t done = 0; done < rows.size(); done += max_rows_at_once)
        put_rows(tx, head, rows.subspan(done, std::min(max_rows_at_once, rows.size() - done)));
}

void rebuild(Transaction& tx, PartitionHead& head, std::span<const std::string> contracts) {
    std::vector<FeedRow> rows;
    for (const ContractView& view : select_contracts(tx, contracts))
        rows.push_back(to_feed_row(view));
    put_in_pages(tx, head, rows);
}

void on_contracts(Transaction& tx, Batch<contracts::v1::ContractCreated> events) {
    PartitionHead head = lock_partition(tx);
    std::vector<ContractPart> parts;
    std::vector<std::string> ids;
    for (const auto& event : events) {
        parts.push_back(part_of(event.message.contract()));
        ids.push_back(parts.back().contract_id);
    }
    put_contracts(tx, parts);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    rebuild(tx, head, ids);
}

// Registered or corrected: the name that a contract is shown and searched under.
template <class Message>
void on_customers(Transaction& tx, Batch<Message> events) {
    PartitionHead head = lock_partition(tx);
    std::vector<CustomerPart> parts;
    std::vector<std::string> ids;
    for (const auto& [logged, customer] : events) {
        parts.push_back({customer.customer_id(), customer.name(), logged.event.version});
        ids.push_back(customer.customer_id());
    }
    put_customers(tx, parts);
    rebuild(tx, head, contracts_of_customers(tx, ids));
}

void on_meters(Transaction& tx, Batch<metering::v1::MeterInstalled> events) {
    PartitionHead head = lock_partition(tx);
    std::vector<MeterPart> parts;
    std::set<std::string> ids;
    for (const auto& event : events) {
        const auto& meter = event.message.meter();
        if (meter.contract_id().empty()) continue;  // it hangs nowhere yet
        parts.push_back({meter.contract_id(), meter.manufacturer(), meter.serial(), meter.installed_on()});
        ids.insert(meter.contract_id());
    }
    put_meters(tx, parts);
    rebuild(tx, head, std::vector<std::string>(ids.begin(), ids.end()));
}

// What becomes of each contract's row by the bills that are told, in their order.
template <class Message>
void on_bills(Transaction& tx, Batch<Message> events,
              void (*change)(sync::v1::InvoiceRow&, const billing::v1::Invoice&)) {
    PartitionHead head = lock_partition(tx);
    std::map<std::string, sync::v1::InvoiceRow> rows;  // by contract
    for (const auto& event : events) {
        if (event.message.invoice().contract_id().empty()) throw platform::UnreadableEvent("a bill has no contract_id");
        rows.try_emplace(event.message.invoice().contract_id());
    }
    std::vector<std::string> contracts;
    for (const auto& [contract, row] : rows)
        contracts.push_back(contract);
    for (const FeedRow& kept : find_rows(tx, {head.partition, bill_kind}, contracts))
        rows[kept.id].ParseFromString(kept.body);
    for (const auto& event : events)
        change(rows[event.message.invoice().contract_id()], event.message.invoice());
    std::vector<FeedRow> changed;
    for (const auto& [contract, row] : rows)
        changed.push_back({bill_kind, contract, row.SerializeAsString(), 0});
    put_in_pages(tx, head, changed);
}

void on_invoices(Transaction& tx, Batch<billing::v1::InvoiceGenerated> events) { on_bills(tx, events, add_bill); }

void on_reversals(Transaction& tx, Batch<billing::v1::InvoiceReversed> events) { on_bills(tx, events, remove_bill); }

void on_accounts(Transaction& tx, Batch<payments::v1::AccountChanged> events) {
    PartitionHead head = lock_partition(tx);
    std::vector<FeedRow> rows;
    std::vector<ArrivedEffect> effects;
    std::set<Uuid> devices;
    for (const auto& [logged, changed] : events) {
        sync::v1::AccountRow row;
        *row.mutable_account() = changed.account();
        row.set_version(changed.version());
        row.set_as_of_us(to_microseconds(logged.event.timestamp));
        rows.push_back(
            {"account", changed.contract_id(), row.SerializeAsString(), static_cast<std::int64_t>(changed.version())});
        if (const auto& cause = logged.event.caused_by) {
            effects.push_back({{cause->device, cause->epoch, cause->seq}, "account/" + changed.contract_id()});
            devices.insert(cause->device);
        }
    }
    // An older state of an account must not hide a newer one of the same batch: the last of an id wins in put_rows.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const FeedRow& a, const FeedRow& b) { return a.version < b.version; });
    put_in_pages(tx, head, rows);
    if (effects.empty()) return;
    effects_arrived(tx, effects);
    note_seen(tx, std::vector<Uuid>(devices.begin(), devices.end()));
}

template <class Message>
platform::Subscription projection(const FeedCallbacks& callbacks, void (*project)(Transaction&, Batch<Message>)) {
    return platform::subscribe<Message>("synchub",
                                        [project, moved = callbacks.moved](Transaction& tx, Batch<Message> events) {
                                            project(tx, events);
                                            moved();
                                        });
}

}  // namespace

std::vector<platform::Subscription> subscriptions(const FeedCallbacks& callbacks) {
    // The people themselves are asked for: what their PINs are checked by is in no event and no row of the feed.
    const auto on_cashiers = [changed = callbacks.staff_changed](Transaction& tx, Batch<payments::v1::CashierChanged>) {
        changed(tx.administration());
    };
    return {projection<contracts::v1::ContractCreated>(callbacks, on_contracts),
            projection<customers::v1::CustomerRegistered>(callbacks, on_customers),
            projection<customers::v1::CustomerUpdated>(callbacks, on_customers),
            projection<metering::v1::MeterInstalled>(callbacks, on_meters),
            projection<billing::v1::InvoiceGenerated>(callbacks, on_invoices),
            projection<billing::v1::InvoiceReversed>(callbacks, on_reversals),
            projection<payments::v1::AccountChanged>(callbacks, on_accounts),
            platform::subscribe<payments::v1::CashierChanged>("synchub", on_cashiers)};
}

}  // namespace aquacis::synchub
