#pragma once
// What a person did on a node, as a value, and the two hashes that keep it honest.

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "sync/model/hlc.hpp"

namespace aquacis::sync {

struct Operation {
    Uuid device;
    std::uint32_t epoch = 1;
    std::uint64_t seq = 0;      // dense from 1 in each epoch
    std::string type;           // "payments.payment.take"
    std::uint32_t version = 1;  // of the body's meaning
    std::string body;
    std::vector<std::uint64_t> deps;  // seqs of the same device and epoch, each less than seq
    Hlc hlc;
    std::string actor;
    std::string previous_hash;  // 32 bytes; empty for the first of an epoch
    int administration = 0;
    Instant created_at;
    friend bool operator==(const Operation&, const Operation&) = default;
};

// SHA-256 over every field, the previous operation's hash among them: two chains with the same last hash are the same
// chain.
std::string chain_hash(const Operation& operation);

// SHA-256 over what the person did, without the place in a chain (epoch, seq, deps, previous hash). A node that begins
// a new epoch sends its unacknowledged operations again under new numbers; by this the server finds those that it has
// already.
std::string act_hash(const Operation& operation);

// The context that decides on a type: its first word. Empty when there is no dot.
std::string owning_context(std::string_view type);

inline constexpr std::size_t max_operation_bytes = 64 * 1024;  // of a body
inline constexpr std::size_t max_type_bytes = 100;
inline constexpr std::size_t max_actor_bytes = 100;
inline constexpr std::size_t max_deps = 64;
inline constexpr std::uint32_t max_epoch = 1'000'000'000;
inline constexpr std::uint64_t max_seq = 1'000'000'000'000'000;  // what a database's 64 signed bits hold with ease

// The first rule that the operation breaks, in English for the log; empty when it is well formed.
std::string malformation(const Operation& operation);

}  // namespace aquacis::sync
