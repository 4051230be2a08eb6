#pragma once
// aquacis-till: the till without a window, for scripts, the demonstration and the chaos tests.

#include "base/time.hpp"

namespace aquacis::office {

// The whole program; the clock is what it knows of the time.
int till_program(int argc, char** argv, const Clock& clock);

}  // namespace aquacis::office
