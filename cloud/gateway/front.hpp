#pragma once
// Answers an HTTP request: finds the route, makes the message, calls the context, tells what came of it.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/http/message.hpp"
#include "cloud/gateway/demo_issuer.hpp"
#include "cloud/gateway/routes.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::gateway {

class Front {
public:
    struct Settings {
        std::string issuer_url;
        std::chrono::milliseconds call_deadline{10'000};  // of the context's answer
    };
    // `issuer` is null outside the demo.
    Front(std::vector<Route> routes, const platform::Channels& channels, std::unique_ptr<DemoIssuer> issuer,
          const Settings& settings);
    http::Response answer(const http::Request& request) const;

private:
    http::Response call(const http::Request& request, const Match& found) const;

    std::vector<Route> routes_;
    const platform::Channels& channels_;
    std::unique_ptr<DemoIssuer> issuer_;
    std::chrono::milliseconds call_deadline_;
    std::string openapi_;
};

}  // namespace aquacis::gateway
