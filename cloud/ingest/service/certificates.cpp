#include "cloud/ingest/service/certificates.hpp"

#include "aquacis/edge/v1/edge.pb.h"
#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::int64_t most_renewals = 5;
constexpr auto renewals_counted = std::chrono::days(30);
constexpr auto signed_anew_after = std::chrono::hours(24);
constexpr int looks_between_writes = 50;  // ten seconds
constexpr std::chrono::milliseconds look_every{200};

}  // namespace

Result<SignedCertificate> renew_certificate(const Registry& registry, const UplinkTopic& from,
                                            const std::string& request_pem) {
    if (registry.authority == nullptr) return no_authority();
    const auto key_digest = DeviceAuthority::key_digest(request_pem);
    if (!key_digest) return key_digest.refusal();
    const Instant now = registry.clock.now();
    return registry.database.run(from.administration, [&](platform::Transaction& tx) -> Result<SignedCertificate> {
        if (!registry.store.lock_enrolled(tx, from.gateway_id))
            return Refusal{RefusalKind::forbidden, "gateway.not_enrolled", "gateway_id",
                           "La compuerta no está dada de alta o fue revocada.", "Dela de alta con un código nuevo."};
        if (registry.store.count_certificates(tx, from.gateway_id, now - renewals_counted) >= most_renewals)
            return Refusal{RefusalKind::conflict, "gateway.too_many_certificates", "gateway_id",
                           "La compuerta ya recibió cinco certificados en treinta días.",
                           "Revise la compuerta; si es preciso, revóquela."};
        auto certificate =
            registry.authority->sign({from.administration, broker_name(from)}, request_pem, now, registry.random);
        if (!certificate) return certificate;
        const IssuedCertificate issued{from.gateway_id, certificate->serial, *key_digest, now, certificate->until};
        registry.store.put_certificate(tx, from.administration, issued);
        registry.store.renew(tx, issued);
        return certificate;
    });
}

std::string answer_certificate_request(const Registry& registry, const UplinkTopic& from, const std::string& bytes) {
    edge::v1::CertificateIssued answer;
    edge::v1::CertificateRequest request;
    if (!request.ParseFromString(bytes)) {
        answer.set_refused("the request cannot be read");
        return answer.SerializeAsString();
    }
    const auto certificate = renew_certificate(registry, from, request.request_pem());
    if (certificate) {
        answer.set_certificate_pem(certificate->pem);
        answer.set_authorities_pem(registry.authority->believed_pem());
        log::info("gateway.certificate_renewed", {{"gateway", from.gateway_id},
                                                  {"administration", from.administration.number()},
                                                  {"certificate", certificate->serial}});
    } else {
        answer.set_refused(certificate.refusal().code + ": " + certificate.refusal().message);
        log::warning("gateway.certificate_not_renewed",
                     {{"gateway", from.gateway_id}, {"code", certificate.refusal().code}});
    }
    return answer.SerializeAsString();
}

std::string issued_topic(const UplinkTopic& to) { return topic_of(to, "certificate/issued"); }

Revocations::Revocations(const Registry& registry, std::filesystem::path file)
    : registry_(registry), file_(std::move(file)) {}
Revocations::~Revocations() { stop(); }

void Revocations::start() {
    if (file_.empty() || registry_.authority == nullptr) return;
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Revocations::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

Result<std::string> Revocations::list_pem() {
    if (registry_.authority == nullptr) return no_authority();
    const Instant now = registry_.clock.now();
    auto revoked = registry_.database.run_for_all(
        {"revocations"}, [&](platform::Transaction& tx) { return registry_.store.list_revoked(tx, now); });
    const std::lock_guard lock(mutex_);
    if (pem_.empty() || revoked != revoked_ || now - signed_at_ >= signed_anew_after) {
        std::vector<DeviceAuthority::Revocation> listed;
        listed.reserve(revoked.size());
        for (const RevokedCertificate& one : revoked)
            listed.push_back({one.serial, one.at});
        pem_ = registry_.authority->revocation_list(listed, now);
        revoked_ = std::move(revoked);
        signed_at_ = now;
    }
    return pem_;
}

void Revocations::write() {
    const auto list = list_pem();
    if (!list || *list == written_) return;
    write_durably(file_, *list, 0644);  // the broker reads it as another user, and nothing in it is secret
    written_ = *list;
    log::info("gateway.revocations_written", {{"file", file_.string()}});
}

void Revocations::run(const std::stop_token& stop) {
    for (int look = 0; !stop.stop_requested(); look = (look + 1) % looks_between_writes) {
        try {
            if (look == 0) write();
        } catch (const std::exception& fault) {
            log::error("gateway.revocations_not_written", {{"why", platform::classify(fault).description}});
        }
        std::this_thread::sleep_for(look_every);
    }
}

}  // namespace aquacis::ingest
