#include "edge-node/enroll/renewal.hpp"

#include <system_error>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/log/log.hpp"

namespace aquacis::edge {

Renewal::Renewal(IdentityFolder folder, RenewalRules rules, Ways ways)
    : folder_(std::move(folder)), rules_(rules), ways_(std::move(ways)) {
    validity_ = validity_of_certificate(folder_.read().certificate_pem);
}

bool Renewal::is_due(Instant now) const { return now > validity_->until - (validity_->until - validity_->from) / 3; }

void Renewal::ask_soon() {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
}

// Asks for the next certificate when it is due or wanted, not too often, and only with a link and a clock; while one is
// on trial there is only that to judge.
void Renewal::tick(const Moment& moment) {
    const std::lock_guard lock(mutex_);
    try {
        if (folder_.on_trial()) return judge_trial(moment);
        if (!moment.connected || !moment.clock || !(wanted_ || is_due(*moment.clock))) return;
        if (!wanted_ && asked_at_ && moment.now - *asked_at_ < rules_.ask_again) return;
        asked_at_ = moment.now;
        wanted_ = false;
        v1::CertificateRequest request;
        request.set_request_pem(folder_.pending_key().request_pem());
        log::info("certificate.asked_for", {{"present_one_ends", to_iso(validity_->until)}});
        awaited_ = true;
        ways_.ask(request.SerializeAsString());
    } catch (const std::exception& fault) {
        asked_at_ = moment.now;  // a full disk: tomorrow again
        log::error("certificate.not_asked_for", {{"why", fault.what()}});
    }
}

// A life before may have begun the trial: it counts from this one's beginning.
void Renewal::judge_trial(const Moment& moment) {
    if (!trial_began_) trial_began_ = moment.now;
    if (moment.connected && moment.acknowledged) {
        folder_.end_trial();
        trial_began_.reset();
        log::info("certificate.renewed", {{"ends", to_iso(validity_->until)}});
    } else if (moment.now - *trial_began_ >= rules_.give_up_after) {
        folder_.give_up_trial();
        trial_began_.reset();
        asked_at_ = moment.now;
        validity_ = validity_of_certificate(folder_.read().certificate_pem);
        log::warning("certificate.given_up",
                     {{"why", "the cloud took nothing over a connection with it"}, {"ends", to_iso(validity_->until)}});
        ways_.reconnect();
    }
}

// The answer is taken when one is awaited and it fits this gateway, its key and the time; then it is tried beside the
// old one, which is kept.
void Renewal::on_issued(const std::string& bytes, const Moment& moment) {
    const std::lock_guard lock(mutex_);
    v1::CertificateIssued issued;
    if (!awaited_ || !issued.ParseFromString(bytes) || folder_.on_trial()) return;
    awaited_ = false;
    if (issued.certificate_pem().empty()) return log::warning("certificate.refused", {{"why", issued.refused()}});
    try {
        Identity next = folder_.read();
        next.certificate_pem = issued.certificate_pem();
        if (!issued.authorities_pem().empty()) next.authority_pem = issued.authorities_pem();
        if (common_name_of_certificate(next.certificate_pem) !=
            std::to_string(next.administration) + "." + next.gateway_id)
            return log::error("certificate.not_usable", {{"why", "it is another gateway's"}});
        const std::string wrong = moment.clock ? why_not_usable(folder_.pending_key(), next.certificate_pem,
                                                                next.authority_pem, *moment.clock)
                                               : "the clock is not set";
        if (!wrong.empty()) return log::error("certificate.not_usable", {{"why", wrong}});
        folder_.keep_on_trial(next);
        validity_ = validity_of_certificate(next.certificate_pem);
        trial_began_ = moment.now;
    } catch (const std::exception& fault) {
        return log::error("certificate.not_kept", {{"why", fault.what()}});
    }
    log::info("certificate.on_trial", {{"ends", to_iso(validity_->until)}});
    ways_.reconnect();
}

}  // namespace aquacis::edge
