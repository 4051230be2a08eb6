#pragma once
// OpenAPI 3.1 from the same descriptors that the routes come from.

#include <string>
#include <vector>

#include "cloud/gateway/routes.hpp"

namespace aquacis::gateway {

std::string make_openapi(const std::vector<Route>& routes, const std::string& issuer_url);

}  // namespace aquacis::gateway
