#include "cloud/platform/calls/guard.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

#include "base/log/log.hpp"
#include "base/parse_number.hpp"
#include "cloud/platform/calls/caller_kinds.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/calls/known_tokens.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* secret_header = "x-aquacis-secret";
constexpr const char* context_header = "x-aquacis-context";
constexpr const char* administration_header = "x-aquacis-administration";
constexpr const char* correlation_header = "x-correlation-id";
constexpr const char* on_behalf_header = "x-aquacis-on-behalf-of-bin";  // a subject may hold any bytes
constexpr std::string_view bearer = "bearer ";                          // in any case (RFC 7235)

std::string header(const grpc::ServerContext& call, const char* name) {
    const auto& all = call.client_metadata();
    const auto found = all.find(name);
    return found == all.end() ? std::string() : std::string(found->second.data(), found->second.size());
}

bool begins_with_bearer(std::string_view text) {
    return text.size() > bearer.size() && std::equal(bearer.begin(), bearer.end(), text.begin(), [](char want, char c) {
               return want == static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
           });
}

bool same_secret(const std::string& given, const std::string& wanted) {
    return !wanted.empty() && given.size() == wanted.size() &&
           CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

// Nothing over the in-process channel; a context's certificate over TCP.
bool peer_is_a_context(const grpc::ServerContext& call) {
    const auto peer = call.auth_context();
    if (peer == nullptr || !peer->IsPeerAuthenticated())
        return call.peer().rfind("inproc", 0) == 0 || call.peer().empty() || call.peer() == "unknown";
    for (const auto& name : peer->FindPropertyValues("x509_common_name"))
        if (std::string_view(name.data(), name.size()).rfind("cloud:", 0) == 0) return true;
    return false;
}

// Over TCP, with a token: neither a context, nor a front that is hosted beside it or is a context's by its certificate.
bool is_from_outside(const grpc::ServerContext& call, const Caller& caller) {
    return caller.until != Instant{} && !peer_is_a_context(call);
}

Refusal too_many_calls() {
    return {RefusalKind::exhausted, "calls.too_many", "", "Hay demasiadas llamadas en curso.",
            "Espere a que terminen las que hizo y repita esta."};
}

grpc::StatusCode code_of(RefusalKind kind) {
    switch (kind) {
        case RefusalKind::invalid:
            return grpc::StatusCode::INVALID_ARGUMENT;
        case RefusalKind::not_found:
            return grpc::StatusCode::NOT_FOUND;
        case RefusalKind::conflict:
            return grpc::StatusCode::ALREADY_EXISTS;
        case RefusalKind::unauthenticated:
            return grpc::StatusCode::UNAUTHENTICATED;
        case RefusalKind::forbidden:
            return grpc::StatusCode::PERMISSION_DENIED;
        case RefusalKind::exhausted:
            return grpc::StatusCode::RESOURCE_EXHAUSTED;
        case RefusalKind::unavailable:
            return grpc::StatusCode::UNAVAILABLE;
    }
    return grpc::StatusCode::UNKNOWN;
}

RefusalKind kind_of(grpc::StatusCode code) {
    switch (code) {
        case grpc::StatusCode::INVALID_ARGUMENT:
            return RefusalKind::invalid;
        case grpc::StatusCode::NOT_FOUND:
            return RefusalKind::not_found;
        case grpc::StatusCode::ALREADY_EXISTS:
            return RefusalKind::conflict;
        case grpc::StatusCode::UNAUTHENTICATED:
            return RefusalKind::unauthenticated;
        case grpc::StatusCode::PERMISSION_DENIED:
            return RefusalKind::forbidden;
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
            return RefusalKind::exhausted;
        default:
            return RefusalKind::unavailable;
    }
}

std::string incident_number() {
    std::random_device device;
    char text[17];
    std::snprintf(text, sizeof text, "%08x%08x", device(), device());
    return text;
}

}  // namespace

ServiceIdentity serving(std::string context, const Caller& caller) {
    return {std::move(context), caller.administration, caller.correlation_id, caller.person()};
}

void act_as(grpc::ClientContext& call, const ServiceIdentity& identity) {
    call.AddMetadata(context_header, identity.context);
    call.AddMetadata(administration_header, std::to_string(identity.administration.number()));
    if (!identity.correlation_id.empty()) call.AddMetadata(correlation_header, identity.correlation_id);
    if (!identity.on_behalf_of.empty()) call.AddMetadata(on_behalf_header, identity.on_behalf_of);
}

Guard::Guard(const Clock& clock, std::shared_ptr<const TokenVerifier> verifier, std::string internal_secret)
    : clock_(clock),
      tokens_(verifier ? std::make_unique<KnownTokens>(std::move(verifier)) : nullptr),
      internal_secret_(std::move(internal_secret)) {}

Guard::~Guard() = default;

bool Guard::knows(std::string_view authorization) const {
    return tokens_ != nullptr && begins_with_bearer(authorization) &&
           tokens_->find(authorization.substr(bearer.size()), clock_.now()) != nullptr;
}

Result<std::shared_ptr<const Caller>> Guard::admit(std::string_view authorization, std::string_view scope) const {
    if (tokens_ == nullptr || !begins_with_bearer(authorization))
        return Refusal{RefusalKind::unauthenticated, "auth.missing_token", "authorization",
                       "La llamada no trae un token de acceso.", "Envíe el encabezado «authorization: Bearer …»."};
    auto caller = tokens_->verify(authorization.substr(bearer.size()), clock_.now());
    if (!caller || (*caller)->may(scope)) return caller;
    return Refusal{RefusalKind::forbidden, "auth.missing_scope", "scope",
                   "Al token le falta el permiso «" + std::string(scope) + "».", "Solicite un token con ese permiso."};
}

Result<Caller> Guard::admit(const grpc::ServerContext& call, std::string_view scope) const {
    const std::string secret = header(call, secret_header);
    if (!secret.empty()) {
        if (!same_secret(secret, internal_secret_) || !peer_is_a_context(call))
            return Refusal{RefusalKind::unauthenticated, "auth.not_a_context", secret_header,
                           "Quien llama no es un contexto de este sistema.", "Use un token de acceso."};
        const auto administration = parse_number<int>(header(call, administration_header));
        if (!administration || *administration <= 0)
            return Refusal{RefusalKind::invalid, "auth.no_administration", administration_header,
                           "Falta la administración de quien llama.", "Envíe su número."};
        return Caller{"context:" + header(call, context_header),
                      AdministrationId(*administration),
                      {"*"},
                      header(call, correlation_header),
                      header(call, on_behalf_header)};
    }
    const auto known = admit(header(call, "authorization"), scope);
    if (!known) return known.refusal();
    Result<Caller> caller = **known;
    caller->correlation_id = header(call, correlation_header);
    return caller;
}

grpc::Status Guard::answer(const grpc::ServerContext& call, const google::protobuf::Message& request,
                           const Handler& handler) const {
    const MethodRule& rule = rules_.of(request);
    if (rule.scope.empty()) throw std::logic_error(rule.method + " is open, and is answered as if it had a scope");
    return answer_anyone(rule.method, [&]() -> Result<Done> {
        const auto caller = admit(call, rule.scope);
        if (!caller) return caller.refusal();
        if (const auto texts = check_texts(request); !texts) return texts.refusal();
        const CallerKind kind = kind_of(rule, *caller);
        const WorksFor works_for(kind);
        if (!is_from_outside(call, *caller)) return handler(*caller);
        const std::string who = caller->subject + " " + std::to_string(caller->administration.number()) + " " +
                                request.GetDescriptor()->file()->package();
        const CallsUnderWay::Place place(tokens_->under_way(), who, kind);
        return place.is_given() ? handler(*caller) : too_many_calls();
    });
}

grpc::Status Guard::answer_anyone(const google::protobuf::Message& request,
                                  const std::function<Result<Done>()>& handler) const {
    const MethodRule& rule = rules_.of(request);
    if (!rule.scope.empty()) throw std::logic_error(rule.method + " has a scope, and is answered as if it were open");
    return answer_anyone(rule.method, [&]() -> Result<Done> {
        if (const auto texts = check_texts(request); !texts) return texts.refusal();
        const WorksFor works_for(CallerKind::portal);
        return handler();
    });
}

grpc::Status Guard::answer(const grpc::ServerContext& call, std::string_view scope, const Handler& handler) const {
    return answer_anyone(scope, [&]() -> Result<Done> {
        const auto caller = admit(call, scope);
        if (!caller) return caller.refusal();
        return handler(*caller);
    });
}

grpc::Status Guard::answer_anyone(std::string_view method, const std::function<Result<Done>()>& handler) const {
    try {
        const auto done = handler();
        return done ? grpc::Status::OK : to_status(done.refusal());
    } catch (const UnreadableText&) {
        return to_status(nul_in(""));
    } catch (const std::exception& fault) {
        const Fault told = classify(fault);
        const std::string incident = incident_number();
        const log::Fields fields{{"method", method}, {"incident", incident}, {"reason", told.description}};
        if (told.kind == FaultKind::unavailable) {
            log::warning("call.unavailable", fields);
            return to_status({RefusalKind::unavailable, "unavailable", "",
                              "El servicio no está disponible en este momento.",
                              "Repita la llamada en unos segundos; si sigue, reporte el incidente " + incident + "."});
        }
        log::error("call.failed", fields);
        const std::string message = "Ocurrió una falla interna.",
                          remedy = "Repita la llamada; si sigue, reporte el incidente " + incident + ".";
        const nlohmann::json details{{"code", "internal"}, {"field", ""}, {"message", message}, {"remedy", remedy}};
        return {grpc::StatusCode::INTERNAL, message + " " + remedy, details.dump()};
    }
}

grpc::Status to_status(const Refusal& refusal) {
    const nlohmann::json details{
        {"code", refusal.code}, {"field", refusal.field}, {"message", refusal.message}, {"remedy", refusal.remedy}};
    return {code_of(refusal.kind), refusal.message + (refusal.remedy.empty() ? "" : " " + refusal.remedy),
            details.dump()};
}

Refusal refusal_of(const grpc::Status& status) {
    const auto details = nlohmann::json::parse(status.error_details(), nullptr, false);
    if (!details.is_object())
        return {kind_of(status.error_code()), "grpc." + std::to_string(status.error_code()), "", status.error_message(),
                ""};
    return {kind_of(status.error_code()), details.value("code", ""), details.value("field", ""),
            details.value("message", ""), details.value("remedy", "")};
}

std::shared_ptr<grpc::Channel> Channels::find(const std::string& context) const {
    const std::lock_guard lock(mutex_);
    if (const auto known = channels_.find(context); known != channels_.end()) return known->second;
    auto channel = elsewhere_ ? elsewhere_(context) : nullptr;
    if (channel != nullptr) channels_.emplace(context, channel);
    return channel;
}

std::shared_ptr<grpc::Channel> Channels::to(const std::string& context) const {
    auto channel = find(context);
    if (channel == nullptr)
        throw Unavailable("no channel to the context " + context + ": host it here or set [remote] " + context);
    return channel;
}

bool Channels::may_decide(const std::string& context) const {
    return !undeciding_.contains(context) && find(context) != nullptr;
}

std::unique_ptr<grpc::ClientContext> Channels::call(const ServiceIdentity& identity,
                                                    std::chrono::milliseconds deadline) const {
    auto call = std::make_unique<grpc::ClientContext>();
    call->set_deadline(std::chrono::system_clock::now() + deadline);
    call->AddMetadata(secret_header, internal_secret_);
    act_as(*call, identity);
    return call;
}

}  // namespace aquacis::platform
