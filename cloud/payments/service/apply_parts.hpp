#pragma once
// What each kind of a till's operation does, inside apply_operation's transaction.

#include <string>

#include "cloud/payments/domain/outcome.hpp"
#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/service/apply.hpp"
#include "cloud/payments/service/till_bodies.hpp"

namespace aquacis::payments {

struct Applying {
    platform::Transaction& tx;
    const Context& context;
    const Cause& cause;
    const NodeOperation& operation;
    bool key_reused =
        false;  // another operation already came under this key: its money goes to suspense, nothing else happens

    Sender sender() const { return {operation.key.device, operation.actor, cause.now}; }
};

struct Applied {
    Outcome outcome;
    bool keep_body = false;  // for a person: nothing, or not everything, was done with it
};

Applied apply_take_payment(const Applying& applying);
Applied apply_cancel_payment(const Applying& applying);
Applied apply_open_session(const Applying& applying);
Applied apply_close_session(const Applying& applying);
Applied apply_reprint(const Applying& applying);
Applied apply_drawer_opening(const Applying& applying);

}  // namespace aquacis::payments
