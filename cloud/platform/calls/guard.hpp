#pragma once
// Every gRPC call passes here: who calls, may they, in which administration; and every refusal and fault becomes a
// status, a log line and a count in one place.

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "cloud/platform/calls/method_rules.hpp"

namespace aquacis::platform {

struct Caller {
    std::string subject;  // the token's sub, or "context:billing", or "device:<uuid>"
    AdministrationId administration;
    std::set<std::string, std::less<>> scopes;
    std::string correlation_id;
    // When a context calls: the person or device whose call it serves; empty when it works by itself.
    std::string on_behalf_of{};
    Instant until{};  // when its token ends
    // Who is answerable for the call: what an access log names.
    const std::string& person() const { return on_behalf_of.empty() ? subject : on_behalf_of; }
    // Through which context the person came; empty when directly.
    std::string via() const { return on_behalf_of.empty() ? std::string() : subject; }
    bool may(std::string_view scope) const { return scopes.count(scope) != 0 || scopes.count("*") != 0; }
};

// Verifies an OIDC access token (RS256 or ES256): signature by the issuer's keys, iss, aud, exp, nbf, iat, with 60 s of
// leeway and a day of life at most; what it does not know (crit, an identity token, a claim of another type) it
// refuses.
class TokenVerifier {
public:
    struct Settings {
        std::string issuer;
        std::string audience;
        std::string jwks_json{};  // the issuer's keys,
        std::string jwks_file{};  // or the file that has them, which is read again within 10 s when it changes
    };
    explicit TokenVerifier(Settings settings);
    ~TokenVerifier();
    Result<Caller> verify(std::string_view token, Instant now) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Between contexts of one process or of one mesh: a call says on whose behalf. The in-process channel is trusted; over
// TCP the peer's certificate must be a context's.
struct ServiceIdentity {
    std::string context;  // "billing"
    AdministrationId administration;
    std::string correlation_id;
    std::string on_behalf_of{};  // the caller that it serves; empty: nobody
};
// `context` goes on with a call that it serves: the same administration, correlation and person.
ServiceIdentity serving(std::string context, const Caller& caller);
void act_as(grpc::ClientContext& call, const ServiceIdentity& identity);

class KnownTokens;

class Guard {
public:
    Guard(const Clock& clock, std::shared_ptr<const TokenVerifier> verifier, std::string internal_secret);
    ~Guard();

    // The caller, from `authorization: Bearer …` or the internal headers. Refused when there is none or the scope is
    // missing.
    Result<Caller> admit(const grpc::ServerContext& call, std::string_view scope) const;

    // The same from `Bearer …` alone, for a door in front of the contexts.
    Result<std::shared_ptr<const Caller>> admit(std::string_view authorization, std::string_view scope) const;
    // Whether it was verified a short while ago: then admit() costs nothing.
    bool knows(std::string_view authorization) const;

    using Handler = std::function<Result<Done>(const Caller&)>;

    // The one entry point of a unary method; the request's method says in its proto which scope it wants:
    //   return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<Done> { …fill *response… });
    // A refusal becomes a gRPC status whose details carry code, field and remedy. An exception becomes UNAVAILABLE when
    // the database is away (fault.hpp tells), else INTERNAL; both with an incident number that also stands in the log.
    grpc::Status answer(const grpc::ServerContext& call, const google::protobuf::Message& request,
                        const Handler& handler) const;
    // For a method whose option is `open`: nobody is asked for a token, the rest is the same.
    grpc::Status answer_anyone(const google::protobuf::Message& request,
                               const std::function<Result<Done>()>& handler) const;

    grpc::Status answer(const grpc::ServerContext& call, std::string_view scope, const Handler& handler) const;
    grpc::Status answer_anyone(std::string_view method, const std::function<Result<Done>()>& handler) const;

    const std::string& internal_secret() const { return internal_secret_; }

private:
    const Clock& clock_;
    std::unique_ptr<KnownTokens> tokens_;  // null: no issuer is set
    std::string internal_secret_;
    MethodRules rules_;
};

grpc::Status to_status(const Refusal& refusal);
Refusal refusal_of(const grpc::Status& status);  // the inverse, for callers of another context

}  // namespace aquacis::platform
