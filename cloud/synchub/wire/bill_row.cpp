#include "cloud/synchub/wire/bill_row.hpp"

#include <algorithm>
#include <map>

namespace aquacis::synchub {
namespace {

constexpr std::size_t months_shown = 13;
constexpr int most_reversed = 26;  // of a contract: a bill that is told later than so many reversals is nobody's

using Months = std::map<std::string, sync::v1::MonthOfUse>;  // by period

Months months_of(const sync::v1::InvoiceRow& row) {
    Months months;
    for (const auto& month : row.months())
        months[month.period()] = month;
    return months;
}

void set_months(sync::v1::InvoiceRow& row, Months months) {
    while (months.size() > months_shown)
        months.erase(months.begin());
    row.clear_months();
    for (auto& [period, month] : months)
        *row.add_months() = std::move(month);
}

bool is_reversed(const sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill) {
    return std::find(row.reversed().begin(), row.reversed().end(), bill.invoice_id()) != row.reversed().end();
}

}  // namespace

void add_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill) {
    if (is_reversed(row, bill)) return;
    row.set_contract_id(bill.contract_id());
    Months months = months_of(row);
    sync::v1::MonthOfUse& month = months[bill.period()];
    if (month.revision() > bill.revision()) return;
    month.set_period(bill.period());
    month.set_litres(bill.consumed_litres());
    month.set_revision(bill.revision());
    set_months(row, std::move(months));
    if (bill.period() < row.period()) return;
    row.set_invoice_id(bill.invoice_id());
    row.set_period(bill.period());
    row.set_consumed_litres(bill.consumed_litres());
    row.set_invoice(bill.SerializeAsString());
}

void remove_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill) {
    if (is_reversed(row, bill)) return;
    row.set_contract_id(bill.contract_id());
    row.add_reversed(bill.invoice_id());
    if (row.reversed_size() > most_reversed) row.mutable_reversed()->erase(row.reversed().begin());
    Months months = months_of(row);
    const auto month = months.find(bill.period());
    if (month != months.end() && month->second.revision() == bill.revision()) months.erase(month);
    set_months(row, std::move(months));
    if (row.invoice_id() != bill.invoice_id()) return;
    row.clear_invoice_id();
    row.clear_period();
    row.clear_consumed_litres();
    row.clear_invoice();
}

}  // namespace aquacis::synchub
