#include "cloud/fiscal/service/stamp_due.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include "base/log/log.hpp"
#include "cloud/fiscal/domain/timbre.hpp"
#include "cloud/fiscal/service/lanes.hpp"
#include "cloud/fiscal/wire/convert.hpp"
#include "cloud/fiscal/wire/published_cfdi_generated.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::fiscal {
namespace {

using Kind = StampOutcome::Kind;

constexpr int away_in_a_row = 3;  // answers that say "not now" before the rest of a batch waits
constexpr const char* itself = "context:fiscal";

StampOutcome outcome_of(Kind kind, std::string reason) {
    StampOutcome outcome;
    outcome.kind = kind;
    outcome.reason = std::move(reason);
    return outcome;
}

StampOutcome wait_pending(std::string reason) {
    StampOutcome outcome = outcome_of(Kind::again, std::move(reason));
    outcome.state = CfdiState::pending;
    return outcome;
}

StampOutcome cannot_be_read(const std::string& why) {
    return outcome_of(Kind::set_aside, "fiscal.unreadable: Lo guardado de este documento no se puede leer (" + why +
                                           "). Revise el archivo de llaves de datos personales y reinténtelo; si "
                                           "sigue igual, restaure su renglón de un respaldo.");
}

// The XML's own Fecha; a document without one is none of this program's.
Instant fecha_in(const std::string& xml) {
    const auto fecha = parse_iso(attribute_of(xml, "cfdi:Comprobante", "Fecha") + "-06:00");
    if (!fecha) throw std::runtime_error("the stored XML has no Fecha");
    return *fecha;
}

Invoice stored_invoice(const ClaimedCfdi& cfdi) {
    billing::v1::Invoice message;
    if (!message.ParseFromString(cfdi.invoice_bytes)) throw std::runtime_error("the stored bill is no invoice");
    return from_proto(message);
}

// What one batch writes, in the store's words.
struct Writes {
    std::vector<StampedCfdi> stamped;
    std::vector<EndedCfdi> ended;
    std::vector<PostponedCfdi> postponed;
    std::vector<CfdiId> untried;

    void end(const CfdiId& id, CfdiState state, const StampOutcome& outcome) {
        ended.push_back({id, state, outcome.reason, outcome.by_pac});
    }
    void add(const ClaimedCfdi& cfdi, const StampOutcome& outcome, Instant now);
};

// Which statement each outcome is written by: one place for all, so that a new outcome cannot be forgotten in a batch.
void Writes::add(const ClaimedCfdi& cfdi, const StampOutcome& outcome, Instant now) {
    switch (outcome.kind) {
        case Kind::stamped:
            stamped.push_back({cfdi.id, outcome.xml, outcome.uuid, outcome.stamped_at});
            break;
        case Kind::rejected:
            end(cfdi.id, CfdiState::rejected, outcome);
            break;
        case Kind::set_aside:
            end(cfdi.id, CfdiState::set_aside, outcome);
            break;
        case Kind::not_needed:
            end(cfdi.id, CfdiState::not_needed, outcome);
            break;
        case Kind::withdrawn:
            end(cfdi.id, CfdiState::withdrawn, outcome);
            break;
        case Kind::again:
            postponed.push_back({cfdi.id, outcome.state, outcome.not_before.value_or(now + pause_after(cfdi.waits + 1)),
                                 outcome.reason, !outcome.not_before.has_value()});
            break;
        case Kind::rebuild:
            postponed.push_back({cfdi.id, CfdiState::pending, now, outcome.reason, false});
            break;
        case Kind::untried:
            untried.push_back(cfdi.id);
            break;
        case Kind::left:
            break;
    }
}

}  // namespace

StampDue::StampDue(const Context& context, std::vector<std::unique_ptr<Pac>> pacs, Settings settings)
    : context_(context), pacs_(std::move(pacs)), settings_(settings) {}

bool StampDue::step() {
    const Instant now = context_.clock.now();
    if (pac_.lasts(now)) return false;
    const auto administrations = context_.database.run_for_all(
        {"stamping"}, [&](platform::Transaction& tx) { return context_.store.administrations(tx); });
    bool more = false;
    std::exception_ptr fault;
    for (const AdministrationId administration : administrations) {
        try {
            more |= work(administration, now) == static_cast<std::size_t>(settings_.batch);
        } catch (const std::exception&) {  // the others have their turn first, then the host hears of it
            log::warning("fiscal.administration_failed", {{"administration", administration.number()}});
            fault = std::current_exception();
        }
    }
    if (fault) std::rethrow_exception(fault);
    return more && !pac_.lasts(now);
}

std::size_t StampDue::work(AdministrationId administration, Instant now) {
    const auto states = states_to_claim(now);
    if (pac_.lasts(now)) return 0;
    auto jobs = claim(administration, states, now);
    if (jobs.empty()) return 0;
    const std::size_t taken = jobs.size();
    each(jobs, [&](Job& job, Pac&) {
        if (job.cfdi.state == CfdiState::pending) {
            job.done = job.cfdi.is_reversed;
            if (job.done) job.outcome = outcome_of(Kind::withdrawn, {});
            return;
        }
        job.xml = context_.store.open(job.cfdi);
        job.fecha = fecha_in(job.xml);
    });
    seal(administration, jobs);
    stamp(jobs, now + settings_.lease);
    save(administration, jobs);
    return taken;
}

// Without a certificate, or without customers, nothing is sealed; what is sealed can still be stamped.
std::vector<CfdiState> StampDue::states_to_claim(Instant now) {
    std::vector<CfdiState> states{CfdiState::unknown, CfdiState::sealed};
    const bool may_seal = context_.csd != nullptr && context_.csd->valid_at(now);
    if (may_seal) {
        context_.alarms.clear("csd");
    } else {
        customers_.ends();  // nobody asks them now, so how they are is not known
        context_.alarms.clear("customers");
        context_.alarms.raise("csd",
                              context_.csd == nullptr
                                  ? "No hay certificado de sello digital: nada se sella. Configure csd_certificate, "
                                    "csd_key y csd_password_file."
                                  : "El certificado de sello digital no está vigente: nada se sella. Configure uno "
                                    "vigente.",
                              now);
    }
    if (may_seal && !customers_.lasts(now)) states.push_back(CfdiState::pending);
    return states;
}

std::vector<StampDue::Job> StampDue::claim(AdministrationId administration, std::span<const CfdiState> states,
                                           Instant now) {
    auto claimed = context_.database.run(administration, [&](platform::Transaction& tx) {
        return context_.store.claim_due(tx, {now, now + settings_.lease, settings_.batch, states});
    });
    std::vector<Job> jobs(claimed.size());
    for (std::size_t i = 0; i < jobs.size(); ++i)
        jobs[i].cfdi = std::move(claimed[i]);
    return jobs;
}

// The entry point of one document's work: a fault in it sets that document aside, and the others go on.
void StampDue::each(std::vector<Job>& jobs, const std::function<void(Job&, Pac&)>& work) {
    run_lanes(pacs_.size(), jobs.size(), [&](LaneItem at) {
        Job& job = jobs[at.item];
        if (job.done) return;
        try {
            work(job, *pacs_[at.lane]);
        } catch (const std::exception& fault) {
            const std::string reason = platform::classify(fault).description;
            log::error("fiscal.set_aside", {{"cfdi", job.cfdi.id.to_string()}, {"reason", reason}});
            job.outcome = cannot_be_read(reason);
            job.done = true;
        }
    });
}

void StampDue::seal(AdministrationId administration, std::vector<Job>& jobs) {
    std::vector<CustomerId> ids;
    for (const Job& job : jobs)
        if (job.cfdi.state == CfdiState::pending && !job.done) ids.push_back(job.cfdi.customer);
    if (ids.empty()) return;
    const auto customers = find_customers(context_, {{"fiscal", administration, ""}, ids, "cfdi"});
    const Instant now = context_.clock.now();
    if (customers) {
        customers_.ends();
        context_.alarms.clear("customers");
    } else {
        customers_.goes_on(now);
        context_.alarms.raise("customers",
                              "No se puede consultar el padrón de usuarios: nada se sella. Revise el "
                              "contexto customers.",
                              now);
    }
    each(jobs, [&](Job& job, Pac&) {
        if (job.cfdi.state != CfdiState::pending) return;
        if (customers) return seal_one(job, *customers, now);
        job.outcome = outcome_of(Kind::untried, {});
        job.done = true;
    });
    keep_sealed(administration, jobs, now);
}

void StampDue::seal_one(Job& job, const CustomersFound& customers, Instant now) const {
    const Invoice invoice = stored_invoice(job.cfdi);
    job.done = true;
    if (!has_charges(invoice)) {
        job.outcome = outcome_of(Kind::not_needed, "Un recibo en cero no lleva CFDI.");
        return;
    }
    if (now < earliest_seal(invoice.issue_date)) {
        job.outcome = wait_pending("Se sella a partir de la fecha de emisión del recibo.");
        job.outcome.not_before = earliest_seal(invoice.issue_date);
        return;
    }
    const auto card = customers.cards.find(job.cfdi.customer);
    if (card == customers.cards.end()) {  // its registration may still be on its way
        const bool unreadable = customers.unreadable.contains(job.cfdi.customer);
        job.outcome = wait_pending(unreadable ? "Los datos guardados del titular no se pueden leer: repórtelo."
                                              : "El titular aún no está en el padrón de usuarios.");
        return;
    }
    const Csd& csd = *context_.csd;
    job.fecha = fecha_of({invoice.issue_date, now, csd.valid_from()});
    const auto built = build_comprobante({invoice, card->second.taxpayer, context_.issuer, job.fecha});
    if (!built) {
        const Refusal& refusal = built.refusal();
        job.outcome = outcome_of(Kind::rejected, refusal.code + ": " + refusal.message + " " + refusal.remedy);
        return;
    }
    const std::string sello = csd.seal(cadena_original(built->comprobante, csd.no_certificado()));
    job.xml = to_xml(built->comprobante, {csd.no_certificado(), csd.certificado(), sello});
    job.remark = built->remark;
    job.done = false;
}

// The PAC sees only what is stored: after a crash the same bytes go to it again.
void StampDue::keep_sealed(AdministrationId administration, std::vector<Job>& jobs, Instant now) {
    const auto is_new = [](const Job& job) { return !job.done && job.cfdi.state == CfdiState::pending; };
    std::vector<SealedCfdi> sealed;
    for (const Job& job : jobs)
        if (is_new(job)) sealed.push_back({job.cfdi.id, job.xml, job.remark});
    if (sealed.empty()) return;
    const auto saved = context_.database.run(
        administration, [&](platform::Transaction& tx) { return context_.store.save_sealed(tx, sealed, now); });
    const std::set<CfdiId> ours(saved.begin(), saved.end());
    std::erase_if(jobs, [&](const Job& job) { return is_new(job) && !ours.contains(job.cfdi.id); });
    for (Job& job : jobs)
        if (is_new(job)) job.cfdi.state = CfdiState::sealed;
}

void StampDue::stamp(std::vector<Job>& jobs, Instant lease_until) {
    std::atomic<int> away{0}, shown{0}, not_served{0};
    each(jobs, [&](Job& job, Pac& pac) {
        const Instant now = context_.clock.now();
        // Past the lease another worker may be sealing it anew: two documents of one bill must not reach the PAC.
        if (now >= lease_until || away >= away_in_a_row) {
            job.outcome = outcome_of(now >= lease_until ? Kind::left : Kind::untried, {});
            job.done = true;
            return;
        }
        job.outcome = stamp_one(pac, {.xml = job.xml,
                                      .ask_first = job.cfdi.state == CfdiState::unknown,
                                      .may_be_stamped = now - job.fecha < stampable_for,
                                      .is_reversed = job.cfdi.is_reversed});
        job.done = true;
        ++shown;
        if (job.outcome.pac_is_away)
            ++away, ++not_served;
        else
            away = 0;
    });
    if (shown > 0) judge_pac(shown, not_served, context_.clock.now());
}

// Nothing served of what was shown is an outage; a few of many are those documents' own.
void StampDue::judge_pac(int shown, int away, Instant now) {
    if (away < shown) {
        pac_.ends();
        context_.alarms.clear("pac");
        return;
    }
    context_.alarms.raise("pac",
                          "El PAC no responde o rechaza la conexión: los documentos esperan. Revise la red, sus "
                          "credenciales y el aviso del PAC.",
                          now);
    if (away >= away_in_a_row) pac_.goes_on(now);
}

// Writes a batch, or what of it can be written: together, then one by one, and a document whose own answer the database
// refuses is set aside. Only when not even that can be written the fault goes on.
void StampDue::save(AdministrationId administration, std::span<Job> jobs) {
    if (jobs.empty()) return;
    const Instant now = context_.clock.now();
    Writes writes;
    for (const Job& job : jobs)
        writes.add(job.cfdi, job.outcome, now);
    try {
        context_.database.run(administration, [&](platform::Transaction& tx) {
            std::vector<v1::CfdiGenerated> generated;
            if (!writes.stamped.empty())
                for (const StampedRow& row : context_.store.save_stamped(tx, writes.stamped, {itself, "", now}))
                    generated.push_back(cfdi_generated(row));
            platform::publish(tx, {context_.random, now}, generated);
            if (!writes.ended.empty()) context_.store.save_ended(tx, writes.ended, {itself, "", now});
            if (!writes.postponed.empty()) context_.store.save_postponed(tx, writes.postponed);
            if (!writes.untried.empty()) context_.store.give_back(tx, writes.untried, now);
        });
    } catch (const std::exception&) {
        if (jobs.size() > 1) return save_one_by_one(administration, jobs);
        if (jobs.front().outcome.kind == Kind::set_aside) throw;  // not even that can be written: the database is away
        jobs.front().outcome = cannot_be_read("la base no guarda lo que dio el PAC");
        return save(administration, jobs);
    }
    log::info("fiscal.batch", {{"administration", administration.number()},
                               {"stamped", writes.stamped.size()},
                               {"ended", writes.ended.size()},
                               {"again", writes.postponed.size() + writes.untried.size()}});
}

// A batch that cannot be written as a whole: what one document's answer spoils is that document's.
void StampDue::save_one_by_one(AdministrationId administration, std::span<Job> jobs) {
    for (std::size_t i = 0; i < jobs.size(); ++i)
        save(administration, jobs.subspan(i, 1));
}

}  // namespace aquacis::fiscal
