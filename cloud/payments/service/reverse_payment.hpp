#pragma once
// A payment is cancelled: each peso leaves where it is, as new entries of the ledger, and its account is told.

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

// The payment's name is locked ("payment/<id>") and it was not cancelled. Answers the accounts that were told anew.
std::vector<ContractId> reverse_payment(platform::Transaction& tx, const Cause& cause, const TakenMoney& taken,
                                        const Cancellation& cancellation);

}  // namespace aquacis::payments
