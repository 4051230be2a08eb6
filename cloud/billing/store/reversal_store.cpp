#include "cloud/billing/store/reversal_store.hpp"

#include <stdexcept>

#include "cloud/billing/store/bill_codec.hpp"
#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {
namespace {

using platform::run_sql;

BillReversal to_reversal(const pqxx::row& row) {
    return {.id = Uuid::parse(row["reversal_id"].c_str()).value(),
            .invoice = InvoiceId::parse(row["invoice_id"].c_str()).value(),
            .number = row["number"].c_str(),
            .reason = row["reason"].c_str(),
            .note = row["note"].c_str(),
            .asked_by = row["asked_by"].c_str(),
            .asked_at = from_microseconds(row["asked_at_us"].as<std::int64_t>()),
            .state = parse_reversal_state(row["state"].c_str()).value(),
            .decided_by = row["decided_by"].as<std::string>("")};
}

std::optional<BillReversal> first_reversal(const pqxx::result& rows) {
    return rows.empty() ? std::nullopt : std::optional(to_reversal(rows[0]));
}

}  // namespace

bool insert_reversal(platform::Transaction& tx, const BillReversal& reversal) {
    return run_sql(tx, sql::insert_reversal, tx.administration().number(), reversal.id.to_string(),
                   reversal.invoice.to_string(), reversal.number, reversal.reason, reversal.note, reversal.asked_by,
                   to_iso(reversal.asked_at))
               .affected_rows() == 1;
}

std::optional<BillReversal> find_reversal_of(platform::Transaction& tx, InvoiceId invoice) {
    return first_reversal(run_sql(tx, sql::find_reversal_of, invoice.to_string()));
}

std::optional<BillReversal> hold_reversal(platform::Transaction& tx, const Uuid& id) {
    return first_reversal(run_sql(tx, sql::hold_reversal, id.to_string()));
}

std::vector<BillReversal> list_reversals(platform::Transaction& tx, int limit) {
    std::vector<BillReversal> reversals;
    for (const auto& row : run_sql(tx, sql::list_reversals, limit))
        reversals.push_back(to_reversal(row));
    return reversals;
}

void decide_reversal(platform::Transaction& tx, const BillReversal& reversal, Instant now) {
    run_sql(tx, sql::decide_reversal, reversal.id.to_string(), std::string(to_text(reversal.state)),
            reversal.decided_by, to_iso(now));
}

void reverse_bill(platform::Transaction& tx, const Bill& bill, const BillReversed& reversed) {
    const std::string invoice = bill.id.to_string();
    const auto run = run_sql(tx, sql::hold_run_of_invoice, invoice);
    if (run_sql(tx, sql::reverse_invoice, invoice).affected_rows() != 1)
        throw std::runtime_error("bill " + invoice + ": it is reversed, and its reversal was not decided");
    const EncodedEvent event = encode(reversed);
    run_sql(tx, sql::append_bill_event, tx.administration().number(), invoice, std::string(event.kind), event.body);
    run_sql(tx, sql::take_out_of_run, run.at(0)[0].as<std::string>(), bill.issued.total.centavos());
    run_sql(tx, sql::release_claim, bill.issued.contract.to_string(), bill.issued.period.to_string(),
            std::string(supply_concept), bill.issued.revision, invoice);
}

}  // namespace aquacis::billing
