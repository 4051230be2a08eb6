#pragma once
// What became of a node's operation. Money received is never rejected.

#include <string>

#include "base/money.hpp"

namespace aquacis::payments {

enum class Verdict { accepted, merged, parked, rejected };

struct Outcome {
    Verdict verdict = Verdict::accepted;
    std::string code;  // stable; empty when plainly accepted
    std::string field;
    std::string reason;  // Spanish
    std::string remedy;  // Spanish
};

Outcome debt_already_paid(const std::string& number, Money surplus);
Outcome unplaced_money(Money amount);
Outcome folio_taken(const std::string& folio);
Outcome folio_missing();
Outcome sum_differs(Money tenders, Money asked);
Outcome payment_id_reused();
Outcome session_unknown();
Outcome session_closed();
Outcome no_money_in_it();
Outcome unreadable(const std::string& type);
Outcome key_reused();

Outcome session_reused();
Outcome till_already_open(const std::string& till);
Outcome float_impossible();
Outcome close_without_session();
Outcome already_closed();
Outcome count_differs(Money counted, Money by_denomination);
struct CashDifference {
    Money server_expected, device_expected;
    int server_payments = 0, device_payments = 0;
};
Outcome cash_differs(const CashDifference& difference);

}  // namespace aquacis::payments
