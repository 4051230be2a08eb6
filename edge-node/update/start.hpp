#pragma once
// Starts the release whose turn it is, in this process's place. Run by the system package's program, which no update
// replaces: a release that cannot even start is given up here.

#include <filesystem>
#include <string>
#include <vector>

#include "edge-node/update/slots.hpp"

namespace aquacis::edge::update {

struct StartWish {
    std::filesystem::path folder;        // of the slots
    std::filesystem::path own_program;   // the package's
    std::string as_user;                 // whom the release runs as; empty: as who starts it
    std::vector<std::string> arguments;  // of the release: run --config …
};

// Does not return when it succeeds. Throws std::system_error, UpdateError.
void start(const StartWish& wish);

// The slot to start, what is damaged given up.
int choose_whole(const SlotFolder& slots);

}  // namespace aquacis::edge::update
