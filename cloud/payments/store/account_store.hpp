#pragma once
// Accounts and debts. Balances are read from the ledger, in one statement for many contracts.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/domain/allocation.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/domain/reversal.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

struct AccountName {
    ContractId contract;
    std::string number;
};

void insert_accounts(platform::Transaction& tx, std::span<const AccountName> accounts);  // those not there yet
std::optional<ContractId> find_account(platform::Transaction& tx, const std::string& contract_number);
// Those that exist, locked until the transaction ends; always in one order, so that two transactions never wait for
// each other.
std::vector<ContractId> lock_accounts(platform::Transaction& tx, std::span<const ContractId> contracts);
struct EnteredPayment {
    PaymentId id;  // another than was given: its key is that payment's
    std::string fingerprint;
    std::optional<Account> account;  // that its contract number names, locked and one version up; as it is without it
};
// In one message. Waits for a transaction that is taking the key just now.
EnteredPayment enter_payment(platform::Transaction& tx, const NewPayment& payment, Instant now);
// A newer version, also newer than what this database announced before it was put back to an older state.
void touch_accounts(platform::Transaction& tx, std::span<const ContractId> contracts, Instant now);
// By rising id; after "": from the first.
std::vector<ContractId> list_accounts(platform::Transaction& tx, const std::string& after, int most);
std::vector<Account> find_accounts(platform::Transaction& tx, std::span<const ContractId> contracts);

std::vector<ContractId> insert_debts(platform::Transaction& tx,
                                     std::span<const Debt> debts);  // whose: those that are new
std::vector<OpenDebt> find_open_debts(platform::Transaction& tx,
                                      std::span<const ContractId> contracts);  // oldest first
std::vector<OpenDebt> find_settled_debts(platform::Transaction& tx, std::span<const InvoiceId> invoices);
std::vector<ContractId> find_contracts_of(platform::Transaction& tx, std::span<const InvoiceId> invoices);
struct Withdrawal {
    InvoiceId invoice;
    ContractId contract;
    std::string reason;
};
// Which of them are new.
std::vector<InvoiceId> withdraw_debts(platform::Transaction& tx, std::span<const Withdrawal> withdrawals, Instant now);
std::vector<PaidPart> find_paid_parts(platform::Transaction& tx, std::span<const InvoiceId> invoices);
struct DebtPayment {
    PaymentId payment;
    std::string reference;  // the folio, or the channel and its reference
    Money amount;
};
// By reference; without what the contract's credit paid.
std::vector<DebtPayment> list_debt_payments(platform::Transaction& tx, InvoiceId invoice, int limit);
std::vector<Credit> find_credits(platform::Transaction& tx, std::span<const ContractId> contracts);  // oldest first

}  // namespace aquacis::payments
