#include "cloud/fiscal/service/stamp_one.hpp"

#include "cloud/fiscal/domain/comprobante.hpp"
#include "cloud/fiscal/domain/timbre.hpp"

namespace aquacis::fiscal {
namespace {

StampOutcome again(CfdiState state, std::string reason) {
    StampOutcome outcome;
    outcome.state = state;
    outcome.reason = std::move(reason);
    outcome.pac_is_away = true;
    return outcome;
}

// A timbre is taken only when it is of this very seal.
StampOutcome take_timbre(const std::string& sealed_xml, const std::string& answer) {
    const auto timbre = read_timbre(answer);
    if (!timbre) return again(CfdiState::unknown, timbre.refusal().message);
    if (!Uuid::parse(timbre->uuid))
        return again(CfdiState::unknown, "El timbre que dio el PAC no tiene un folio fiscal.");
    if (timbre->sello_cfd != attribute_of(sealed_xml, "cfdi:Comprobante", "Sello"))
        return again(CfdiState::unknown, "El timbre que dio el PAC es de otro documento.");
    StampOutcome outcome;
    outcome.kind = StampOutcome::Kind::stamped;
    outcome.xml = with_timbre(sealed_xml, timbre_element(answer));
    outcome.uuid = timbre->uuid;
    outcome.stamped_at = timbre->fecha_timbrado;
    return outcome;
}

StampOutcome recover(Pac& pac, const std::string& xml) {
    const RecoverAnswer answer = pac.recover(xml);
    if (answer.kind == RecoverAnswer::Kind::found) return take_timbre(xml, answer.timbre);
    return again(CfdiState::unknown, "El PAC aún no devuelve el timbre.");
}

StampOutcome stamp(Pac& pac, const std::string& xml) {
    const StampAnswer answer = pac.stamp(xml);
    const std::string words = answer.code + ": " + answer.message;
    switch (answer.kind) {
        case StampAnswer::Kind::stamped:
            return take_timbre(xml, answer.timbre);
        case StampAnswer::Kind::duplicate:
            return answer.timbre.empty() ? recover(pac, xml) : take_timbre(xml, answer.timbre);
        case StampAnswer::Kind::transient:
            return again(CfdiState::sealed, words);
        case StampAnswer::Kind::unknown:
            return again(CfdiState::unknown, words);
        case StampAnswer::Kind::out_of_date: {
            StampOutcome outcome = again(CfdiState::pending, words);
            outcome.pac_is_away = false;
            return outcome;
        }
        case StampAnswer::Kind::rejected:
            break;
    }
    StampOutcome outcome;
    outcome.kind = StampOutcome::Kind::rejected;
    outcome.reason = words;
    outcome.by_pac = true;
    return outcome;
}

}  // namespace

StampOutcome stamp_one(Pac& pac, const StampJob& job) {
    if (job.ask_first || !job.may_be_stamped || job.is_reversed) {
        const RecoverAnswer answer = pac.recover(job.xml);
        if (answer.kind == RecoverAnswer::Kind::found) return take_timbre(job.xml, answer.timbre);
        if (answer.kind == RecoverAnswer::Kind::later)
            return again(CfdiState::unknown, "El PAC no dice si timbró el documento.");
        if (job.is_reversed) {
            StampOutcome outcome;
            outcome.kind = StampOutcome::Kind::withdrawn;
            return outcome;
        }
        if (!job.may_be_stamped) {
            StampOutcome outcome;
            outcome.kind = StampOutcome::Kind::rebuild;
            outcome.reason = "Pasaron 72 horas desde su fecha: se sella de nuevo.";
            return outcome;
        }
    }
    return stamp(pac, job.xml);
}

}  // namespace aquacis::fiscal
