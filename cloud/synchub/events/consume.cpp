#include "cloud/synchub/events/consume.hpp"

#include <algorithm>
#include <set>

#include "aquacis/billing/v1/billing.pb.h"
#include "aquacis/contracts/v1/contracts.pb.h"
#include "aquacis/customers/v1/customers.pb.h"
#include "aquacis/metering/v1/metering.pb.h"
#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/feed.pb.h"
#include "cloud/synchub/service/seen.hpp"
#include "cloud/synchub/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

using Events = std::span<const platform::LoggedEvent>;

template <class Message>
Message parse(const platform::LoggedEvent& logged) {
    Message message;
    if (!message.ParseFromString(logged.event.payload))
        throw platform::UnreadableEvent("the payload is not a " + message.GetTypeName());
    return message;
}

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

void on_contracts(Transaction& tx, Events events) {
    PartitionHead head = lock_partition(tx);
    std::vector<ContractPart> parts;
    std::vector<std::string> ids;
    for (const auto& logged : events) {
        parts.push_back(part_of(parse<contracts::v1::ContractCreated>(logged).contract()));
        ids.push_back(parts.back().contract_id);
    }
    put_contracts(tx, parts);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    rebuild(tx, head, ids);
}

void on_customers(Transaction& tx, Events events) {
    PartitionHead head = lock_partition(tx);
    std::vector<CustomerPart> parts;
    std::vector<std::string> ids;
    for (const auto& logged : events) {
        const auto customer = parse<customers::v1::CustomerRegistered>(logged);
        parts.push_back({customer.customer_id(), customer.name()});
        ids.push_back(customer.customer_id());
    }
    put_customers(tx, parts);
    rebuild(tx, head, contracts_of_customers(tx, ids));
}

void on_meters(Transaction& tx, Events events) {
    PartitionHead head = lock_partition(tx);
    std::vector<MeterPart> parts;
    std::set<std::string> ids;
    for (const auto& logged : events) {
        const auto meter = parse<metering::v1::MeterInstalled>(logged).meter();
        if (meter.contract_id().empty()) continue;  // it hangs nowhere yet
        parts.push_back({meter.contract_id(), meter.manufacturer(), meter.serial(), meter.installed_on()});
        ids.insert(meter.contract_id());
    }
    put_meters(tx, parts);
    rebuild(tx, head, std::vector<std::string>(ids.begin(), ids.end()));
}

void on_invoices(Transaction& tx, Events events) {
    PartitionHead head = lock_partition(tx);
    std::vector<FeedRow> rows;
    for (const auto& logged : events) {
        const auto generated = parse<billing::v1::InvoiceGenerated>(logged);
        sync::v1::InvoiceRow row;
        row.set_invoice_id(generated.invoice_id());
        row.set_contract_id(generated.invoice().contract_id());
        row.set_period(generated.invoice().period());
        row.set_consumed_litres(generated.invoice().consumed_litres());
        row.set_invoice(generated.invoice().SerializeAsString());
        rows.push_back({"invoice", generated.invoice_id(), row.SerializeAsString(), logged.event.version});
    }
    put_in_pages(tx, head, rows);
}

void on_accounts(Transaction& tx, Events events) {
    PartitionHead head = lock_partition(tx);
    std::vector<FeedRow> rows;
    std::vector<ArrivedEffect> effects;
    std::set<Uuid> devices;
    for (const auto& logged : events) {
        const auto changed = parse<payments::v1::AccountChanged>(logged);
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

}  // namespace

std::vector<platform::Subscription> subscriptions(const FeedCallbacks& callbacks) {
    const auto subscription = [&](std::string topic, std::function<void(Transaction&, Events)> handle) {
        return platform::Subscription{
            .group = "synchub",
            .topic = std::move(topic),
            .batch = 500,
            .handle = [handle = std::move(handle), moved = callbacks.moved](Transaction& tx, Events events) {
                handle(tx, events);
                moved();
            }};
    };
    // The people themselves are asked for: what their PINs are checked by is in no event and no row of the feed.
    const auto on_cashiers = [changed = callbacks.staff_changed](Transaction& tx, Events) {
        changed(tx.administration());
    };
    return {subscription("contract.created", on_contracts),   subscription("customer.created", on_customers),
            subscription("meter.installed", on_meters),       subscription("invoice.generated", on_invoices),
            subscription("debt.status.changed", on_accounts), subscription("cashier.changed", on_cashiers)};
}

}  // namespace aquacis::synchub
