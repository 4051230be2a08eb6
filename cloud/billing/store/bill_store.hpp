#pragma once
// Bills as their events, and the invoice table that finds them.

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/store/run_store.hpp"

namespace aquacis::billing {

struct NewBill {
    InvoiceId id;
    std::vector<BillEvent> events;
    const MeterConsumption& reading() const { return std::get<MeterConsumption>(events.front()); }
    const BillIssued& issued() const { return std::get<BillIssued>(events.back()); }
};

// Those whose contract had not paid this period's concept yet; they are now taken.
std::unordered_set<ContractId> claim_contracts(platform::Transaction& tx, const Run& run,
                                               std::span<const NewBill> bills);
// Contracts whose claim of the period was made from another meter.
std::vector<ContractId> find_claims_by_another_meter(platform::Transaction& tx, const Run& run,
                                                     std::span<const NewBill> bills);
void insert_bills(platform::Transaction& tx, const Run& run, std::span<const NewBill> bills);

std::vector<Bill> find_bills(platform::Transaction& tx,
                             std::span<const InvoiceId> ids);  // in the order asked; unknown ones are left out

struct InvoicePage {
    ContractId contract;
    std::string before_period = "9999-12";  // from the last of the page before
    InvoiceId before;
    int limit = 24;
};
struct InvoiceKey {
    InvoiceId id;
    std::string period;
};
std::vector<InvoiceKey> list_invoice_keys(platform::Transaction& tx, const InvoicePage& page);  // newest first

}  // namespace aquacis::billing
