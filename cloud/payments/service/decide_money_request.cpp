#include "cloud/payments/service/decide_money_request.hpp"

#include <algorithm>
#include <set>

#include "cloud/payments/domain/reversal.hpp"
#include "cloud/payments/service/money_rules.hpp"
#include "cloud/payments/service/reverse_payment.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/suspense_store.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/payments/wire/published_suspense_settled.hpp"
#include "cloud/platform/calls/person.hpp"
#include "cloud/platform/database/lock_name.hpp"

namespace aquacis::payments {
namespace {

constexpr int most_listed = 500;

struct Deciding {
    platform::Transaction& tx;
    const Cause& cause;
    const MoneyRequest& request;
};

Result<> cancel(const Deciding& now) {
    const auto taken = may_be_cancelled(now.tx, now.request.payment);
    if (!taken) return taken.refusal();
    if (taken->taken_by == now.request.decided_by) return second_person_needed();
    reverse_payment(
        now.tx, now.cause, *taken,
        {now.request.payment, now.request.reason, now.request.asked_by, now.request.decided_by, now.cause.now});
    return Done{};
}

// The parts of suspense that make up the amount, those without an account first.
Result<std::vector<SuspensePart>> parts_for(const Deciding& now) {
    std::vector<SuspensePart> parts;
    Money there, left = now.request.amount;
    for (const SuspensePart& part : find_suspense(now.tx, now.request.payment)) {
        there += part.amount;
        const Money some = std::min(left, part.amount);
        if (some.is_positive()) parts.push_back({part.contract, some});
        left -= some;
    }
    if (left.is_positive()) return more_than_suspense(there);
    return parts;
}

void append(std::vector<LedgerEntry>& all, const std::vector<LedgerEntry>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

Result<> assign(const Deciding& now) {
    const auto contract = find_account(now.tx, now.request.contract_number);
    if (!contract) return unknown_contract();
    (void)lock_accounts(now.tx, {&*contract, 1});
    const auto parts = parts_for(now);
    if (!parts) return parts.refusal();
    std::vector<LedgerEntry> entries;
    for (const SuspensePart& part : *parts)
        append(entries, leave_suspense({part.contract, contract, part.amount}));
    for (const LedgerEntry& entry :
         pay_in_order(*contract, now.request.amount, find_open_debts(now.tx, {&*contract, 1})))
        if (entry.kind != EntryKind::received) entries.push_back(entry);
    const Movement movement{make_uuid_v7(now.cause.now, now.cause.random), now.request.payment, entries};
    insert_movements(now.tx, std::vector{movement}, now.cause.now);
    platform::publish(now.tx, now.cause, suspense_settled(now.request, contract, now.cause.now));
    announce_accounts(now.tx, now.cause, {&*contract, 1});
    return Done{};
}

Result<> give_back(const Deciding& now) {
    const auto parts = parts_for(now);
    if (!parts) return parts.refusal();
    std::vector<LedgerEntry> entries;
    for (const SuspensePart& part : *parts) {
        append(entries, leave_suspense({part.contract, part.contract, part.amount}));
        entries.push_back({EntryKind::returned, part.contract, std::nullopt, part.amount});
    }
    const Movement movement{make_uuid_v7(now.cause.now, now.cause.random), now.request.payment, entries};
    insert_movements(now.tx, std::vector{movement}, now.cause.now);
    platform::publish(now.tx, now.cause, suspense_settled(now.request, std::nullopt, now.cause.now));
    return Done{};
}

Result<> carry_out(const Deciding& now) {
    switch (now.request.kind) {
        case MoneyRequestKind::assign:
            return assign(now);
        case MoneyRequestKind::give_back:
            return give_back(now);
        case MoneyRequestKind::cancel:
            break;
    }
    return cancel(now);
}

// Once, by a second person when money moves, in the transaction that moves it; the same verdict by the same person
// again is the same answer.
Result<MoneyRequest> decide(const Context& context, const platform::Caller& caller, const std::string& request_id,
                            MoneyRequestState verdict) {
    if (!platform::is_person(caller)) return person_needed();
    const auto id = Uuid::parse(request_id);
    if (!id) return unknown_money_request();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<MoneyRequest> {
        auto request = find_money_request(tx, *id);
        if (!request) return unknown_money_request();
        if (request->state == verdict && request->decided_by == caller.subject) return *request;
        if (request->state != MoneyRequestState::asked) return decided_before(*request);
        const bool is_approved = verdict == MoneyRequestState::approved;
        if (is_approved && request->asked_by == caller.subject) return second_person_needed();
        request->state = verdict;
        request->decided_by = caller.subject;
        if (is_approved) {
            platform::lock_name(tx, "payment/" + request->payment.to_string());
            const Cause cause{context.random, context.clock.now(), caller.correlation_id};
            if (auto done = carry_out({tx, cause, *request}); !done) return done.refusal();
        }
        decide_money_request(tx, *request, context.clock.now());
        return *request;
    });
}

}  // namespace

Result<std::vector<MoneyRequest>> list_money_requests(const Context& context, const platform::Caller& caller) {
    return context.database.run(caller.administration,
                                [](platform::Transaction& tx) -> Result<std::vector<MoneyRequest>> {
                                    return list_money_requests(tx, most_listed);
                                });
}

Result<MoneyRequest> approve_money_request(const Context& context, const platform::Caller& caller,
                                           const std::string& request_id) {
    return decide(context, caller, request_id, MoneyRequestState::approved);
}

Result<MoneyRequest> decline_money_request(const Context& context, const platform::Caller& caller,
                                           const std::string& request_id) {
    return decide(context, caller, request_id, MoneyRequestState::declined);
}

}  // namespace aquacis::payments
