#pragma once
// The health gate: keeps the release that proves itself, goes back from the one that does not.

#include "edge-node/update/update_settings.hpp"

namespace aquacis::edge::update {

enum class Verdict { nothing_on_trial, kept, gone_back };

HealthAnswer ask_health(const std::string& url);

Verdict gate_slots(const UpdateSettings& settings);

// The system that RAUC booted is marked good when the node in it proves itself; one that never did is marked bad and
// left by a reboot. One that proved itself once is marked good at each boot: a receiver that fails years later is no
// reason to go back.
Verdict gate_rauc(const UpdateSettings& settings);

}  // namespace aquacis::edge::update
