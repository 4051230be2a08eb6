#include "cloud/synchub/service/decider.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/service/seen.hpp"
#include "cloud/synchub/wire/convert.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

constexpr int max_round = 50;
constexpr int max_attempts =
    20;  // with a fault (not a context that is down): then a person looks at it, and the queue goes on. Never of money
constexpr std::chrono::milliseconds least_pause{250};
constexpr std::chrono::minutes late{5};  // an operation that waits longer is an error in the log, not a warning

enum class Answer { refused, down, fault };

Answer answer_of(grpc::StatusCode code) {
    switch (code) {
        case grpc::StatusCode::INVALID_ARGUMENT:
        case grpc::StatusCode::NOT_FOUND:
        case grpc::StatusCode::ALREADY_EXISTS:
        case grpc::StatusCode::FAILED_PRECONDITION:
        case grpc::StatusCode::OUT_OF_RANGE:
            return Answer::refused;
        case grpc::StatusCode::INTERNAL:
        case grpc::StatusCode::UNKNOWN:
        case grpc::StatusCode::DATA_LOSS:
            return Answer::fault;
        default:
            return Answer::down;
    }
}

Outcome parked(std::string code, std::string reason, std::string remedy) {
    return {sync::v1::VERDICT_PARKED, std::move(code), {}, std::move(reason), std::move(remedy)};
}

Outcome rejected(std::string code, std::string reason, std::string remedy) {
    return {sync::v1::VERDICT_REJECTED, std::move(code), "type", std::move(reason), std::move(remedy)};
}

Outcome for_a_person() {
    return parked("sync.needs_a_person", "El servidor no pudo procesar esta operación; quedó guardada completa.",
                  "No la repita: sistemas la revisará y verá aquí el resultado.");
}

// A context that rejects money is wrong: the money is in the drawer.
Outcome keep_money(const std::string& type, Outcome outcome) {
    if (!is_money(type) || outcome.verdict != sync::v1::VERDICT_REJECTED) return outcome;
    outcome.verdict = sync::v1::VERDICT_PARKED;
    if (outcome.remedy.empty())
        outcome.remedy = "El dinero recibido cuenta; una persona decidirá a qué adeudo se aplica.";
    return outcome;
}

}  // namespace

Decider::Decider(Parts parts) : parts_(std::move(parts)) {}
Decider::~Decider() { stop(); }

void Decider::start() {
    for (int i = 0; i < parts_.workers; ++i)
        threads_.emplace_back([this] { work(); });
}

void Decider::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    signal_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
    threads_.clear();
}

void Decider::offer(const DeviceRef& device) {
    {
        const std::lock_guard lock(mutex_);
        const auto [at, is_new] = devices_.try_emplace(device.device);
        Entry& entry = at->second;
        entry.administration = device.administration;
        if (entry.is_in_work)
            entry.is_offered_again = true;
        else if (is_new)
            entry.due = std::chrono::steady_clock::now();
    }
    signal_.notify_one();
}

void Decider::work() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        auto next = devices_.end();
        for (auto at = devices_.begin(); at != devices_.end(); ++at)
            if (!at->second.is_in_work && (next == devices_.end() || at->second.due < next->second.due)) next = at;
        if (next == devices_.end()) {
            signal_.wait(lock);
            continue;
        }
        if (next->second.due > std::chrono::steady_clock::now()) {
            signal_.wait_until(lock, next->second.due);
            continue;
        }
        next->second.is_in_work = true;
        next->second.is_offered_again = false;
        const DeviceRef device{next->first, next->second.administration};
        lock.unlock();
        Round round = Round::blocked;
        try {
            round = decide(device);
        } catch (const std::exception& fault) {
            log::error("synchub_decide_fault",
                       {{"device", device.device.to_string()}, {"what", platform::classify(fault).description}});
        }
        lock.lock();
        settle(device, round);
    }
}

void Decider::settle(const DeviceRef& device, Round round) {
    Entry& entry = devices_.at(device.device);
    entry.is_in_work = false;
    if (round == Round::blocked) {
        entry.pause = std::min(std::max(entry.pause * 2, least_pause), parts_.longest_pause);
    } else {
        entry.pause = std::chrono::milliseconds(0);
        if (round == Round::idle && !entry.is_offered_again) {
            devices_.erase(device.device);
            return;
        }
    }
    entry.due = std::chrono::steady_clock::now() + entry.pause;
}

Decider::Round Decider::decide(const DeviceRef& device) {
    Round round = Round::more;
    int recorded = 0;
    bool is_told_anew = false;
    for (int i = 0; i < max_round && round == Round::more; ++i) {
        const auto waiting = parts_.database.run(device.administration,
                                                 [&](Transaction& tx) { return next_undecided(tx, device.device); });
        if (!waiting) {
            round = Round::idle;
            break;
        }
        const auto outcome = answer(device, *waiting);
        if (!outcome) {
            round = Round::blocked;
            break;
        }
        const OperationKey key{device.device, waiting->operation.epoch, waiting->operation.seq};
        const bool is_another = parts_.database.run(device.administration, [&](Transaction& tx) {
            return record_outcome(tx, key, *outcome, parts_.clock.now());
        });
        ++recorded;
        is_told_anew = is_told_anew || is_another;
    }
    if (recorded > 0) {
        parts_.database.run(device.administration,
                            [&](Transaction& tx) { note_seen(tx, std::span(&device.device, 1)); });
        parts_.decided(device);
        if (is_told_anew) parts_.redecided(device);
    }
    return round;
}

std::optional<Outcome> Decider::answer(const DeviceRef& device, const WaitingOperation& waiting) const {
    const std::string& type = waiting.operation.type;
    if (waiting.same_act) return waiting.same_act->verdict == 0 ? std::nullopt : waiting.same_act;
    if (!Contexts::knows(sync::owning_context(type)))
        return rejected("sync.unknown_operation", "El servidor no conoce la operación «" + type + "».",
                        "Actualice el programa de este equipo y capture la operación otra vez.");
    if (waiting.depends_on_refused && !is_money(type))
        return parked("sync.depends_on_refused", "Depende de una operación anterior que no fue aceptada.",
                      "Corrija primero la operación anterior.");
    return ask(device, waiting);
}

std::optional<Outcome> Decider::ask(const DeviceRef& device, const WaitingOperation& waiting) const {
    sync::Operation operation = waiting.operation;
    operation.hlc = sync::clamp_ahead(operation.hlc, waiting.received_at);
    sync::v1::Outcome said;
    const grpc::Status status = parts_.contexts.apply(device.administration, sync::to_message(operation), said);
    if (status.ok() && said.verdict() >= sync::v1::VERDICT_ACCEPTED && said.verdict() <= sync::v1::VERDICT_REJECTED)
        return keep_money(operation.type, from_message(said));
    tell_waiting(device, waiting, status);
    const Answer kind = status.ok() ? Answer::fault : answer_of(status.error_code());
    if (kind == Answer::down) return std::nullopt;
    if (kind == Answer::refused && !is_money(operation.type)) {  // of money only an outcome is an answer
        const Refusal refusal = platform::refusal_of(status);
        return Outcome{sync::v1::VERDICT_REJECTED, refusal.code, refusal.field, refusal.message, refusal.remedy};
    }
    parts_.database.run(device.administration, [&](Transaction& tx) {
        count_attempt(tx, {device.device, operation.epoch, operation.seq});
    });
    const bool gives_up = !is_money(operation.type) && waiting.attempts + 1 >= max_attempts;
    return gives_up ? std::optional(for_a_person()) : std::nullopt;
}

void Decider::tell_waiting(const DeviceRef& device, const WaitingOperation& waiting, const grpc::Status& status) const {
    const auto waits = std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.now() - waiting.received_at);
    const auto tell = waits > late ? log::error : log::warning;
    tell("synchub_operation_waits", {{"device", device.device.to_string()},
                                     {"epoch", waiting.operation.epoch},
                                     {"seq", waiting.operation.seq},
                                     {"type", waiting.operation.type},
                                     {"attempts", waiting.attempts},
                                     {"waits_s", waits.count()},
                                     {"code", static_cast<int>(status.error_code())},
                                     {"message", status.error_message()}});
}

}  // namespace aquacis::synchub
