#pragma once
// The demo's issuer of access tokens, shaped like OIDC. It never runs outside the demo: gateway.cpp refuses to start
// with it.

#include <memory>
#include <string>

#include "base/http/message.hpp"
#include "base/time.hpp"

namespace aquacis::gateway {

struct TokenOrder {
    std::string subject;
    std::string scopes;  // with blanks between them
    int administration = 0;
    std::int64_t seconds = 3600;  // how long it is valid; negative: expired already, for tests
};

class DemoIssuer {
public:
    struct Settings {
        std::string key_file;  // PEM, RSA
        std::string issuer;
        std::string audience;
        std::string client_id;
        std::string client_secret;
    };
    DemoIssuer(Settings settings, const Clock& clock);
    ~DemoIssuer();

    std::string token(const TokenOrder& order) const;
    std::string jwks() const;
    // /.well-known/openid-configuration, /jwks.json and POST /token (client_credentials, with `administration`).
    static bool is_asked(const std::string& path);
    http::Response answer(const http::Request& request) const;

    static std::string make_key();  // a new RSA key, PEM

private:
    struct Key;
    Settings settings_;
    const Clock& clock_;
    std::unique_ptr<Key> key_;
};

}  // namespace aquacis::gateway
