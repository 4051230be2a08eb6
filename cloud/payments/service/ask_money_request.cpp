#include "cloud/payments/service/ask_money_request.hpp"

#include "cloud/payments/service/money_rules.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/suspense_store.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/calls/person.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {
namespace {

// How much would move.
Result<Money> amount_of(platform::Transaction& tx, const MoneyWish& wish, const CheckedWish& checked) {
    if (wish.kind == MoneyRequestKind::cancel) {
        const auto taken = may_be_cancelled(tx, checked.payment);
        if (!taken) return taken.refusal();
        return taken->amount;
    }
    Money there;
    for (const SuspensePart& part : find_suspense(tx, checked.payment))
        there += part.amount;
    if (there.is_zero()) return nothing_in_suspense();
    if (checked.amount && *checked.amount > there) return more_than_suspense(there);
    return checked.amount.value_or(there);
}

bool is_same(const MoneyRequest& open, const MoneyRequest& asked) {
    return open.asked_by == asked.asked_by && open.amount == asked.amount &&
           open.contract_number == asked.contract_number;
}

}  // namespace

// A new request, the same one again, or why it cannot be. One request of a kind is open for a payment at a time, and
// the payment's lock decides who is first.
Result<MoneyRequest> ask_money_request(const Context& context, const platform::Caller& caller, const MoneyWish& wish) {
    const auto checked = check(wish);
    if (!checked) return checked.refusal();
    if (!platform::is_person(caller)) return person_needed();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<MoneyRequest> {
        platform::lock_name(tx, "payment/" + checked->payment.to_string());
        if (!find_taken_money(tx, checked->payment)) return unknown_payment();
        if (wish.kind == MoneyRequestKind::assign && !find_account(tx, wish.contract_number)) return unknown_contract();
        const auto amount = amount_of(tx, wish, *checked);
        if (!amount) return amount.refusal();
        const Instant now = context.clock.now();
        MoneyRequest request{make_uuid_v7(now, context.random),
                             wish.kind,
                             checked->payment,
                             wish.contract_number,
                             *amount,
                             wish.reason,
                             caller.subject,
                             now,
                             MoneyRequestState::asked,
                             {}};
        if (insert_money_request(tx, request)) return request;
        const auto open = find_open_request(tx, checked->payment, wish.kind);
        if (open && is_same(*open, request)) return *open;
        return asked_otherwise(open.value_or(request));
    });
}

}  // namespace aquacis::payments
