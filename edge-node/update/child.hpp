#pragma once

#include <string>
#include <vector>

namespace aquacis::edge::update {

// Runs a program without a shell and waits for it: its exit status, 127 when it cannot be started, 128 and more by a
// signal.
int run_child(const std::vector<std::string>& words);

}  // namespace aquacis::edge::update
