#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/fingerprint.hpp"

namespace aquacis::payments {

Applied apply_reprint(const Applying& applying) {
    auto reprint = parse_reprint(applying.operation.body, applying.sender());
    if (!reprint) return {unreadable(applying.operation.type), true};
    reprint->fingerprint = fingerprint(applying.operation.body);
    record_reprint(applying.tx, *reprint);
    return {};
}

Applied apply_drawer_opening(const Applying& applying) {
    auto opening = parse_drawer_opening(applying.operation.body, applying.sender());
    if (!opening) return {unreadable(applying.operation.type), true};
    opening->fingerprint = fingerprint(applying.operation.body);
    record_drawer_opening(applying.tx, *opening);
    return {};
}

}  // namespace aquacis::payments
