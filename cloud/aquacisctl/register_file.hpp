#pragma once
// The register as the radio simulator, the demo and the end-to-end tests read it: a header line, then a line for each
// meter. Holds meter keys and the cashiers' PINs.

#include <ostream>

#include "cloud/aquacisctl/register_generator.hpp"

namespace aquacis::aquacisctl {

void write_register(std::ostream& out, const RegisterOrder& order, const Register& made);

}  // namespace aquacis::aquacisctl
