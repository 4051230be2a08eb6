#include "cloud/billing/service/reverse_bill.hpp"

#include "base/log/log.hpp"
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/reversal_store.hpp"
#include "cloud/billing/wire/published_invoice_reversed.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_listed = 500;

bool is_person(const platform::Caller& caller) {
    return !caller.subject.empty() && !caller.subject.starts_with("context:");
}

std::optional<Bill> find_bill(platform::Transaction& tx, InvoiceId id) {
    auto bills = find_bills(tx, {&id, 1});
    return bills.empty() ? std::nullopt : std::optional(std::move(bills.front()));
}

// Asked of payments before anything is written; throws when it does not answer.
Result<> check_unpaid(const Context& context, const platform::Caller& caller, const BillReversal& reversal) {
    const auto payments = context.payments_of(caller.administration, reversal.invoice);
    if (payments.empty()) return Done{};
    return bill_is_paid(reversal.number, payments.front());
}

// A wish that is new, the one that it repeats, or why it cannot be.
Result<BillReversal> wish_for(platform::Transaction& tx, BillReversal wished) {
    const auto bill = find_bill(tx, wished.invoice);
    if (!bill) return unknown_bill();
    wished.number = bill->issued.number;
    const auto known = find_reversal_of(tx, wished.invoice);
    if (known && is_repeated(*known, wished)) return *known;
    if (bill->reversed) return reversed_before(bill->issued.number);
    if (known) return reversal_asked_otherwise(*known);
    return wished;
}

// Decided again in the same way by the same person, it is the same answer.
Result<BillReversal> check_decision(const platform::Caller& caller, std::optional<BillReversal> reversal,
                                    ReversalState verdict) {
    if (!reversal) return unknown_reversal();
    if (reversal->state == verdict && reversal->decided_by == caller.subject) return *std::move(reversal);
    if (reversal->state != ReversalState::asked) return reversal_decided_before(*reversal);
    if (verdict == ReversalState::approved && reversal->asked_by == caller.subject) return second_person_needed();
    return *std::move(reversal);
}

void carry_out(platform::Transaction& tx, const Context& context, const platform::Caller& caller,
               const BillReversal& reversal) {
    const Instant now = context.clock.now();
    const Bill bill = find_bill(tx, reversal.invoice).value();
    const BillReversed reversed{reversal.reason, now, reversal.asked_by, reversal.decided_by};
    reverse_bill(tx, bill, reversed);
    platform::publish(tx, platform::Cause{context.random, now, caller.correlation_id},
                      invoice_reversed(bill, reversed));
    log::info("billing.bill_reversed", {{"invoice_id", bill.id.to_string()}, {"reason", reversal.reason}});
}

// Who may decide and whether it can still be decided is looked at twice: before payments is asked, which takes a while,
// and in the transaction that decides.
Result<BillReversal> decide(const Context& context, const platform::Caller& caller, const std::string& reversal_id,
                            ReversalState verdict) {
    if (!is_person(caller)) return person_needed();
    const auto id = Uuid::parse(reversal_id);
    if (!id) return unknown_reversal();
    const auto hold = [&](platform::Transaction& tx) {
        return check_decision(caller, hold_reversal(tx, *id), verdict);
    };
    auto found = context.database.run(caller.administration, hold);
    if (!found || found->state != ReversalState::asked) return found;
    if (verdict == ReversalState::approved)
        if (auto unpaid = check_unpaid(context, caller, *found); !unpaid) return unpaid.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<BillReversal> {
        auto reversal = hold(tx);
        if (!reversal || reversal->state != ReversalState::asked) return reversal;
        reversal->state = verdict;
        reversal->decided_by = caller.subject;
        decide_reversal(tx, *reversal, context.clock.now());
        if (verdict == ReversalState::approved) carry_out(tx, context, caller, *reversal);
        return reversal;
    });
}

}  // namespace

Result<BillReversal> reverse_bill(const Context& context, const platform::Caller& caller, const ReversalWish& wish) {
    const auto invoice = check(wish);
    if (!invoice) return invoice.refusal();
    if (!is_person(caller)) return person_needed();
    const Instant now = context.clock.now();
    const BillReversal asked{.id = make_uuid_v7(now, context.random),
                             .invoice = *invoice,
                             .number = {},
                             .reason = wish.reason,
                             .note = wish.note,
                             .asked_by = caller.subject,
                             .asked_at = now};
    const auto wished =
        context.database.run(caller.administration, [&](platform::Transaction& tx) { return wish_for(tx, asked); });
    if (!wished || wished->id != asked.id) return wished;
    if (auto unpaid = check_unpaid(context, caller, *wished); !unpaid) return unpaid.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<BillReversal> {
        if (insert_reversal(tx, *wished)) return *wished;
        return wish_for(tx, asked);
    });
}

Result<std::vector<BillReversal>> list_reversals(const Context& context, const platform::Caller& caller) {
    return context.database.run(
        caller.administration,
        [](platform::Transaction& tx) -> Result<std::vector<BillReversal>> { return list_reversals(tx, most_listed); });
}

Result<BillReversal> approve_reversal(const Context& context, const platform::Caller& caller, const std::string& id) {
    return decide(context, caller, id, ReversalState::approved);
}

Result<BillReversal> decline_reversal(const Context& context, const platform::Caller& caller, const std::string& id) {
    return decide(context, caller, id, ReversalState::declined);
}

}  // namespace aquacis::billing
