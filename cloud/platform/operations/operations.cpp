#include "cloud/platform/operations/operations.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/log/log.hpp"
#include "base/sha256.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/lock_name.hpp"
#include "cloud/platform/operations/outcome_store.hpp"

namespace aquacis::platform {
namespace {

constexpr int most_attempts =
    20;  // with a fault of the program's own; then a person looks at it, and the queue goes on

std::string name_of(const OperationRef& key) {
    return "operation/" + key.device.to_string() + "/" + std::to_string(key.epoch) + "/" + std::to_string(key.seq);
}

std::string fingerprint(const NodeOperation& operation) {
    return sha256_hex(operation.type + "\n" + std::to_string(operation.version) + "\n" + operation.body);
}

Refusal newer_than_known(const NodeOperation& operation) {
    return {RefusalKind::unavailable, "sync.newer_version", "operation.version",
            "La operación " + operation.type + " versión " + std::to_string(operation.version) +
                " es de un programa más nuevo que el servidor.",
            "Actualice el servidor; la operación espera en la fila de su equipo y no se pierde."};
}

Refusal money_waits() {
    return {RefusalKind::unavailable, "sync.money_waits", "operation",
            "El servidor no pudo procesar este movimiento de dinero; espera en su fila y no se pierde.",
            "Sistemas debe revisar la falla; no hace falta capturarlo otra vez."};
}

Outcome parked(std::string code, std::string field, std::string reason, std::string remedy) {
    return {Verdict::parked, "sync." + std::move(code), std::move(field), std::move(reason), std::move(remedy)};
}

Outcome depends_on_refused() {
    return parked("depends_on_refused", "", "Depende de una operación anterior que no fue aceptada.",
                  "Corrija primero la operación anterior.");
}

Outcome for_a_person() {
    return parked("needs_a_person", "", "El servidor no pudo procesar esta operación; quedó guardada completa.",
                  "No la repita: sistemas la revisará y verá aquí el resultado.");
}

Outcome unreadable(const std::string& type) {
    return parked("unreadable", "body", "La operación " + type + " no se pudo leer; se guardó completa para revisarla.",
                  "Reporte el equipo a sistemas; no la capture otra vez.");
}

Outcome key_reused() {
    return parked("operation_key_reused", "seq",
                  "El equipo ya había enviado otra operación con este mismo número; esta se guardó aparte.",
                  "Reporte el equipo a sistemas: puede ser una copia o una restauración de otro.");
}

// A handler that rejects money is wrong: the money is in the drawer.
void keep_money(Outcome& outcome) {
    if (outcome.verdict != Verdict::rejected) return;
    outcome.verdict = Verdict::parked;
    if (outcome.remedy.empty())
        outcome.remedy = "El dinero recibido cuenta; una persona decidirá a qué adeudo se aplica.";
}

}  // namespace

Operations::Operations(Parts parts, Rules rules) : parts_(std::move(parts)), rules_(std::move(rules)) {
    const std::string word = parts_.context + ".";
    for (const OperationKind& kind : rules_.kinds)
        if (!kind.type.starts_with(word)) throw std::logic_error(kind.type + " is no operation of " + parts_.context);
    for (const AskKind& ask : rules_.asks)
        if (!ask.kind.starts_with(word)) throw std::logic_error(ask.kind + " is not asked of " + parts_.context);
}

const OperationKind* Operations::kind_of(std::string_view type) const {
    const auto found = std::find_if(rules_.kinds.begin(), rules_.kinds.end(),
                                    [&](const OperationKind& kind) { return kind.type == type; });
    return found == rules_.kinds.end() ? nullptr : &*found;
}

std::vector<std::string> Operations::words_of_money() const {
    std::vector<std::string> words;
    for (const OperationKind& kind : rules_.kinds)
        if (kind.is_money) words.push_back(kind.type.substr(0, kind.type.rfind('.') + 1));
    return words;
}

// Also of a type that is not known here: "payments.payment.refund" stands beside "payments.payment.take".
bool Operations::is_of_money(std::string_view type) const {
    const auto words = words_of_money();
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return type.starts_with(word); });
}

// Nodes may be upgraded before the cloud: what this program cannot know yet must not be answered for good, so such an
// answer is not kept, and asking again decides anew. The same holds for what waits for another operation, and for what
// met a fault of the program's own too often; money is asked of without an end.
Result<Outcome> Operations::apply(const Caller& caller, const NodeOperation& operation, const Handed& handed) const {
    const OperationKind* kind = kind_of(operation.type);
    if (kind == nullptr) {
        if (is_of_money(operation.type)) return newer_than_known(operation);
        return unheard_of(operation.type);
    }
    if (operation.version > kind->version) return newer_than_known(operation);
    if (handed.depends_on_refused && !kind->is_money) return depends_on_refused();
    try {
        return decide_once(caller, *kind, operation);
    } catch (const std::exception& fault) {
        const Fault told = classify(fault);
        if (told.kind == FaultKind::unavailable) throw;
        if (!kind->is_money && handed.attempts + 1 < most_attempts) throw;
        log::error("operation.fault", {{"type", operation.type},
                                       {"operation", name_of(operation.key)},
                                       {"attempts", handed.attempts},
                                       {"reason", told.description}});
        if (kind->is_money) return money_waits();
        return for_a_person();
    }
}

Outcome Operations::decide_once(const Caller& caller, const OperationKind& kind, const NodeOperation& operation) const {
    const std::string print = fingerprint(operation);
    return parts_.database.run(caller.administration, [&](Transaction& tx) {
        lock_name(tx, name_of(operation.key));
        const auto before = find_outcomes(tx, operation.key);
        const Cause cause{parts_.random, parts_.clock.now(), caller.correlation_id, operation.key};
        const Deciding deciding{tx, cause, operation, !before.empty()};
        for (const StoredOutcome& stored : before)
            if (stored.fingerprint == print) {
                rules_.announce_again(deciding, stored.outcome);
                return stored.outcome;
            }
        lock_name(tx, "act/" + operation.key.device.to_string() + "/" + print);
        const auto of_act = find_outcome_of_act(tx, operation.key.device, print);
        if (of_act) rules_.announce_again(deciding, *of_act);
        Decision decision = of_act ? Decision{*of_act} : decide(kind, deciding);
        if (kind.is_money) keep_money(decision.outcome);
        const OutcomeRecord record{operation, print, decision.outcome, cause.now};
        insert_outcome(tx, record);
        if (decision.keep_body) quarantine(tx, record);
        return decision.outcome;
    });
}

Decision Operations::decide(const OperationKind& kind, const Deciding& deciding) {
    if (deciding.key_reused && !kind.is_money) return {key_reused(), true};
    if (deciding.operation.version == kind.version) return kind.decide(deciding);
    NodeOperation upcast = deciding.operation;
    auto body = kind.upcast ? kind.upcast(upcast.version, upcast.body) : std::nullopt;
    if (!body && !kind.is_money) return {unreadable(kind.type), true};
    if (body) upcast = {upcast.key, kind.type, kind.version, *std::move(body), upcast.actor};
    return kind.decide({deciding.tx, deciding.cause, upcast, deciding.key_reused});
}

const AskKind* Operations::ask_of(std::string_view kind) const {
    const auto found =
        std::find_if(rules_.asks.begin(), rules_.asks.end(), [&](const AskKind& ask) { return ask.kind == kind; });
    return found == rules_.asks.end() ? nullptr : &*found;
}

bool Operations::is_held(std::string_view kind) const {
    const AskKind* ask = ask_of(kind);
    return ask != nullptr && ask->give_back != nullptr;
}

Result<> Operations::give_back(const Caller& caller, const HeldGrant& held) const {
    if (is_held(held.kind)) return ask_of(held.kind)->give_back(caller, held);
    return Refusal{RefusalKind::not_found, "sync.not_held", "held.kind",
                   "Un equipo no conserva nada de «" + held.kind + "».", "Actualice el servidor."};
}

Result<std::string> Operations::grant(const Caller& caller, const Ask& ask) const {
    if (const AskKind* kind = ask_of(ask.kind)) return kind->grant(caller, ask);
    return Refusal{RefusalKind::not_found, "sync.unknown_ask", "ask.kind",
                   "El servidor no sabe dar «" + ask.kind + "».", "Actualice el servidor."};
}

Outcome unheard_of(const std::string& type) {
    return parked("unknown_type", "type", "El servidor no conoce todavía la operación «" + type + "»; quedó guardada.",
                  "No la repita: sistemas la procesará cuando el servidor esté actualizado.");
}

}  // namespace aquacis::platform
