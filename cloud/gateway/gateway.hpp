#pragma once
// REST in, gRPC out: every method whose proto carries an HTTP rule. Also /openapi.json, /health and, in the demo, an
// issuer of tokens.

#include "cloud/platform/host/module.hpp"

namespace aquacis::gateway {

platform::ModuleDescriptor module();

}  // namespace aquacis::gateway
