#pragma once
// The simulated PAC over HTTP.
//   POST /stamp    the XML   200 {"timbre"} · 409 {"code":"307","timbre"} · 422 {"code","message"} · 503
//   {"code","message"} POST /recover  the XML   200 {"timbre"} · 404 POST /behave   {"as": …, "next": n}: how the next
//   n stamps go wrong, for tests (see Misbehaviour) GET  /health · /count · /certificate

#include <chrono>
#include <memory>
#include <string>

#include "base/http/server.hpp"
#include "cloud/fiscal/pacsim/stamper.hpp"

namespace aquacis::fiscal::pacsim {

enum class Misbehaviour {
    none,
    transient,  // 503, without effect
    lost,       // stamped, and the answer comes after `silence`
    silent,     // without effect, and 503 comes after `silence`
    duplicate,  // stamped, and answered 409 without the timbre
    reject,     // 422
    proxy,      // 400 with a page, as what stands in front of a PAC answers; /recover too, as 404
};

class PacServer {
public:
    struct Settings {
        http::ServerSettings server{.threads = 2, .most_connections = 64};
        std::chrono::milliseconds silence{15'000};
        std::size_t most_kept = 1'000'000;
    };
    PacServer(const Clock& clock, Settings settings);
    std::uint16_t port() const { return server_.port(); }
    std::size_t stamped() const { return stamper_.stamped(); }
    const std::string& certificate_pem() const { return stamper_.certificate_pem(); }
    void behave(Misbehaviour as, int next);

private:
    http::Response answer(const http::Request& request);
    http::Response stamp(const std::string& xml);
    http::Response misbehave(Misbehaviour as, const std::string& xml);
    http::Response take_behaviour(const std::string& body);
    Misbehaviour next_behaviour();
    bool is_hidden();

    std::chrono::milliseconds silence_;
    Stamper stamper_;
    std::mutex mutex_;
    Misbehaviour as_ = Misbehaviour::none;
    int next_ = 0;
    http::Server server_;
};

}  // namespace aquacis::fiscal::pacsim
