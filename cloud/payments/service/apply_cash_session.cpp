#include "base/sha256.hpp"
#include "cloud/payments/service/apply_parts.hpp"

namespace aquacis::payments {

Decision apply_open_session(const Deciding& deciding) {
    auto session = parse_opened_session(deciding.operation.body, sender_of(deciding));
    if (!session) return {unreadable(deciding.operation.type), true};
    if (session->opening_float.is_negative()) return {float_impossible(), true};
    session->fingerprint = sha256_hex(deciding.operation.body);
    if (!insert_session(deciding.tx, *session)) {
        const auto known = find_session(deciding.tx, session->id);
        if (known && known->fingerprint == session->fingerprint) return {};
        return {session_reused(), true};
    }
    if (has_other_open_session(deciding.tx, *session)) return {till_already_open(session->till), false};
    return {};
}

// Who may close, whether it was closed before, and what the server's own sums say of the count. The close is kept
// before the sums are compared: a difference is told, and it is no reason to hold a drawer open.
Decision apply_close_session(const Deciding& deciding) {
    const auto close = parse_closed_till(deciding.operation.body, sender_of(deciding));
    if (!close) return {unreadable(deciding.operation.type), true};
    lock_name(deciding.tx, "session/" + close->session.to_string());
    const auto session = find_session(deciding.tx, close->session);
    if (!session) return {close_without_session(), true};
    const std::string print = sha256_hex(deciding.operation.body);
    const bool is_this_one = find_close_fingerprint(deciding.tx, close->session) == print;  // sent again long after
    const bool by_owner = close->closed_by.empty() || close->closed_by == session->cashier_id;
    if (!is_this_one && !by_owner && !is_active_supervisor(deciding.tx, close->closed_by))
        return {close_not_authorized(), true};
    const SessionCash cash = session_cash(deciding.tx, close->session);
    const Money expected = session->opening_float + cash.taken;
    if (!insert_close(deciding.tx, {close->session, close->counted, close->expected, expected, print, close->counts,
                                    close->closed_at, close->closed_by})) {
        if (!is_this_one) return {already_closed(), true};
        return {};  // its answer went with time, which one that found a difference never does
    }
    if (expected != close->expected || cash.payments != close->payments)
        return {cash_differs({expected, close->expected, cash.payments, close->payments}), false};
    if (close->by_denomination() != close->counted)
        return {count_differs(close->counted, close->by_denomination()), false};
    return {};
}

}  // namespace aquacis::payments
