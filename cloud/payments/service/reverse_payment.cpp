#include "cloud/payments/service/reverse_payment.hpp"

#include <set>

#include "cloud/payments/domain/reversal.hpp"
#include "cloud/payments/service/spend_credit.hpp"
#include "cloud/payments/wire/published_payment_reversed.hpp"

namespace aquacis::payments {

std::vector<ContractId> reverse_payment(platform::Transaction& tx, const Cause& cause, const TakenMoney& taken,
                                        const Cancellation& cancellation) {
    std::set<ContractId> contracts;
    for (const LedgerEntry& entry : find_placed_money(tx, cancellation.payment))
        if (entry.contract) contracts.insert(*entry.contract);
    const std::vector named(contracts.begin(), contracts.end());
    const auto accounts = lock_accounts(tx, named);
    // Read again under the locks: a bill may have been paid from this payment's credit in between.
    const auto entries = reverse(find_placed_money(tx, cancellation.payment));
    const Uuid movement = make_uuid_v7(cause.now, cause.random);
    insert_movements(tx, std::vector{Movement{movement, cancellation.payment, entries}}, cause.now);
    insert_cancellation(tx, cancellation, {movement, cause.now});
    // What is owed again may be paid by credit that others left in the account.
    spend_waiting_credit(tx, cause, accounts);
    platform::publish(tx, cause,
                      payment_reversed({cancellation.payment, taken.folio, sum_of(entries, EntryKind::returned),
                                        cancellation.reason, cancellation.authorized_by, cause.now}));
    announce_accounts(tx, cause, accounts);
    return accounts;
}

}  // namespace aquacis::payments
