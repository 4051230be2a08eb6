#include "cloud/fiscal/service/stamp_due.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include "base/log/log.hpp"
#include "cloud/fiscal/service/find_customers.hpp"
#include "cloud/fiscal/service/lanes.hpp"
#include "cloud/fiscal/wire/convert.hpp"
#include "cloud/fiscal/wire/published_cfdi_generated.hpp"

namespace aquacis::fiscal {
namespace {

constexpr int away_in_a_row = 3;  // answers that say "not now" before the rest of a batch waits

StampOutcome rejected(std::string reason) {
    StampOutcome outcome;
    outcome.kind = StampOutcome::Kind::rejected;
    outcome.reason = std::move(reason);
    return outcome;
}

StampOutcome again(CfdiState state, std::string reason) {
    StampOutcome outcome;
    outcome.state = state;
    outcome.reason = std::move(reason);
    return outcome;
}

}  // namespace

StampDue::StampDue(const Context& context, std::vector<std::unique_ptr<Pac>> pacs, Settings settings)
    : context_(context), pacs_(std::move(pacs)), settings_(settings) {}

bool StampDue::step() {
    const auto administrations = context_.database.run_for_all({"stamping"}, [&](platform::Transaction& tx) {
        return context_.store.administrations_with_due(tx, context_.clock.now());
    });
    bool more = false;
    for (const AdministrationId administration : administrations)
        more |= work(administration) == static_cast<std::size_t>(settings_.batch);
    return more;
}

std::size_t StampDue::work(AdministrationId administration) {
    auto jobs = claim(administration);
    if (jobs.empty()) return 0;
    seal(administration, jobs);
    stamp(jobs);
    save(administration, jobs);
    return jobs.size();
}

std::vector<StampDue::Job> StampDue::claim(AdministrationId administration) {
    const Instant now = context_.clock.now();
    auto claimed = context_.database.run(administration, [&](platform::Transaction& tx) {
        return context_.store.claim_due(tx, {now, now + settings_.lease, settings_.batch});
    });
    std::vector<Job> jobs;
    for (ClaimedCfdi& cfdi : claimed)
        jobs.push_back({std::move(cfdi), {}, false});
    return jobs;
}

void StampDue::seal(AdministrationId administration, std::vector<Job>& jobs) {
    std::vector<CustomerId> ids;
    for (const Job& job : jobs)
        if (job.cfdi.state == CfdiState::pending) ids.push_back(job.cfdi.customer);
    if (ids.empty()) return;
    const auto cards = find_customers(context_, {administration, ids, "cfdi"});
    if (!cards) log::warning("fiscal.customers_unavailable", {{"code", cards.refusal().code}, {"waiting", ids.size()}});
    std::map<CustomerId, Taxpayer> taxpayers;
    if (cards)
        for (const auto& [id, card] : *cards)
            taxpayers[id] = card.taxpayer;
    const Instant now = context_.clock.now();
    run_lanes(pacs_.size(), jobs.size(), [&](LaneItem at) {
        Job& job = jobs[at.item];
        if (job.cfdi.state != CfdiState::pending) return;
        if (cards) return seal_one(job, taxpayers, now);
        job.outcome = again(CfdiState::pending, cards.refusal().message);
        job.done = true;
    });
    keep_sealed(administration, jobs, now);
}

void StampDue::seal_one(Job& job, const std::map<CustomerId, Taxpayer>& taxpayers, Instant now) const {
    job.done = true;
    const auto taxpayer = taxpayers.find(job.cfdi.customer);
    if (taxpayer == taxpayers.end()) {  // its registration may still be on its way
        job.outcome = again(CfdiState::pending, "El titular aún no está en el padrón de usuarios.");
        return;
    }
    if (!context_.csd.valid_at(now)) {
        job.outcome =
            again(CfdiState::pending, "El certificado de sello digital no está vigente. Configure uno vigente.");
        return;
    }
    billing::v1::Invoice message;
    if (!message.ParseFromString(job.cfdi.invoice_bytes)) {
        job.outcome = rejected("El recibo guardado no se puede leer.");
        return;
    }
    const Invoice invoice = from_proto(message);
    const auto comprobante = build_comprobante({invoice, taxpayer->second, context_.issuer, now});
    if (!comprobante) {
        job.outcome = rejected(comprobante.refusal().code + ": " + comprobante.refusal().message + " " +
                               comprobante.refusal().remedy);
        return;
    }
    const Csd& csd = context_.csd;
    const std::string sello = csd.seal(cadena_original(*comprobante, csd.no_certificado()));
    job.cfdi.xml = to_xml(*comprobante, {csd.no_certificado(), csd.certificado(), sello});
    job.cfdi.sealed_at = now;
    job.done = false;
}

// The PAC sees only what is stored: after a crash the same bytes go to it again.
void StampDue::keep_sealed(AdministrationId administration, std::vector<Job>& jobs, Instant now) {
    std::vector<SealedCfdi> sealed;
    for (const Job& job : jobs)
        if (job.cfdi.state == CfdiState::pending && !job.done) sealed.push_back({job.cfdi.id, job.cfdi.xml});
    if (sealed.empty()) return;
    const auto saved = context_.database.run(
        administration, [&](platform::Transaction& tx) { return context_.store.save_sealed(tx, sealed, now); });
    const std::set<CfdiId> ours(saved.begin(), saved.end());
    std::erase_if(jobs, [&](const Job& job) {
        return job.cfdi.state == CfdiState::pending && !job.done && !ours.contains(job.cfdi.id);
    });
    for (Job& job : jobs)
        if (!job.done && job.cfdi.state == CfdiState::pending) job.cfdi.state = CfdiState::sealed;
}

void StampDue::stamp(std::vector<Job>& jobs) {
    const Instant now = context_.clock.now();
    std::atomic<int> away{0};
    run_lanes(pacs_.size(), jobs.size(), [&](LaneItem at) {
        Job& job = jobs[at.item];
        if (job.done) return;
        job.done = true;
        if (away >= away_in_a_row) {
            job.outcome = again(job.cfdi.state, "El PAC no responde.");
            return;
        }
        job.outcome = stamp_one(*pacs_[at.lane], {job.cfdi.xml, job.cfdi.state == CfdiState::unknown,
                                                  now - job.cfdi.sealed_at < stampable_for});
        if (job.outcome.pac_is_away)
            ++away;
        else
            away = 0;
    });
    if (away >= away_in_a_row) log::warning("fiscal.pac_away", {{"documents", jobs.size()}});
}

void StampDue::save(AdministrationId administration, std::vector<Job>& jobs) {
    const Instant now = context_.clock.now();
    std::vector<StampedCfdi> stamped;
    std::vector<RejectedCfdi> rejects;
    std::vector<PostponedCfdi> postponed;
    for (Job& job : jobs) {
        StampOutcome& outcome = job.outcome;
        if (outcome.kind == StampOutcome::Kind::stamped)
            stamped.push_back({job.cfdi.id, std::move(outcome.xml), outcome.uuid, outcome.stamped_at});
        else if (outcome.kind == StampOutcome::Kind::rejected || job.cfdi.tries + 1 >= settings_.most_tries)
            rejects.push_back({job.cfdi.id, outcome.reason});
        else if (outcome.kind == StampOutcome::Kind::rebuild)
            postponed.push_back({job.cfdi.id, CfdiState::pending, now, outcome.reason});
        else
            postponed.push_back({job.cfdi.id, outcome.state, now + pause_after(job.cfdi.tries + 1), outcome.reason});
    }
    context_.database.run(administration, [&](platform::Transaction& tx) {
        if (!stamped.empty()) publish_stamped(context_, tx, context_.store.save_stamped(tx, stamped));
        if (!rejects.empty()) context_.store.save_rejected(tx, rejects);
        if (!postponed.empty()) context_.store.save_postponed(tx, postponed);
    });
    log::info("fiscal.batch", {{"administration", administration.number()},
                               {"stamped", stamped.size()},
                               {"rejected", rejects.size()},
                               {"again", postponed.size()}});
}

}  // namespace aquacis::fiscal
