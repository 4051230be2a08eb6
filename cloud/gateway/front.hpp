#pragma once
// Answers an HTTP request: finds the route, makes the message, calls the context, tells what came of it.

#include <memory>
#include <string>
#include <vector>

#include "cloud/gateway/demo_issuer.hpp"
#include "cloud/gateway/routes.hpp"
#include "cloud/platform/channels.hpp"
#include "base/http/message.hpp"

namespace aquacis::gateway {

class Front {
public:
    Front(std::vector<Route> routes, const platform::Channels& channels, std::unique_ptr<DemoIssuer> issuer, std::string issuer_url);
    http::Response answer(const http::Request& request) const;

private:
    http::Response call(const http::Request& request, const Match& found) const;

    std::vector<Route> routes_;
    const platform::Channels& channels_;
    std::unique_ptr<DemoIssuer> issuer_;
    std::string openapi_;
};

}  // namespace aquacis::gateway
