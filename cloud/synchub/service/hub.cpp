#include "cloud/synchub/service/hub.hpp"

#include "base/log/log.hpp"
#include "base/sha256.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/service/seen.hpp"

namespace aquacis::synchub {
namespace {

constexpr int looks_after_a_move = 10;
constexpr std::chrono::milliseconds quick_look{20};
constexpr int polls_between_full_pumps = 8;
constexpr std::chrono::minutes recent{10};
constexpr std::chrono::minutes revocation_overlap{5};  // servers' clocks are not exact
constexpr std::chrono::hours long_ago{30 * 24};        // at the start: what was decided while this server was away

}  // namespace

Refusal revoked_at_the_port() {
    return {RefusalKind::forbidden, "sync.revoked_device", "",
            "Este equipo fue dado de baja: el servidor ya no lo reconoce.",
            "Si es un error, pida a sistemas que lo inviten de nuevo."};
}

grpc::Status revoked_status() { return platform::to_status(revoked_at_the_port()); }

Hub::Hub(Parts parts, HubSettings settings)
    : parts_(parts),
      settings_(settings),
      contexts_(parts.channels, settings.context_patience),
      openings_({settings.openings, settings.opening_refill}),
      decider_({parts.database, parts.clock, contexts_, [this](const DeviceRef& device) { outcomes_recorded(device); },
                [this](const DeviceRef& device) { say_hello_again(device); }, settings.workers,
                settings.longest_decision_pause}),
      work_(settings.workers, WorkPool::Carries::streams),
      errands_(settings.errand_workers, WorkPool::Carries::errands) {}

Hub::~Hub() { stop(); }

void Hub::start() {
    decider_.start();
    watcher_ = std::thread([this] { watch(); });
}

void Hub::stop() {
    std::map<const StreamHandle*, std::shared_ptr<StreamHandle>> open;
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        open.swap(streams_);
        greeting_.clear();
        by_device_.clear();
    }
    signal_.notify_all();
    for (const auto& [key, stream] : open)
        stream->close({grpc::StatusCode::UNAVAILABLE, "the server is going down"});
    if (watcher_.joinable()) watcher_.join();
    decider_.stop();
    errands_.stop();
    work_.stop();
}

std::optional<std::chrono::seconds> Hub::wait_before_opening(const std::string& certificate_pem) {
    const auto refused = openings_.take(sha256(certificate_pem), std::chrono::steady_clock::now());
    if (!refused) return std::nullopt;
    if (refused->is_first) {
        const auto peer = read_peer(certificate_pem);
        log::warning("synchub_streams_limited", {{"device", peer ? peer->device.to_string() : "none"},
                                                 {"administration", peer ? peer->administration.number() : 0},
                                                 {"wait_ms", refused->wait.count()}});
    }
    return std::chrono::ceil<std::chrono::seconds>(refused->wait);
}

bool Hub::open(const std::string& key_digest, const std::shared_ptr<StreamHandle>& stream) {
    std::shared_ptr<StreamHandle> before;
    {
        const std::lock_guard lock(mutex_);
        const bool is_new = !greeting_.contains(key_digest);
        if (is_stopping_ || (is_new && static_cast<int>(greeting_.size()) >= settings_.max_greeting)) return false;
        before = std::exchange(greeting_[key_digest], stream);
        streams_[stream.get()] = stream;
    }
    if (before) before->close({grpc::StatusCode::ABORTED, "the device opened another stream"});
    return true;
}

bool Hub::attach(const DeviceRef& device, const std::shared_ptr<StreamHandle>& stream) {
    std::shared_ptr<StreamHandle> before;
    {
        const std::lock_guard lock(mutex_);
        if (!streams_.contains(stream.get())) return true;  // it ended meanwhile
        const bool is_new = !by_device_.contains(device.device);
        if (is_new && static_cast<int>(by_device_.size()) >= settings_.max_streams) return false;
        std::erase_if(greeting_, [&](const auto& entry) { return entry.second == stream; });
        Attached& attached = by_device_[device.device];
        if (attached.stream != stream) before = attached.stream;
        attached = {device, stream};
    }
    if (before) before->close({grpc::StatusCode::ABORTED, "the device opened another stream"});
    return true;
}

void Hub::forget(const StreamHandle* stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase(stream);
    std::erase_if(greeting_, [&](const auto& entry) { return entry.second.get() == stream; });
    std::erase_if(by_device_, [&](const auto& entry) { return entry.second.stream.get() == stream; });
}

void Hub::close_device(const Uuid& device, const grpc::Status& why) {
    if (const auto stream = stream_of(device)) stream->close(why);
}

std::shared_ptr<StreamHandle> Hub::stream_of(const Uuid& device) {
    const std::lock_guard lock(mutex_);
    const auto at = by_device_.find(device);
    return at == by_device_.end() ? nullptr : at->second.stream;
}

void Hub::outcomes_recorded(const DeviceRef& device) {
    if (const auto stream = stream_of(device.device)) stream->pump();
}

void Hub::say_hello_again(const DeviceRef& device) {
    if (const auto stream = stream_of(device.device))
        stream->close({grpc::StatusCode::ABORTED, "an outcome changed: the device is told after its hello"});
}

void Hub::feed_may_move() {
    {
        const std::lock_guard lock(mutex_);
        quick_looks_ = looks_after_a_move;
    }
    signal_.notify_all();
}

void Hub::staff_changed(AdministrationId administration) {
    std::vector<std::shared_ptr<StreamHandle>> told;
    {
        const std::lock_guard lock(mutex_);
        ++staff_versions_[administration];
        for (const auto& [device, attached] : by_device_)
            if (attached.device.administration == administration) told.push_back(attached.stream);
    }
    for (const auto& stream : told)
        stream->pump();
}

std::uint64_t Hub::staff_version(AdministrationId administration) const {
    const std::lock_guard lock(mutex_);
    const auto at = staff_versions_.find(administration);
    return at == staff_versions_.end() ? 0 : at->second;
}

// Who has moved is looked for quickly after a signal and slowly without one, and everybody now and then; a fault of the
// database ends one look and no more.
void Hub::watch() {
    std::map<int, std::int64_t> positions;
    for (int round = 0;; ++round) {
        {
            std::unique_lock lock(mutex_);
            const auto pause = quick_looks_ > 0 ? quick_look : settings_.poll;
            if (quick_looks_ > 0) --quick_looks_;
            const int before = quick_looks_;
            signal_.wait_for(lock, pause, [&] { return is_stopping_ || (before == 0 && quick_looks_ > 0); });
            if (is_stopping_) return;
        }
        try {
            // Now and then everyone, also what another server's work moved and no position tells.
            if (round % polls_between_full_pumps == 0) {
                pump_all();
                close_silent();
            } else {
                pump_moved(positions);
            }
        } catch (const std::exception& fault) {
            log::error("synchub_watch_fault", {{"what", platform::classify(fault).description}});
        }
    }
}

void Hub::pump_all() {
    std::vector<std::shared_ptr<StreamHandle>> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [device, attached] : by_device_)
            all.push_back(attached.stream);
    }
    for (const auto& stream : all)
        stream->pump();
}

void Hub::pump_moved(std::map<int, std::int64_t>& positions) {
    std::map<int, std::vector<std::shared_ptr<StreamHandle>>> listeners;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [device, attached] : by_device_)
            listeners[attached.device.administration.number()].push_back(attached.stream);
    }
    for (const auto& [number, streams] : listeners) {
        const std::int64_t position =
            parts_.database.run(AdministrationId(number), [](Transaction& tx) { return read_position(tx); });
        if (std::exchange(positions[number], position) == position) continue;
        for (const auto& stream : streams)
            stream->pump();
    }
}

void Hub::close_silent() {
    std::vector<std::shared_ptr<StreamHandle>> silent;
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, stream] : streams_) {
            const StreamHandle::Pulse pulse = stream->pulse();
            const bool owes_hello = !pulse.has_spoken && pulse.opened + settings_.hello_patience < now;
            if (owes_hello || pulse.heard + settings_.silence < now) silent.push_back(stream);
        }
    }
    for (const auto& stream : silent)
        stream->close({grpc::StatusCode::DEADLINE_EXCEEDED, "nothing was heard for too long"});
}

// Also what another server revoked.
void Hub::close_revoked(AdministrationId administration) {
    const auto revoked = parts_.database.run(
        administration, [&](Transaction& tx) { return revoked_since(tx, revocations_read_ - revocation_overlap); });
    for (const Uuid& device : revoked)
        close_device(device, revoked_status());
}

bool Hub::sweep() {
    const auto administrations =
        parts_.database.run_for_all({"sweep"}, [](Transaction& tx) { return list_administrations(tx); });
    const Instant began = parts_.clock.now();
    bool is_whole = true;
    for (const AdministrationId administration : administrations) {
        try {
            close_revoked(administration);
            sweep(administration);
        } catch (const std::exception& fault) {  // one administration's trouble is not the others'
            is_whole = false;
            log::error("synchub_sweep_fault",
                       {{"administration", administration.number()}, {"what", platform::classify(fault).description}});
        }
    }
    has_swept_ = has_swept_ || is_whole;
    if (is_whole) revocations_read_ = began;
    return false;
}

void Hub::sweep(AdministrationId administration) {
    std::vector<Uuid> undecided, seen;
    parts_.database.run(administration, [&](Transaction& tx) {
        undecided = devices_with_undecided(tx);
        seen = devices_not_seen(tx, parts_.clock.now() - (has_swept_ ? recent : long_ago));
        note_seen(tx, seen);
    });
    for (const Uuid& device : undecided)
        decider_.offer({device, administration});
    for (const Uuid& device : seen)
        outcomes_recorded({device, administration});
}

}  // namespace aquacis::synchub
