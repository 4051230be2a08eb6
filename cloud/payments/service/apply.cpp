#include "cloud/payments/service/apply.hpp"

#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/fingerprint.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {
namespace {

constexpr std::uint32_t known_version = 1;

std::string name_of(const platform::OperationRef& key) {
    return "operation/" + key.device.to_string() + "/" + std::to_string(key.epoch) + "/" + std::to_string(key.seq);
}

Applied take_effect(const Applying& applying) {
    const std::string& type = applying.operation.type;
    if (applying.operation.version == known_version) {
        if (type == "payments.payment.take") return apply_take_payment(applying);
        if (applying.key_reused) return {key_reused(), true};
        if (type == "payments.cash_session.open") return apply_open_session(applying);
        if (type == "payments.cash_session.close") return apply_close_session(applying);
    }
    return {unreadable(type), true};
}

}  // namespace

Outcome apply_operation(const Context& context, const platform::Caller& caller, const NodeOperation& operation) {
    const std::string print =
        fingerprint(operation.type + "\n" + std::to_string(operation.version) + "\n" + operation.body);
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        lock_name(tx, name_of(operation.key));
        const auto before = find_outcomes(tx, operation.key);
        for (const StoredOutcome& stored : before)
            if (stored.fingerprint == print) return stored.outcome;
        const Cause cause{caller.correlation_id, operation.key, context.clock.now()};
        const Applied applied = take_effect({tx, context, cause, operation, !before.empty()});
        const OperationRecord record{operation.key, print, operation.type, applied.outcome};
        insert_outcome(tx, record, cause.now);
        if (applied.keep_body) quarantine(tx, record, operation.body, cause.now);
        return applied.outcome;
    });
}

}  // namespace aquacis::payments
