#include "cloud/billing/store/bill_store.hpp"

#include <unordered_map>

#include "cloud/billing/store/bill_codec.hpp"
#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {
namespace {

using platform::run_sql;
using platform::SqlArray;

ContractId to_contract_id(const pqxx::row& row) { return ContractId::parse(row[0].c_str()).value(); }

void insert_events(platform::Transaction& tx, std::span<const NewBill> bills) {
    SqlArray id, seq, kind, body;
    for (const NewBill& bill : bills) {
        const std::string invoice = bill.id.to_string();
        std::int64_t next = 1;
        for (const BillEvent& event : bill.events) {
            const EncodedEvent encoded = encode(event);
            id.add(invoice);
            seq.add(next++);
            kind.add(encoded.kind);
            body.add(encoded.body);
        }
    }
    run_sql(tx, sql::insert_bill_events, tx.administration().number(), id.text(), seq.text(), kind.text(), body.text());
}

}  // namespace

std::unordered_set<ContractId> claim_contracts(platform::Transaction& tx, const Run& run,
                                               std::span<const NewBill> bills) {
    SqlArray contract, invoice, meter, revision;
    for (const NewBill& bill : bills) {
        contract.add(bill.issued().contract.to_string());
        invoice.add(bill.id.to_string());
        meter.add(bill.first_reading().meter.to_string());
        revision.add(std::int64_t{bill.issued().revision});
    }
    std::unordered_set<ContractId> claimed;
    for (const auto& row : run_sql(tx, sql::claim_contracts, tx.administration().number(), run.period.to_string(),
                                   std::string(supply_concept), run.id.to_string(), contract.text(), invoice.text(),
                                   meter.text(), revision.text()))
        claimed.insert(to_contract_id(row));
    return claimed;
}

std::unordered_map<ContractId, Claim> find_claims(platform::Transaction& tx, Period period,
                                                  std::span<const ContractId> contracts) {
    SqlArray contract;
    for (const ContractId& id : contracts)
        contract.add(id.to_string());
    std::unordered_map<ContractId, Claim> found;
    for (const auto& row :
         run_sql(tx, sql::find_claims, contract.text(), period.to_string(), std::string(supply_concept)))
        found.emplace(to_contract_id(row), Claim{row["revision"].as<int>(), row["released"].as<bool>(),
                                                 MeterId::parse(row["meter_id"].c_str()).value()});
    return found;
}

void insert_bills(platform::Transaction& tx, const Run& run, std::span<const NewBill> bills) {
    if (bills.empty()) return;
    insert_events(tx, bills);
    SqlArray id, number, contract, total, revision;
    for (const NewBill& bill : bills) {
        id.add(bill.id.to_string());
        number.add(bill.issued().number);
        contract.add(bill.issued().contract.to_string());
        total.add(bill.issued().total.centavos());
        revision.add(std::int64_t{bill.issued().revision});
    }
    run_sql(tx, sql::insert_invoices, tx.administration().number(), run.period.to_string(), run.id.to_string(),
            id.text(), number.text(), contract.text(), total.text(), revision.text());
}

std::vector<Bill> find_bills(platform::Transaction& tx, std::span<const InvoiceId> ids) {
    SqlArray wanted;
    for (const InvoiceId& id : ids)
        wanted.add(id.to_string());
    std::unordered_map<InvoiceId, std::vector<BillEvent>> events;
    for (const auto& row : run_sql(tx, sql::find_bill_events, wanted.text()))
        events[InvoiceId::parse(row[0].c_str()).value()].push_back(decode(row[1].c_str(), row[2].c_str()));
    std::vector<Bill> bills;
    for (const InvoiceId& id : ids)
        if (const auto found = events.find(id); found != events.end()) bills.push_back(replay(id, found->second));
    return bills;
}

std::vector<StandingBill> list_standing_bills(platform::Transaction& tx, const std::string& after, int most) {
    std::vector<StandingBill> bills;
    for (const auto& row : run_sql(tx, sql::list_standing_bills, after, most))
        bills.push_back({InvoiceId::parse(row[0].c_str()).value(), BillingRunId::parse(row[1].c_str()).value()});
    return bills;
}

std::vector<BillHead> list_bill_heads(platform::Transaction& tx, ContractId contract, int most) {
    std::vector<BillHead> heads;
    for (const auto& row : run_sql(tx, sql::list_bill_heads, contract.to_string(), most))
        heads.push_back({InvoiceId::parse(row[0].c_str()).value(), row[1].c_str(), row[2].c_str(),
                         Money::centavos(row[3].as<std::int64_t>()), row[4].c_str()});
    return heads;
}

std::vector<InvoiceKey> list_invoice_keys(platform::Transaction& tx, const InvoicePage& page) {
    std::vector<InvoiceKey> keys;
    for (const auto& row : run_sql(tx, sql::list_invoice_ids, page.contract.to_string(), page.before_period,
                                   page.before.to_string(), page.limit))
        keys.push_back({InvoiceId::parse(row[0].c_str()).value(), row[1].c_str()});
    return keys;
}

}  // namespace aquacis::billing
