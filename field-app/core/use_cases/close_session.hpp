#pragma once
// The blind close (corte): the cashier counts by denomination, and only the answer shows what was expected.

#include "base/result.hpp"
#include "field-app/core/domain/close_slip.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

struct CashCount {
    Money denomination;
    int count = 0;
};
struct CloseSession {
    CashSessionId session;
    std::vector<CashCount> counts;
    std::string closed_by{};  // a supervisor, for an absent person; empty: the session's owner
};
struct ClosedSession {
    CashSession session;
    Money counted;
    Money expected;
    Money difference;  // counted − expected: negative is missing
    std::int64_t payments = 0;
    std::vector<MethodTotal> totals;
};

// The denominations of Mexican cash in circulation, largest first: 1000 pesos to 50 centavos.
std::vector<Money> denominations();

// One commit: the count (kept for ever), the session's end, the operation.
// Refuses a session that is not open, one who closes another person's without being a supervisor (closed_by), an
// unknown denomination or one twice, a negative or absurd count (field counts).
Result<ClosedSession> close_session(Office& office, const CloseSession& request);

// The corte of a closed session, also long afterwards. Refuses a number that has none (field folio).
Result<CloseSlip> close_slip_of(Office& office, std::int64_t session_number);

}  // namespace aquacis::office
