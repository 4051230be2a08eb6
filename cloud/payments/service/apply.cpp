#include "cloud/payments/service/apply.hpp"

#include <algorithm>
#include <array>

#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/fingerprint.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {
namespace {

struct Kind {
    std::string_view type;
    std::uint32_t version;  // of the body, the newest that is known
    Applied (*apply)(const Applying&);
};
constexpr std::array<Kind, 6> kinds{{{"payments.payment.take", 1, apply_take_payment},
                                     {"payments.payment.cancel", 1, apply_cancel_payment},
                                     {"payments.cash_session.open", 1, apply_open_session},
                                     {"payments.cash_session.close", 1, apply_close_session},
                                     {"payments.receipt.reprint", 1, apply_reprint},
                                     {"payments.drawer.open", 1, apply_drawer_opening}}};

const Kind* kind_of(const std::string& type) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.type == type; });
    return found == kinds.end() ? nullptr : &*found;
}

// Tills may be upgraded before the cloud. What this program cannot know yet must not be answered for good.
bool is_newer(const NodeOperation& operation) {
    const Kind* kind = kind_of(operation.type);
    return kind == nullptr ? operation.type.starts_with("payments.payment.") : operation.version > kind->version;
}

Refusal newer_than_known(const NodeOperation& operation) {
    return {RefusalKind::unavailable, "payments.newer_version", "operation.version",
            "La operación " + operation.type + " versión " + std::to_string(operation.version) +
                " es de un programa más nuevo que el servidor.",
            "Actualice el servidor; la operación espera en la fila de su caja y no se pierde."};
}

std::string name_of(const platform::OperationRef& key) {
    return "operation/" + key.device.to_string() + "/" + std::to_string(key.epoch) + "/" + std::to_string(key.seq);
}

Applied take_effect(const Applying& applying) {
    const Kind* kind = kind_of(applying.operation.type);
    if (kind == nullptr || applying.operation.version != kind->version)
        return {unreadable(applying.operation.type), true};
    // Another operation came under this key before: money alone is taken of the second.
    if (applying.key_reused && kind->apply != apply_take_payment) return {key_reused(), true};
    return kind->apply(applying);
}

// A restored device sends what it did again under new names. The accounts are told anew, for the till waits for that.
Applied answer_again(const Applying& applying, const Outcome& before) {
    const auto accounts = lock_accounts(applying.tx, before.announced);
    announce_accounts(applying.tx, applying.context, applying.cause, accounts);
    return {before, false};
}

}  // namespace

Result<Outcome> apply_operation(const Context& context, const platform::Caller& caller,
                                const NodeOperation& operation) {
    if (is_newer(operation)) return newer_than_known(operation);
    const std::string print =
        fingerprint(operation.type + "\n" + std::to_string(operation.version) + "\n" + operation.body);
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        lock_name(tx, name_of(operation.key));
        const auto before = find_outcomes(tx, operation.key);
        for (const StoredOutcome& stored : before)
            if (stored.fingerprint == print) return stored.outcome;
        lock_name(tx, "act/" + operation.key.device.to_string() + "/" + print);
        const Cause cause{caller.correlation_id, operation.key, context.clock.now()};
        const Applying applying{tx, context, cause, operation, !before.empty()};
        const auto of_act = find_outcome_of_act(tx, operation.key.device, print);
        const Applied applied = of_act ? answer_again(applying, *of_act) : take_effect(applying);
        const OperationRecord record{operation.key, print, operation.type, applied.outcome};
        insert_outcome(tx, record, cause.now);
        if (applied.keep_body) quarantine(tx, record, operation.body, cause.now);
        return applied.outcome;
    });
}

}  // namespace aquacis::payments
