#pragma once
// Bills as their events, and the invoice table that finds them.

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/run.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

struct NewBill {
    InvoiceId id;
    std::vector<BillEvent> events;
    const MeterConsumption& first_reading() const { return std::get<MeterConsumption>(events.front()); }
    const BillIssued& issued() const { return std::get<BillIssued>(events.back()); }
};

// The latest revision that a contract was billed in for a period.
struct Claim {
    int revision = 1;
    bool released = false;  // its bill was reversed: the next revision is free
    MeterId meter;          // its first
};
std::unordered_map<ContractId, Claim> find_claims(platform::Transaction& tx, Period period,
                                                  std::span<const ContractId> contracts);
// Those whose contract has no bill of the period in force; they are now taken.
std::unordered_set<ContractId> claim_contracts(platform::Transaction& tx, const Run& run,
                                               std::span<const NewBill> bills);
void insert_bills(platform::Transaction& tx, const Run& run, std::span<const NewBill> bills);

std::vector<Bill> find_bills(platform::Transaction& tx,
                             std::span<const InvoiceId> ids);  // in the order asked; unknown ones are left out

struct StandingBill {
    InvoiceId id;
    BillingRunId run;
};
// Those that were not reversed, by rising id; kept from changes until the transaction ends. After "": from the first.
std::vector<StandingBill> list_standing_bills(platform::Transaction& tx, const std::string& after, int most);

// A bill as a list shows it.
struct BillHead {
    InvoiceId id;
    std::string number;
    std::string period;
    Money total;
    std::string state;  // issued | reversed
};
std::vector<BillHead> list_bill_heads(platform::Transaction& tx, ContractId contract, int most);  // newest first

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
