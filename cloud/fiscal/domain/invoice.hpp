#pragma once
// An issued bill, as billing said it. Amounts before tax; what was rounded stays as it was rounded there.

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "base/volume.hpp"

namespace aquacis::fiscal {

struct InvoiceLine {
    std::string kind;  // water | fixed | sewer | treatment | surcharge | adjustment
    std::string description;
    Decimal quantity;
    std::string unit;  // "m3", "month"
    Decimal unit_price;
    Money amount;  // negative: an allowance
    Decimal tax_rate;
    Money tax;
    std::string explanation;
};

struct Invoice {
    InvoiceId id;
    unsigned revision = 1;  // of the bill: one that replaces a reversed one has the next
    std::string number;
    ContractId contract;
    std::string contract_number;
    CustomerId customer;
    Period period;
    Date issue_date;
    Date due_date;
    Volume consumed;
    std::vector<InvoiceLine> lines;
    Money subtotal;
    Money tax;
    Money total;
    std::string tariff;  // "DOM-MEDIO@3"
    std::string tariff_sha256;
    std::string reading_note;
    std::string use_class;  // domestic | commercial | industrial | public
};

}  // namespace aquacis::fiscal
