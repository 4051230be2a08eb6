#pragma once
// What each kind of a till's operation does, inside the transaction that keeps its outcome.

#include <span>

#include "cloud/payments/domain/outcome.hpp"
#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/service/till_bodies.hpp"
#include "cloud/platform/database/lock_name.hpp"
#include "cloud/platform/operations/operations.hpp"

namespace aquacis::payments {

using platform::Deciding;
using platform::Decision;
using platform::lock_name;

inline Sender sender_of(const Deciding& deciding) {
    return {deciding.operation.key.device, deciding.operation.actor, deciding.cause.now};
}

// The accounts that an outcome announced, as its effects name them.
std::vector<std::string> effects_of(std::span<const ContractId> accounts);
std::vector<ContractId> accounts_named(const Outcome& outcome);

Decision apply_take_payment(const Deciding& deciding);
Decision apply_cancel_payment(const Deciding& deciding);
Decision apply_open_session(const Deciding& deciding);
Decision apply_close_session(const Deciding& deciding);
Decision apply_reprint(const Deciding& deciding);
Decision apply_drawer_opening(const Deciding& deciding);

}  // namespace aquacis::payments
