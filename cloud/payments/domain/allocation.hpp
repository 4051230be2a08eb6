#pragma once
// Which debts a payment pays. Pure: given the same debts, the same entries; every result balances and carries all the
// money.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/ledger.hpp"

namespace aquacis::payments {

struct OpenDebt {
    InvoiceId invoice;
    ContractId contract;
    std::string number;  // "QRO-2026-10-00412-7"
    Money remaining;
    bool is_withdrawn = false;  // its bill was reversed: owed no more, as one that is settled
};

OpenDebt to_open_debt(const Debt& debt);

// Down the list until the money is spent; what is left is the contract's credit. `debts` are all of that contract.
std::vector<LedgerEntry> pay_in_order(ContractId contract, Money amount, std::span<const OpenDebt> debts);

std::vector<LedgerEntry> all_to_suspense(std::optional<ContractId> contract, Money amount);

struct AskedApplication {
    InvoiceId invoice;
    ContractId contract;
    Money amount;
};
struct AskedPayment {
    std::optional<ContractId> credit_account;  // none: the contract is not known here
    std::vector<AskedApplication> applications;
    Money advance;
    Money asked() const;  // applications + advance
};

// What a till asked, as far as the debts allow it.
struct Allocation {
    std::vector<LedgerEntry> entries;
    Money surplus;              // asked for debts that were paid by then: credit now
    std::string paid_debt;      // number of the first of those debts
    bool is_withdrawn = false;  // that one's bill was reversed
    Money unplaced;             // in suspense: an unknown invoice or contract
};
// Every part of `asked` is positive, its sum is what was received; `debts` are those with something remaining.
Allocation pay_as_asked(const AskedPayment& asked, std::span<const OpenDebt> debts, std::span<const OpenDebt> settled);

struct Credit {
    PaymentId payment;  // whose money it is
    ContractId contract;
    Money amount;
};
struct CreditUse {
    PaymentId payment;
    std::vector<LedgerEntry> entries;
};
// Credits oldest first against debts oldest first, each within its contract.
std::vector<CreditUse> spend_credits(std::span<const Credit> credits, std::span<const OpenDebt> debts);

}  // namespace aquacis::payments
