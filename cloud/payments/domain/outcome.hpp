#pragma once
// What becomes of a till's operations. Money received is never rejected.

#include <string>

#include "base/money.hpp"
#include "base/outcome.hpp"

namespace aquacis::payments {

Outcome debt_already_paid(const std::string& number, Money surplus);
Outcome bill_reversed(const std::string& number, Money surplus);
Outcome unplaced_money(Money amount);
// The money goes where it was meant to; only the paper's folio is not this payment's.
struct FolioReplaced {
    std::string paper;   // what is printed
    std::string server;  // what the payment stands under instead
};
Outcome folio_taken(const FolioReplaced& folio);
Outcome folio_not_granted(const FolioReplaced& folio);
Outcome folio_missing(const FolioReplaced& folio);
Outcome sum_differs(Money tenders, Money asked);
Outcome payment_id_reused();
Outcome session_unknown();
Outcome session_closed();
Outcome no_money_in_it();
Outcome unreadable(const std::string& type);
Outcome partly_unreadable(Money received);
Outcome key_reused();

Outcome cancel_of_unknown_payment();
Outcome cancel_of_other_session();
Outcome cancel_after_close();
Outcome cancel_not_authorized();
Outcome already_cancelled();

Outcome session_reused();
Outcome till_already_open(const std::string& till);
Outcome float_impossible();
Outcome close_without_session();
Outcome already_closed();
Outcome close_not_authorized();
Outcome count_differs(Money counted, Money by_denomination);
struct CashDifference {
    Money server_expected, device_expected;
    int server_payments = 0, device_payments = 0;
};
Outcome cash_differs(const CashDifference& difference);

}  // namespace aquacis::payments
