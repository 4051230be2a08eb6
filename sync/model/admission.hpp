#pragma once
// How a server that holds a device's chain answers a hello and an operation. Pure, so that synchub and the simulator
// decide alike.

#include <cstdint>
#include <optional>
#include <string>

namespace aquacis::sync {

// What the server holds durably of one device: its present epoch, how far, and the hash of the last operation there.
struct HeldChain {
    std::uint32_t epoch = 0;  // 0: the device is new
    std::uint64_t acknowledged = 0;
    std::string hash;  // empty when acknowledged is 0
    // Of what was settled and answered long ago through this place it holds no more than its context does.
    std::uint32_t forgotten_epoch = 0;
    std::uint64_t forgotten_seq = 0;
};

struct HelloClaim {
    std::uint32_t epoch = 0;
    std::uint64_t last_seq = 0;
    std::string hash;  // of last_seq; empty when it is 0
};

struct HelloAnswer {
    std::uint32_t epoch = 0;         // another than the claim's: quarantine, begin this epoch
    std::uint64_t acknowledged = 0;  // in that epoch
    bool is_new_epoch = false;       // the held chain begins anew at `epoch`
    std::string why;                 // English, for the log; empty when the device is plainly resumed
    bool is_copy = false;            // the node is a clone, or came from a backup
};
HelloAnswer answer_hello(const HeldChain& held, const HelloClaim& claim);

enum class Admission {
    append,     // the chain's next operation
    duplicate,  // held already, byte for byte: answer as before
    fork,       // another operation has its place, or it does not follow: the device needs a new epoch
    stale,  // of a past epoch and not held: sent before the node heard of the present one, or by another node of that
            // name
    gap,    // operations before it are missing: the node must say hello again
    forgotten,  // its place is one of those that are no longer held: its context is asked anew, and knows the act
};
struct OfferedOperation {
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    std::string previous_hash;
    std::string hash;
};
// `held_hash`: of the operation that the server holds under the same (epoch, seq), when it holds one.
Admission admit(const HeldChain& held, const OfferedOperation& offered, const std::optional<std::string>& held_hash);

}  // namespace aquacis::sync
