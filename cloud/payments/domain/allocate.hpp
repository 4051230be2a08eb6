#pragma once
// Where a payment's money goes. Money received is never refused: what pays no debt is credit, what has no contract is suspense.

#include <span>
#include <vector>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/payment.hpp"

namespace aquacis::payments {

struct Allocation {
    std::vector<LedgerEntry> entries;  // received first, then where it went
    Money surplus;                     // what was meant for a debt that needed less, and became credit
};

// All of it to the account's debts, those named first in the order named, else the oldest first; the rest is credit.
Allocation allocate(PaymentId payment, Money amount, const Account& account, std::span<const InvoiceId> named);

// As a cashier applied it. `accounts` are those found; money for a contract that is not among them goes to suspense. Money for a
// debt that needs less, or is not there, becomes the credit of its contract. `advance` is credit of `payer`.
struct Wish {
    ContractId payer;
    std::vector<Application> applications;
    Money advance;
};
Allocation allocate(PaymentId payment, Money amount, const Wish& wish, std::span<const Account> accounts);

// The whole of it, for a person to look at.
Allocation to_suspense(PaymentId payment, Money amount);

// Credit that pays debts, oldest first.
std::vector<LedgerEntry> use_credit(const Account& account);

}  // namespace aquacis::payments
