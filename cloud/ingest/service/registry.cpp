#include "cloud/ingest/service/registry.hpp"

#include <openssl/crypto.h>

#include "base/log/log.hpp"
#include "base/sha256.hpp"
#include "cloud/ingest/domain/reading.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::ingest {
namespace {

constexpr platform::TenantTask looking{"enrollment"};
constexpr platform::TenantTask enrolling{"enrollment", true};
constexpr std::size_t longest_id = 48;  // with the administration before it, a certificate's common name holds it
constexpr int most_hours = 720;
constexpr int usual_hours = 72;
constexpr int most_wrong_attempts = 5;

Result<> check_gateway_id(const std::string& id) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    if (id.empty() || id.size() > longest_id || id.find_first_not_of(allowed) != std::string::npos ||
        id.starts_with("aquacis-") || id.starts_with("ingest-"))
        return Refusal{RefusalKind::invalid, "gateway.wrong_id", "gateway_id",
                       "«" + id + "» no puede ser el nombre de una compuerta.",
                       "Use letras, cifras, guion, punto o guion bajo, hasta 48; por ejemplo QRO-GW-0147."};
    return Done{};
}

std::string digest_of(const EnrollmentCode& code) { return sha256(code.sent()); }

// One answer for a code that never was and for a wrong secret: it tells nobody which codes there are.
Refusal wrong_code() {
    return {RefusalKind::forbidden, "enrollment.wrong_code", "code", "El código no es válido.",
            "Revise lo escrito; si sigue igual, pida un código nuevo a la oficina."};
}

Refusal taken_id() {
    return {RefusalKind::conflict, "gateway.taken_id", "gateway_id",
            "Ese nombre ya es de una compuerta de otra administración.", "Elija otro nombre."};
}

Result<> check_code(const KeptCode& kept, const std::string& key_digest, Instant now) {
    if (!kept.key_digest.empty() && kept.key_digest != key_digest)
        return Refusal{RefusalKind::conflict, "enrollment.used_code", "code", "El código ya se usó.",
                       "Pida un código nuevo a la oficina."};
    if (kept.expires_at < now)
        return Refusal{RefusalKind::forbidden, "enrollment.expired_code", "code",
                       "El código venció el " + to_iso(kept.expires_at) + ".", "Pida un código nuevo a la oficina."};
    return Done{};
}

struct CodeUse {
    const EnrollmentCode& code;
    const std::string& key_digest;
    const std::string& request_pem;
    Instant now;
};
// A code serves once, for one key, and not after too many wrong tries. All is judged under the code's lock before
// anything is kept; of a refusal only the count of tries is.
Result<Enrollment> use_code(const Registry& registry, platform::Transaction& tx, const CodeUse& use) {
    const auto kept = registry.store.lock_code(tx, use.code.id);
    if (!kept || kept->wrong_attempts >= most_wrong_attempts) return wrong_code();
    const std::string digest = digest_of(use.code);
    if (kept->secret_digest.size() != digest.size() ||
        CRYPTO_memcmp(kept->secret_digest.data(), digest.data(), digest.size()) != 0) {
        registry.store.count_wrong_attempt(tx, use.code.id);
        return wrong_code();
    }
    if (const auto checked = check_code(*kept, use.key_digest, use.now); !checked) return checked.refusal();
    if (const auto owner = registry.store.owner(tx, kept->gateway_id); owner && *owner != kept->administration)
        return taken_id();
    auto certificate =
        registry.authority->sign({kept->administration, broker_name({kept->administration, kept->gateway_id})},
                                 use.request_pem, use.now, registry.random);
    if (!certificate) return certificate.refusal();
    registry.store.use_code(tx, use.code.id, use.key_digest, use.now);
    registry.store.enroll(tx, kept->administration,
                          {kept->gateway_id, certificate->serial, use.now, certificate->until});
    registry.store.put_certificate(
        tx, kept->administration, {kept->gateway_id, certificate->serial, use.key_digest, use.now, certificate->until});
    return Enrollment{kept->administration, kept->gateway_id, std::move(*certificate)};
}

}  // namespace

Refusal no_authority() {
    return {RefusalKind::unavailable, "enrollment.no_authority", "", "Esta nube no firma certificados de compuertas.",
            "Configure ingest.device_ca e ingest.device_ca_key_file."};
}

Result<Invitation> invite_gateway(const Registry& registry, const platform::Caller& caller, const InviteWish& wish) {
    if (registry.authority == nullptr) return no_authority();
    if (const auto checked = check_gateway_id(wish.gateway_id); !checked) return checked.refusal();
    if (wish.valid_hours < 0 || wish.valid_hours > most_hours)
        return Refusal{RefusalKind::invalid, "gateway.wrong_hours", "valid_hours",
                       "La vigencia debe ser de 1 a 720 horas.", "Corrija la vigencia."};
    const auto owner = registry.database.run_for_all(
        looking, [&](platform::Transaction& tx) { return registry.store.owner(tx, wish.gateway_id); });
    if (owner && *owner != caller.administration) return taken_id();
    const Instant now = registry.clock.now();
    const EnrollmentCode code = make_enrollment_code(registry.authority->digest(), registry.random);
    const Instant expires = now + std::chrono::hours(wish.valid_hours == 0 ? usual_hours : wish.valid_hours);
    registry.database.run(caller.administration, [&](platform::Transaction& tx) {
        registry.store.put_code(tx, {code.id, wish.gateway_id, digest_of(code), caller.subject, now, expires});
    });
    log::info(
        "gateway.invited",
        {{"gateway", wish.gateway_id}, {"administration", caller.administration.number()}, {"by", caller.subject}});
    return Invitation{code.text(), expires};
}

Result<Enrollment> enroll_gateway(const Registry& registry, const EnrollmentWish& wish) {
    if (registry.authority == nullptr) return no_authority();
    const auto code = parse_sent_code(wish.code);
    if (!code) return code.refusal();
    const auto key_digest = DeviceAuthority::key_digest(wish.request_pem);
    if (!key_digest) return key_digest.refusal();
    // A refusal is the step's value and not its end: the count of wrong attempts commits.
    std::optional<Result<Enrollment>> answer;
    registry.database.run_for_all(enrolling, [&](platform::Transaction& tx) {
        answer.emplace(use_code(registry, tx, {*code, *key_digest, wish.request_pem, registry.clock.now()}));
    });
    const Result<Enrollment>& enrolled = *answer;
    if (!enrolled) {
        log::warning("gateway.enrollment_refused", {{"code", enrolled.refusal().code}});
        return enrolled;
    }
    log::info("gateway.enrolled", {{"gateway", enrolled->gateway_id},
                                   {"administration", enrolled->administration.number()},
                                   {"certificate", enrolled->certificate.serial}});
    return enrolled;
}

Result<> revoke_gateway(const Registry& registry, const platform::Caller& caller, const std::string& gateway_id) {
    const bool found = registry.database.run(caller.administration, [&](platform::Transaction& tx) {
        return registry.store.revoke(tx, gateway_id, registry.clock.now());
    });
    if (!found)
        return Refusal{RefusalKind::not_found, "gateway.unknown", "gateway_id",
                       "No hay una compuerta «" + gateway_id + "» en esta administración.",
                       "Consulte las que hay con «aquacisctl gateway list»."};
    log::info("gateway.revoked",
              {{"gateway", gateway_id}, {"administration", caller.administration.number()}, {"by", caller.subject}});
    return Done{};
}

Result<GatewayPage> list_gateways(const Registry& registry, const platform::Caller& caller,
                                  const GatewayPageWish& wish) {
    const auto size = platform::check_page_size(wish.page_size, {.otherwise = 100, .most = 500});
    if (!size) return size.refusal();
    GatewayPage page;
    page.gateways = registry.database.run(caller.administration, [&](platform::Transaction& tx) {
        return registry.store.list(tx, wish.page_token, *size);
    });
    if (static_cast<int>(page.gateways.size()) == *size) page.next_page_token = page.gateways.back().gateway_id;
    return page;
}

}  // namespace aquacis::ingest
