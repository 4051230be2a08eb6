#include <set>

#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/reverse_payment.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {
namespace {

// Why this cancellation cannot be done; nothing when it can.
std::optional<Outcome> objection(platform::Transaction& tx, const CancelledPayment& asked,
                                 const std::optional<TakenMoney>& taken) {
    if (!taken) return cancel_of_unknown_payment();
    if (!asked.session || taken->session != asked.session) return cancel_of_other_session();
    const auto session = find_session(tx, *asked.session);
    if (session && session->closed) return cancel_after_close();
    const std::string& second = asked.cancellation.authorized_by;
    const bool is_same_person = second == taken->taken_by || (session && second == session->cashier_id);
    if (is_same_person || !is_active_supervisor(tx, second)) return cancel_not_authorized();
    return std::nullopt;
}

// Sent again when its answer is no longer kept: its accounts are told anew, for the device waits for that.
Decision cancelled_before(const Deciding& deciding, PaymentId payment) {
    std::set<ContractId> contracts;
    if (const auto view = view_payment(deciding.tx, payment))
        for (const LedgerEntry& entry : view->entries)
            if (entry.contract) contracts.insert(*entry.contract);
    const auto accounts = lock_accounts(deciding.tx, std::vector(contracts.begin(), contracts.end()));
    announce_accounts(deciding.tx, deciding.cause, accounts);
    Outcome outcome;
    outcome.effects = effects_of(accounts);
    return {outcome, false};
}

}  // namespace

Decision apply_cancel_payment(const Deciding& deciding) {
    if (deciding.key_reused) return {key_reused(), true};
    const auto asked = parse_cancelled_payment(deciding.operation.body, sender_of(deciding));
    if (!asked) return {unreadable(deciding.operation.type), true};
    lock_name(deciding.tx, "payment/" + asked->cancellation.payment.to_string());
    if (is_cancelled_so(deciding.tx, asked->cancellation))
        return cancelled_before(deciding, asked->cancellation.payment);
    if (is_cancelled(deciding.tx, asked->cancellation.payment)) return {already_cancelled(), true};
    if (asked->session) lock_name(deciding.tx, "session/" + asked->session->to_string());
    const auto taken = find_taken_money(deciding.tx, asked->cancellation.payment);
    if (auto why_not = objection(deciding.tx, *asked, taken)) return {*std::move(why_not), true};
    Outcome outcome;
    outcome.effects = effects_of(reverse_payment(deciding.tx, deciding.cause, *taken, asked->cancellation));
    return {outcome, false};
}

}  // namespace aquacis::payments
