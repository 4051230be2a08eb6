#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/fingerprint.hpp"

namespace aquacis::payments {

Applied apply_open_session(const Applying& applying) {
    auto session = parse_opened_session(applying.operation.body, applying.sender());
    if (!session) return {unreadable(applying.operation.type), true};
    if (session->opening_float.is_negative()) return {float_impossible(), true};
    session->fingerprint = fingerprint(applying.operation.body);
    if (!insert_session(applying.tx, *session)) {
        const auto known = find_session(applying.tx, session->id);
        if (known && known->fingerprint == session->fingerprint) return {};
        return {session_reused(), true};
    }
    if (has_other_open_session(applying.tx, *session)) return {till_already_open(session->till), false};
    return {};
}

Applied apply_close_session(const Applying& applying) {
    const auto close = parse_closed_till(applying.operation.body, applying.sender());
    if (!close) return {unreadable(applying.operation.type), true};
    lock_name(applying.tx, "session/" + close->session.to_string());
    const auto session = find_session(applying.tx, close->session);
    if (!session) return {close_without_session(), true};
    const bool by_owner = close->closed_by.empty() || close->closed_by == session->cashier_id;
    if (!by_owner && !is_active_supervisor(applying.tx, close->closed_by)) return {close_not_authorized(), true};
    const SessionCash cash = session_cash(applying.tx, close->session);
    const Money expected = session->opening_float + cash.taken;
    const std::string print = fingerprint(applying.operation.body);
    if (!insert_close(applying.tx, {close->session, close->counted, close->expected, expected, print, close->counts,
                                    close->closed_at, close->closed_by})) {
        if (find_close_fingerprint(applying.tx, close->session) != print) return {already_closed(), true};
    }
    if (expected != close->expected || cash.payments != close->payments)
        return {cash_differs({expected, close->expected, cash.payments, close->payments}), false};
    if (close->by_denomination() != close->counted)
        return {count_differs(close->counted, close->by_denomination()), false};
    return {};
}

}  // namespace aquacis::payments
