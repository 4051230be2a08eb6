#pragma once
// What one person asks to be done with money that was received; a second person decides.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis::payments {

enum class MoneyRequestKind { assign, give_back, cancel };
std::string_view to_text(MoneyRequestKind kind);  // "assign", "return", "cancel"
std::optional<MoneyRequestKind> parse_money_request_kind(std::string_view text);

enum class MoneyRequestState { asked, approved, declined };
std::string_view to_text(MoneyRequestState state);
std::optional<MoneyRequestState> parse_money_request_state(std::string_view text);

struct MoneyRequest {
    Uuid id;
    MoneyRequestKind kind = MoneyRequestKind::assign;
    PaymentId payment;
    std::string contract_number;  // of an assignment
    Money amount;
    std::string reason;
    std::string asked_by;
    Instant asked_at;
    MoneyRequestState state = MoneyRequestState::asked;
    std::string decided_by;
};

struct MoneyWish {
    MoneyRequestKind kind = MoneyRequestKind::assign;
    std::string payment_id;
    std::string contract_number;
    std::int64_t amount_centavos = 0;  // 0: all that is there
    std::string reason;
};
struct CheckedWish {
    PaymentId payment;
    std::optional<Money> amount;
};
Result<CheckedWish> check(const MoneyWish& wish);

Refusal unknown_payment();
Refusal nothing_in_suspense();
Refusal more_than_suspense(Money there);
Refusal asked_otherwise(const MoneyRequest& open);
Refusal unknown_money_request();
Refusal second_person_needed();
Refusal decided_before(const MoneyRequest& request);
Refusal person_needed();

}  // namespace aquacis::payments
