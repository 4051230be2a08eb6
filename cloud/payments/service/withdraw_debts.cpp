#include "cloud/payments/service/withdraw_debts.hpp"

#include <set>
#include <stdexcept>

#include "cloud/payments/service/spend_credit.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

void withdraw_debts(platform::Transaction& tx, const Cause& cause, std::span<const ReversedBill> bills) {
    std::vector<AccountName> names;
    std::vector<Withdrawal> withdrawals;
    std::set<ContractId> contracts;
    for (const ReversedBill& bill : bills) {
        names.push_back({bill.withdrawal.contract, bill.contract_number});
        withdrawals.push_back(bill.withdrawal);
        contracts.insert(bill.withdrawal.contract);
    }
    insert_accounts(tx, names);
    const auto accounts = lock_accounts(tx, std::vector(contracts.begin(), contracts.end()));
    if (accounts.size() != contracts.size())
        throw std::runtime_error("payments: a contract's number belongs to another contract's account");
    const auto withdrawn = withdraw_debts(tx, withdrawals, cause.now);
    if (withdrawn.empty()) return;
    std::vector<Movement> movements;
    for (const PaidPart& paid : find_paid_parts(tx, withdrawn))
        movements.push_back({make_uuid_v7(cause.now, cause.random), paid.payment, to_credit(paid)});
    if (!movements.empty()) insert_movements(tx, movements, cause.now);
    spend_waiting_credit(tx, cause, accounts);
    announce_accounts(tx, cause, accounts);
}

}  // namespace aquacis::payments
