#include "cloud/synchub/service/registry.hpp"

#include <openssl/crypto.h>

#include "base/log/log.hpp"
#include "base/sha256.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::synchub {
namespace {

constexpr std::size_t longest_label = 60;
constexpr int most_hours = 720;
constexpr int usual_hours = 72;
constexpr int most_wrong_attempts = 5;
constexpr std::int64_t most_renewals = 5;
constexpr auto renewals_counted = std::chrono::days(30);

std::string common_name(const Uuid& device) { return "device:" + device.to_string(); }

Result<Uuid> parse_device(const std::string& text) {
    const auto device = Uuid::parse(text);
    if (!device || device->is_nil())
        return Refusal{RefusalKind::invalid, "device.wrong_id", "device_id", "«" + text + "» no identifica un equipo.",
                       "Copie el device_id que muestra «aquacisctl device list»."};
    return *device;
}

Result<> check_label(const DeviceLabel& label) {
    const auto is_wrong = [](const std::string& text) {
        return text.size() > longest_label || text.find('\0') != std::string::npos;
    };
    if (label.name.empty() || is_wrong(label.name))
        return Refusal{RefusalKind::invalid, "device.wrong_name", "name", "El nombre lleva de 1 a 60 caracteres.",
                       "Escriba el de la caja o de la brigada, como «Caja 03»."};
    if (is_wrong(label.office))
        return Refusal{RefusalKind::invalid, "device.wrong_office", "office", "La oficina lleva hasta 60 caracteres.",
                       "Escríbala como en el alta de su personal."};
    return Done{};
}

// One answer for a code that never was and for a wrong secret: it tells nobody which codes there are.
Refusal wrong_code() {
    return {RefusalKind::forbidden, "enrollment.wrong_code", "code", "El código no es válido.",
            "Revise lo escrito; si sigue igual, pida un código nuevo a la oficina."};
}

Refusal unknown_device() {
    return {RefusalKind::not_found, "device.unknown", "device_id",
            "No hay un equipo con esa clave en esta administración.",
            "Consulte los que hay con «aquacisctl device list»."};
}

Refusal taken_id() {
    return {RefusalKind::conflict, "device.taken_id", "device_id", "Esa clave ya es de otro equipo.",
            "Invite al equipo sin device_id: recibirá una clave propia."};
}

Refusal taken_key() {
    return {RefusalKind::conflict, "device.taken_key", "request_pem", "Esa llave ya es de otro equipo.",
            "Genere una llave nueva en este equipo."};
}

Refusal revoked_device() {
    return {RefusalKind::forbidden, "device.revoked", "device_id", "Este equipo fue dado de baja.",
            "Si es un error, pida a sistemas que lo inviten de nuevo."};
}

Refusal too_many_renewals() {
    return {RefusalKind::exhausted, "device.too_many_renewals", "",
            "Este equipo ya pidió cinco certificados en treinta días.", "Avise a sistemas: que lo inviten de nuevo."};
}

std::string digest_of(const EnrollmentCode& code) { return sha256(code.sent()); }

NewCertificate recorded(const SignedCertificate& certificate, Instant now) {
    return {certificate.serial, certificate.key_digest, now, certificate.until};
}

struct CodeUse {
    const EnrollmentCode& code;
    const std::string& key_digest;
    const std::string& request_pem;
    Instant now;
};

Result<> check_invitation(const Invitation& kept, const CodeUse& use) {
    if (!kept.key_digest.empty() && kept.key_digest != use.key_digest)
        return Refusal{RefusalKind::conflict, "enrollment.used_code", "code", "El código ya se usó.",
                       "Pida un código nuevo a la oficina."};
    if (kept.expires_at < use.now)
        return Refusal{RefusalKind::forbidden, "enrollment.expired_code", "code",
                       "El código venció el " + to_iso(kept.expires_at) + ".", "Pida un código nuevo a la oficina."};
    return Done{};
}

// An invitation serves once, for one key, and not after too many wrong tries. All is judged under its lock, the
// certificate is signed before the device is enrolled with it, and nothing of a refusal is kept but the count of tries.
Result<EnrolledDevice> use_code(const Registry& registry, Transaction& tx, const CodeUse& use) {
    const auto kept = lock_invitation(tx, use.code.id);
    if (!kept || kept->wrong_attempts >= most_wrong_attempts) return wrong_code();
    const std::string digest = digest_of(use.code);
    if (kept->secret_digest.size() != digest.size() ||
        CRYPTO_memcmp(kept->secret_digest.data(), digest.data(), digest.size()) != 0) {
        count_wrong_code(tx, use.code.id);
        return wrong_code();
    }
    if (const auto sound = check_invitation(*kept, use); !sound) return sound.refusal();
    auto certificate = registry.authority->sign({tx.administration(), common_name(kept->device)}, use.request_pem,
                                                use.now, registry.random);
    if (!certificate) return certificate.refusal();
    if (!enroll_device(tx, kept->device, recorded(*certificate, use.now))) return taken_key();
    use_invitation(tx, use.code.id, use.key_digest, use.now);
    const auto device = find_device(tx, kept->device);
    if (!device) return wrong_code();
    return EnrolledDevice{tx.administration(), *device, *std::move(certificate)};
}

}  // namespace

Refusal no_authority() {
    return {RefusalKind::unavailable, "enrollment.no_authority", "", "Esta nube no firma certificados de equipos.",
            "Configure synchub.device_ca y synchub.device_ca_key_file."};
}

// For a new device, or for one that is this administration's already; the code is told once and only its digest is
// kept.
Result<DeviceInvitation> invite_device(const Registry& registry, const platform::Caller& caller,
                                       const InviteDevice& request) {
    if (registry.authority == nullptr) return no_authority();
    if (const auto sound = check_label(request.label); !sound) return sound.refusal();
    if (request.valid_hours < 0 || request.valid_hours > most_hours)
        return Refusal{RefusalKind::invalid, "device.wrong_hours", "valid_hours",
                       "La vigencia debe ser de 1 a 720 horas.", "Corrija la vigencia."};
    const Instant now = registry.clock.now();
    Uuid device = make_uuid_v7(now, registry.random);
    if (!request.device_id.empty()) {
        const auto given = parse_device(request.device_id);
        if (!given) return given.refusal();
        device = *given;
    }
    const EnrollmentCode code = make_enrollment_code(registry.authority->digest(), registry.random);
    const Instant expires = now + std::chrono::hours(request.valid_hours == 0 ? usual_hours : request.valid_hours);
    const Act act{caller.subject, now};
    const auto put = registry.database.run(caller.administration, [&](Transaction& tx) -> Result<> {
        if (!register_device(tx, device, request.label, act)) return taken_id();
        put_invitation(tx, device, {code.id, digest_of(code), expires}, act);
        return Done{};
    });
    if (!put) return put.refusal();
    log::info(
        "device.invited",
        {{"device", device.to_string()}, {"administration", caller.administration.number()}, {"by", caller.subject}});
    return DeviceInvitation{device, code.text(), expires};
}

// By a certificate that was made elsewhere: it must be of that name and administration, and of no other device's key.
Result<DeviceRow> register_device(const Registry& registry, const platform::Caller& caller,
                                  const RegisterDevice& request) {
    const auto device = parse_device(request.device_id);
    if (!device) return device.refusal();
    if (const auto sound = check_label(request.label); !sound) return sound.refusal();
    const auto certificate = read_device_certificate(request.certificate_pem);
    if (!certificate || certificate->name != common_name(*device) ||
        certificate->administration != caller.administration)
        return Refusal{RefusalKind::invalid, "device.wrong_certificate", "certificate_pem",
                       "El certificado no es de ese equipo o de esta administración.",
                       "Debe llevar CN=" + common_name(*device) + " y OU=administration " +
                           std::to_string(caller.administration.number()) + "."};
    const Instant now = registry.clock.now();
    auto row = registry.database.run(caller.administration, [&](Transaction& tx) -> Result<DeviceRow> {
        if (!register_device(tx, *device, request.label, {caller.subject, now})) return taken_id();
        if (!enroll_device(tx, *device, {certificate->serial, certificate->key_digest, now, certificate->until}))
            return taken_key();
        return find_device(tx, *device).value();
    });
    if (row)
        log::info("device.registered", {{"device", device->to_string()},
                                        {"administration", caller.administration.number()},
                                        {"by", caller.subject}});
    return row;
}

Result<EnrolledDevice> enroll_device(const Registry& registry, const EnrollDevice& request) {
    if (registry.authority == nullptr) return no_authority();
    const auto code = parse_sent_code(request.code);
    if (!code) return code.refusal();
    const auto key_digest = DeviceAuthority::key_digest(request.request_pem);
    if (!key_digest) return key_digest.refusal();
    const auto administration = registry.database.run_for_all(
        {"enrollment"}, [&](Transaction& tx) { return administration_of_code(tx, code->id); });
    if (!administration) return wrong_code();
    // A refusal is the step's value and not its end: the count of wrong attempts commits.
    std::optional<Result<EnrolledDevice>> answer;
    registry.database.run(*administration, [&](Transaction& tx) {
        answer.emplace(use_code(registry, tx, {*code, *key_digest, request.request_pem, registry.clock.now()}));
    });
    const Result<EnrolledDevice>& enrolled = *answer;
    if (!enrolled) {
        log::warning("device.enrollment_refused", {{"code", enrolled.refusal().code}});
        return enrolled;
    }
    log::info("device.enrolled", {{"device", enrolled->device.device.to_string()},
                                  {"administration", enrolled->administration.number()},
                                  {"certificate", enrolled->certificate.serial}});
    return enrolled;
}

Result<SignedCertificate> renew_certificate(const Registry& registry, const RenewCertificate& request) {
    if (registry.authority == nullptr) return no_authority();
    const Instant now = registry.clock.now();
    auto renewed = registry.database.run(request.administration, [&](Transaction& tx) -> Result<SignedCertificate> {
        if (!lock_device(tx, request.device)) return unknown_device();
        // It may have been revoked while it asked, and an invitation would make the new certificate good again.
        if (find_device(tx, request.device).value().is_revoked) return revoked_device();
        if (count_certificates(tx, request.device, now - renewals_counted) >= most_renewals) return too_many_renewals();
        auto certificate = registry.authority->sign({request.administration, common_name(request.device)},
                                                    request.request_pem, now, registry.random);
        if (certificate && !add_certificate(tx, request.device, recorded(*certificate, now))) return taken_key();
        return certificate;
    });
    if (renewed)
        log::info("device.renewed", {{"device", request.device.to_string()}, {"certificate", renewed->serial}});
    return renewed;
}

Result<Instant> adopt_devices(const Registry& registry, const platform::Caller& caller, int minutes) {
    constexpr int most_minutes = 24 * 60;
    if (minutes < 1 || minutes > most_minutes)
        return Refusal{RefusalKind::invalid, "device.wrong_minutes", "minutes", "El plazo va de 1 a 1440 minutos.",
                       "Corrija el plazo."};
    const Instant until = registry.clock.now() + std::chrono::minutes(minutes);
    registry.database.run(caller.administration, [&](Transaction& tx) { open_adoption(tx, until, caller.subject); });
    log::warning("device.adoption_opened",
                 {{"administration", caller.administration.number()}, {"minutes", minutes}, {"by", caller.subject}});
    return until;
}

Result<> revoke_device(const Registry& registry, const platform::Caller& caller, const std::string& device_id) {
    const auto device = parse_device(device_id);
    if (!device) return device.refusal();
    const bool found = registry.database.run(caller.administration, [&](Transaction& tx) {
        return revoke_device(tx, *device, {caller.subject, registry.clock.now()});
    });
    if (!found) return unknown_device();
    if (registry.revoked) registry.revoked(*device);
    log::info("device.revoked",
              {{"device", device_id}, {"administration", caller.administration.number()}, {"by", caller.subject}});
    return Done{};
}

Result<DeviceRow> look_at_device(const Registry& registry, const platform::Caller& caller,
                                 const std::string& device_id) {
    const auto device = parse_device(device_id);
    if (!device) return device.refusal();
    auto found =
        registry.database.run(caller.administration, [&](Transaction& tx) { return find_device(tx, *device); });
    if (!found) return unknown_device();
    return *std::move(found);
}

Result<DevicePage> list_devices(const Registry& registry, const platform::Caller& caller,
                                const DevicePageRequest& request) {
    const auto size = platform::check_page_size(request.page_size, {.otherwise = 100, .most = 500});
    if (!size) return size.refusal();
    Uuid after;
    if (!request.page_token.empty()) {
        const auto given = parse_device(request.page_token);
        if (!given) return given.refusal();
        after = *given;
    }
    DevicePage page;
    page.devices =
        registry.database.run(caller.administration, [&](Transaction& tx) { return list_devices(tx, after, *size); });
    if (static_cast<int>(page.devices.size()) == *size) page.next_page_token = page.devices.back().device.to_string();
    return page;
}

}  // namespace aquacis::synchub
