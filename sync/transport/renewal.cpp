#include "sync/transport/renewal.hpp"

#include "base/log/log.hpp"

namespace aquacis::sync {
namespace {

constexpr auto between_requests = std::chrono::hours(24);
constexpr int most_failed_trials = 5;
constexpr auto told_before = std::chrono::days(14);

}  // namespace

std::optional<v1::ClientMsg> Renewal::request(Instant now) {
    if (file_.is_on_trial() || (asked_ && now >= *asked_ && now - *asked_ < between_requests)) return std::nullopt;
    const Validity validity = validity_of_certificate(file_.read().certificate_pem);
    if (now < validity.from + (validity.until - validity.from) / 3 * 2) return std::nullopt;
    asked_ = now;
    v1::ClientMsg message;
    message.mutable_certificate_request()->set_request_pem(file_.pending_key().request_pem());
    return message;
}

void Renewal::judge_trial(const grpc::Status& ended) {
    if (!file_.is_on_trial()) return;
    const bool is_unknown = ended.error_code() == grpc::StatusCode::UNAUTHENTICATED ||
                            ended.error_code() == grpc::StatusCode::PERMISSION_DENIED;
    if (!is_unknown && ++failed_trials_ < most_failed_trials) return;
    log::warning("sync_certificate_given_up", {{"code", static_cast<int>(ended.error_code())}});
    file_.give_up_trial();
}

bool Renewal::take(const v1::CertificateIssued& issued, Instant now) {
    if (issued.certificate_pem().empty()) {
        log::warning("sync_certificate_refused", {{"why", issued.problem()}});
        return false;
    }
    const DeviceKey key = file_.pending_key();
    const std::string name = common_name_of_certificate(file_.read().certificate_pem);
    std::string wrong = why_not_usable(key, issued.certificate_pem(), issued.authority_pem(), now);
    if (wrong.empty() && common_name_of_certificate(issued.certificate_pem()) != name)
        wrong = "it is of another device";
    if (!wrong.empty()) {
        log::error("sync_certificate_unusable", {{"why", wrong}});
        return false;
    }
    file_.keep_on_trial({key.pem(), issued.certificate_pem(), issued.authority_pem()});
    failed_trials_ = 0;
    return true;
}

std::string Renewal::problem(Instant now) const {
    const Instant until = validity_of_certificate(file_.read().certificate_pem).until;
    if (until - now > told_before) return {};
    return "El certificado de este equipo vence el " + display_es(local_date(until)) +
           " y no se ha renovado; avise a sistemas.";
}

}  // namespace aquacis::sync
