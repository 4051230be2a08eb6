#include "cloud/payments/service/spend_credit.hpp"

#include <set>

#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

void spend_waiting_credit(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts) {
    const auto credits = find_credits(tx, contracts);
    if (credits.empty()) return;
    std::set<ContractId> with_credit;
    for (const Credit& credit : credits)
        with_credit.insert(credit.contract);
    const std::vector<ContractId> owners(with_credit.begin(), with_credit.end());
    std::vector<Movement> movements;
    for (CreditUse& use : spend_credits(credits, find_open_debts(tx, owners)))
        movements.push_back({make_uuid_v7(cause.now, cause.random), use.payment, std::move(use.entries)});
    insert_movements(tx, movements, cause.now);
}

}  // namespace aquacis::payments
