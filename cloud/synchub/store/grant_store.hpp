#pragma once
// What devices were granted and hold, for contexts that may forget it. Every function runs in the caller's transaction
// and administration.

#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::synchub {

using platform::Transaction;

struct DeviceGrant {
    std::string kind;
    std::string body;
};
inline constexpr std::size_t longest_grant_kind = 64;
inline constexpr std::size_t longest_grant = 256;

// How this database knows: it saw the grant pass, or has only the device's word. Then the context is told as well.
enum class GrantKnown { seen, stated };
struct GrantOf {
    Uuid device;
    GrantKnown by = GrantKnown::seen;
    Instant now;
};
void put_grants(Transaction& tx, const GrantOf& of,
                std::span<const DeviceGrant> grants);  // known ones stay as they are
std::vector<DeviceGrant> grants_to_tell(Transaction& tx, const Uuid& device);
void note_told(Transaction& tx, const Uuid& device, const DeviceGrant& grant);
// Of all devices, what became known since then; an empty name: of every context.
void tell_grants_again(Transaction& tx, const std::string& context, Instant since);

}  // namespace aquacis::synchub
