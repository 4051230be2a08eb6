#pragma once
// REST: from a request's head alone it finds the route and judges who asks; then it makes the message, calls the
// context and tells what came of it.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/http/server.hpp"
#include "cloud/gateway/demo_issuer.hpp"
#include "cloud/gateway/limits.hpp"
#include "cloud/gateway/route_call.hpp"
#include "cloud/gateway/routes.hpp"

namespace aquacis::gateway {

class Front {
public:
    struct Settings {
        std::string issuer_url;
        std::chrono::milliseconds call_deadline{10'000};  // of the context's answer
        Rate::Settings refusals{40, 2};         // of an address: without a token that counts; and tries of an open call
        Rate::Settings requests{2'000, 1'000};  // of a caller
        int under_way = 64;                     // of a caller
    };
    // `issuer` is null outside the demo.
    Front(std::vector<Route> routes, const platform::Channels& channels, const platform::Guard& guard,
          const Clock& clock, std::unique_ptr<DemoIssuer> issuer, const Settings& settings);

    // Before the body is read. What it answers at once costs no worker and no context.
    std::variant<http::Response, http::Work> admit(const http::Request& head) const;

private:
    std::variant<http::Response, http::Work> admit_call(const http::Request& head, Match found) const;
    // Why not, if not; the caller's place among those under way goes to `place`.
    std::optional<http::Response> judge_open(const http::Request& head, const Route& route) const;
    std::optional<http::Response> judge_caller(const http::Request& head, const Route& route,
                                               std::shared_ptr<void>& place) const;
    http::Response call(const http::Request& request, const Match& found, const CallHead& head) const;

    std::vector<Route> routes_;
    RouteCall calls_;
    const platform::Guard& guard_;
    const Clock& clock_;
    std::unique_ptr<DemoIssuer> issuer_;
    std::string openapi_;
    mutable Rate refusals_, tries_, requests_;
    const std::shared_ptr<UnderWay> under_way_;
};

}  // namespace aquacis::gateway
