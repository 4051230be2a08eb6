#include "cloud/synchub/wire/bill_row.hpp"

#include <map>

namespace aquacis::synchub {

void add_bill(sync::v1::InvoiceRow& row, const billing::v1::Invoice& bill) {
    constexpr std::size_t months_shown = 13;
    std::map<std::string, std::int64_t> litres;
    for (const auto& month : row.months())
        litres[month.period()] = month.litres();
    litres[bill.period()] = bill.consumed_litres();
    while (litres.size() > months_shown)
        litres.erase(litres.begin());
    row.clear_months();
    for (const auto& [period, used] : litres) {
        auto& month = *row.add_months();
        month.set_period(period);
        month.set_litres(used);
    }
    if (bill.period() < row.period()) return;
    row.set_invoice_id(bill.invoice_id());
    row.set_contract_id(bill.contract_id());
    row.set_period(bill.period());
    row.set_consumed_litres(bill.consumed_litres());
    row.set_invoice(bill.SerializeAsString());
}

}  // namespace aquacis::synchub
