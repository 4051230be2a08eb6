#include "cloud/billing/service/reverse_bill.hpp"

#include "base/log/log.hpp"
#include "cloud/billing/store/bill_store.hpp"
#include "cloud/billing/store/reversal_store.hpp"
#include "cloud/billing/wire/published_invoice_reversed.hpp"
#include "cloud/platform/calls/person.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::billing {
namespace {

constexpr int most_listed = 500;
constexpr int most_tries = 3;  // to be the one request that a bill has

std::optional<Bill> find_bill(platform::Transaction& tx, InvoiceId id) {
    auto bills = find_bills(tx, {&id, 1});
    return bills.empty() ? std::nullopt : std::optional(std::move(bills.front()));
}

// Asked of payments before anything is written; throws when it does not answer.
Result<> check_unpaid(const Context& context, const platform::Caller& caller, const BillReversal& reversal) {
    const auto payments = context.payments_of(caller, reversal.invoice);
    if (payments.empty()) return Done{};
    return bill_is_paid(reversal.number, payments.front());
}

// What is asked when it is new, the reversal that it repeats, or why it cannot be.
Result<BillReversal> check_asked(platform::Transaction& tx, BillReversal asked) {
    const auto bill = find_bill(tx, asked.invoice);
    if (!bill) return unknown_bill();
    asked.number = bill->issued.number;
    const auto known = find_reversal_of(tx, asked.invoice);
    if (known && is_repeated(*known, asked)) return *known;
    if (bill->reversed) return reversed_before(bill->issued.number);
    if (known) return reversal_asked_otherwise(*known);
    return asked;
}

// Another person's may be there by now; and be declined again before it is read, which leaves the place free.
Result<BillReversal> insert_asked(platform::Transaction& tx, const BillReversal& asked) {
    for (int attempt = 0; attempt < most_tries; ++attempt) {
        if (insert_reversal(tx, asked)) return asked;
        auto other = check_asked(tx, asked);
        if (!other || other->id != asked.id) return other;
    }
    throw platform::Unavailable("others ask for the same bill's reversal and decline it all the time");
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
    if (!platform::is_person(caller)) return person_needed();
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

// Whether it may be asked is looked at before payments is, which takes a while, and again in the transaction that
// writes it down: meanwhile another person may have asked, or the bill be reversed.
Result<BillReversal> reverse_bill(const Context& context, const platform::Caller& caller,
                                  const ReversalRequest& request) {
    const auto invoice = check(request);
    if (!invoice) return invoice.refusal();
    if (!platform::is_person(caller)) return person_needed();
    const Instant now = context.clock.now();
    const BillReversal asked{.id = make_uuid_v7(now, context.random),
                             .invoice = *invoice,
                             .number = {},
                             .reason = request.reason,
                             .note = request.note,
                             .asked_by = caller.subject,
                             .asked_at = now};
    const auto checked =
        context.database.run(caller.administration, [&](platform::Transaction& tx) { return check_asked(tx, asked); });
    if (!checked || checked->id != asked.id) return checked;
    if (auto unpaid = check_unpaid(context, caller, *checked); !unpaid) return unpaid.refusal();
    return context.database.run(caller.administration,
                                [&](platform::Transaction& tx) { return insert_asked(tx, *checked); });
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
