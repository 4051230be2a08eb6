#pragma once
// What a contract owes now: what the server said, less what this till took and the server has not shown yet.

#include <map>

#include "base/result.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

Result<Account> account_of(Office& office, std::string_view contract_number);
Result<Account> account_of(Office& office, ContractId contract);

// Fixes the payment's id when a search result is opened: whatever happens afterwards, it is this one payment.
struct PreparedPayment {
    PaymentId id;
    Account account;
    std::vector<MonthOfUse> consumption;  // oldest first, at most 13
    // What each bill charges, where this machine has it: whole m³, which the litres of two readings need not round to.
    std::map<InvoiceId, std::int64_t> billed_cubic_metres;
};
Result<PreparedPayment> prepare_payment(Office& office, ContractId contract);

}  // namespace aquacis::office
