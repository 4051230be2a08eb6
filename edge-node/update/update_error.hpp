#pragma once

#include <stdexcept>

namespace aquacis::edge::update {

// An update that is not taken, in English, with what to do; for who stands at the gateway.
struct UpdateError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace aquacis::edge::update
