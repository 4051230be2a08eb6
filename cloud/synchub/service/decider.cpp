#include "cloud/synchub/service/decider.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/operations/convert.hpp"
#include "cloud/platform/operations/operations.hpp"
#include "cloud/synchub/service/seen.hpp"
#include "cloud/synchub/wire/convert.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

constexpr int max_round = 50;
constexpr int max_pages_of_grants = 100;
constexpr std::chrono::milliseconds least_pause{250};
constexpr std::chrono::minutes late{5};  // an operation that waits longer is an error in the log, not a warning

// A fault of the context's own, told apart from a context that is away: it is counted.
bool is_fault(grpc::StatusCode code) {
    return code == grpc::StatusCode::INTERNAL || code == grpc::StatusCode::UNKNOWN ||
           code == grpc::StatusCode::DATA_LOSS;
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
        const auto next = next_device();
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
        blocked_in_work_ += next->second.pause.count() > 0 ? 1 : 0;
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
    if (entry.pause.count() > 0) --blocked_in_work_;
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
    signal_.notify_one();  // a blocked one may have waited for this thread's end
}

// Who is due first. Those that were blocked, as by a context that hangs, have half of the threads at most: each may
// wait there for as long as a call may take, and the others' outcomes must not wait for them.
std::map<Uuid, Decider::Entry>::iterator Decider::next_device() {
    const bool may_take_blocked = blocked_in_work_ < std::max(1, parts_.workers / 2);
    auto next = devices_.end();
    for (auto at = devices_.begin(); at != devices_.end(); ++at) {
        const Entry& entry = at->second;
        if (entry.is_in_work || (entry.pause.count() > 0 && !may_take_blocked)) continue;
        if (next == devices_.end() || entry.due < next->second.due) next = at;
    }
    return next;
}

// What the device was granted comes before what it did with it: a context that forgot its grants would find folios that
// it never gave. False: a context is away, and the device waits.
bool Decider::tell_grants(const DeviceRef& device) const {
    for (int page = 0; page < max_pages_of_grants; ++page) {
        const auto grants = parts_.database.run(device.administration,
                                                [&](Transaction& tx) { return grants_to_tell(tx, device.device); });
        if (grants.empty()) break;
        for (const DeviceGrant& grant : grants) {
            if (!give_back(device, grant)) return false;
            parts_.database.run(device.administration, [&](Transaction& tx) { note_told(tx, device.device, grant); });
        }
    }
    return true;
}

// Whether the context has heard of it: it took it, or refused it for good. A fault of the context's is neither.
bool Decider::give_back(const DeviceRef& device, const DeviceGrant& grant) const {
    if (!parts_.contexts.knows(sync::owning_context(grant.kind))) return true;
    sync::v1::GiveBackRequest request;
    request.set_device_id(device.device.to_string());
    request.mutable_held()->set_kind(grant.kind);
    request.mutable_held()->set_body(grant.body);
    const grpc::Status status = parts_.contexts.give_back(device.administration, request);
    if (status.ok()) return true;
    log::warning("synchub_grant_not_given_back", {{"device", request.device_id()},
                                                  {"kind", grant.kind},
                                                  {"code", static_cast<int>(status.error_code())},
                                                  {"message", status.error_message()}});
    switch (status.error_code()) {
        case grpc::StatusCode::INVALID_ARGUMENT:
        case grpc::StatusCode::NOT_FOUND:
        case grpc::StatusCode::ALREADY_EXISTS:
        case grpc::StatusCode::PERMISSION_DENIED:
        case grpc::StatusCode::FAILED_PRECONDITION:
        case grpc::StatusCode::UNIMPLEMENTED:  // of the version before: the device's operations do not wait for that
            return true;
        default:
            return false;
    }
}

// One operation after another, until one waits for its context or there is none; then the device is told.
Decider::Round Decider::decide(const DeviceRef& device) {
    if (!tell_grants(device)) return Round::blocked;
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
    if (waiting.has_same_act) return waiting.same_act;
    if (!parts_.contexts.knows(sync::owning_context(type))) return platform::unheard_of(type);
    return ask(device, waiting);
}

// Only what the context answers is recorded. Whatever else comes, a refusal of the call too, the operation waits: what
// may be given up, and when, the context says, for it knows what is money.
std::optional<Outcome> Decider::ask(const DeviceRef& device, const WaitingOperation& waiting) const {
    sync::Operation operation = waiting.operation;
    operation.hlc = sync::clamp_ahead(operation.hlc, waiting.received_at);
    sync::v1::ApplyRequest request;
    *request.mutable_operation() = sync::to_message(operation);
    request.set_depends_on_refused(waiting.depends_on_refused);
    request.set_attempts(waiting.attempts);
    sync::v1::Outcome said;
    const grpc::Status status = parts_.contexts.apply(device.administration, request, said);
    if (status.ok()) return platform::from_message(said);
    tell_waiting(device, waiting, status);
    if (is_fault(status.error_code()))
        parts_.database.run(device.administration, [&](Transaction& tx) {
            count_attempt(tx, {device.device, operation.epoch, operation.seq});
        });
    return std::nullopt;
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
