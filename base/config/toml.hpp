#pragma once
// toml++, whose assertions are faults here: version 3.3 asserts on some texts that are no TOML ("[" and a byte that begins no name),
// and a text from outside must not end the program.

#include <stdexcept>

namespace aquacis::config_detail {
[[noreturn]] inline void not_toml() { throw std::runtime_error("not TOML: a name is expected after a bracket or a dot"); }
}  // namespace aquacis::config_detail

#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? static_cast<void>(0) : ::aquacis::config_detail::not_toml())
#include <toml++/toml.h>
