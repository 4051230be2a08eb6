#pragma once
// Fills the slot that does not run with a bundle's release and puts it on trial. Whatever step the power fails at, what
// ran before still starts: the table names the new slot only when its last byte is durable.

#include "base/time.hpp"
#include "edge-node/update/bundle.hpp"
#include "edge-node/update/slots.hpp"

namespace aquacis::edge::update {

struct InstallRules {
    std::string compatible;            // what this machine takes
    std::int64_t keep_free_bytes = 0;  // that much room stays for the spool
    bool allow_downgrade = false;
    bool restart = true;  // the caller restarts the node; should it die before, the gate does
};

// The slot that is on trial now. Throws UpdateError; std::system_error when the disk fails.
int install(const Bundle& bundle, const SlotFolder& slots, const InstallRules& rules, const Before& before);

// Why a slot's files are not those of its manifest; empty when they are.
std::string why_not_whole(const std::filesystem::path& slot);

}  // namespace aquacis::edge::update
