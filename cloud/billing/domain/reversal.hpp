#pragma once
// A bill's reversal: one person asks, another one decides. What was issued stays as it was; the bill is void.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::billing {

enum class ReversalState { asked, approved, declined };
std::string_view to_text(ReversalState state);
std::optional<ReversalState> parse_reversal_state(std::string_view text);

struct BillReversal {
    Uuid id;
    InvoiceId invoice;
    std::string number;  // the bill's
    std::string reason;  // a code of the list
    std::string note;
    std::string asked_by;
    Instant asked_at;
    ReversalState state = ReversalState::asked;
    std::string decided_by{};
};

struct ReversalRequest {
    std::string invoice_id;
    std::string reason;
    std::string note;
};
Result<InvoiceId> check(const ReversalRequest& request);
// The same person asked for the same.
bool is_repeated(const BillReversal& open, const BillReversal& asked);

// What was paid for a bill, as a person can find it.
struct DebtPayment {
    std::string payment_id;
    std::string reference;  // its folio
    Money amount;
};
Refusal bill_is_paid(const std::string& number, const DebtPayment& first);
Refusal unknown_bill();
Refusal reversed_before(const std::string& number);
Refusal reversal_asked_otherwise(const BillReversal& open);
Refusal unknown_reversal();
Refusal reversal_decided_before(const BillReversal& reversal);
Refusal second_person_needed();
Refusal person_needed();

}  // namespace aquacis::billing
