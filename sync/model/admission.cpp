#include "sync/model/admission.hpp"

#include <utility>

namespace aquacis::sync {

HelloAnswer answer_hello(const HeldChain& held, const HelloClaim& claim) {
    if (held.epoch == 0) return {claim.epoch, 0, true, {}, false};
    if (claim.epoch > held.epoch) return {claim.epoch, 0, true, "the server is older than the device's epoch", false};
    if (claim.epoch < held.epoch)
        return {held.epoch + 1, 0, true, "the device speaks of a past epoch: a clone or a backup", true};
    if (claim.last_seq < held.acknowledged)
        return {held.epoch + 1, 0, true, "the device lost operations: a backup", true};
    if (claim.last_seq == held.acknowledged && claim.hash != held.hash)
        return {held.epoch + 1, 0, true, "the device's chain forked: a clone", true};
    return {held.epoch, held.acknowledged, false, {}, false};
}

Admission admit(const HeldChain& held, const OfferedOperation& offered, const std::optional<std::string>& held_hash) {
    if (held_hash && *held_hash == offered.hash) return Admission::duplicate;
    const bool was_held = std::pair(offered.epoch, offered.seq) <= std::pair(held.forgotten_epoch, held.forgotten_seq);
    if (!held_hash && was_held) return Admission::forgotten;
    if (offered.epoch < held.epoch) return Admission::stale;
    if (held_hash) return Admission::fork;
    if (offered.epoch > held.epoch) return Admission::gap;
    // Nothing is held of this epoch and the node no longer has its beginning: this server lost what it had once
    // acknowledged. In a new epoch the node begins with what it still has.
    if (held.acknowledged == 0 && offered.seq > 1) return Admission::fork;
    if (offered.seq > held.acknowledged + 1) return Admission::gap;
    // An operation at or before `acknowledged` that is not held means that the held rows were lost: never overwrite
    // their place.
    if (offered.seq <= held.acknowledged) return Admission::fork;
    return offered.previous_hash == held.hash ? Admission::append : Admission::fork;
}

}  // namespace aquacis::sync
