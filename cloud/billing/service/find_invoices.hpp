#pragma once
// Bills of a contract, newest first, and one bill: each the replay of its events.

#include <string>
#include <vector>

#include "cloud/billing/service/context.hpp"
#include "cloud/billing/store/bill_store.hpp"

namespace aquacis::billing {

struct InvoicesQuestion {
    std::string contract_number;
    int page_size = 0;
    std::string page_token;
};
struct InvoicesAnswer {
    std::vector<Bill> bills;
    std::string next_page_token;
};

Result<InvoicesAnswer> list_invoices(const Context& context, const platform::Caller& caller,
                                     const InvoicesQuestion& question);
// Of a contract, newest first, at most five years of months: what a till chooses from.
Result<std::vector<BillHead>> list_bills(const Context& context, const platform::Caller& caller,
                                         const std::string& contract_id);
Result<Bill> get_invoice(const Context& context, const platform::Caller& caller, const std::string& invoice_id);

}  // namespace aquacis::billing
