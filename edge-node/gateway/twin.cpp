#include "edge-node/gateway/twin.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/durable_file.hpp"
#include "base/log/log.hpp"

namespace aquacis::edge {
namespace {

// Nothing when it may be applied over `base`; else why not.
std::optional<std::string> read_desired(const v1::TwinDesired& wanted, const TwinState& base, TwinState& state) {
    state = base;
    state.version = wanted.version();
    if (wanted.interval_minutes() != 0) state.interval = std::chrono::minutes(wanted.interval_minutes());
    if (wanted.linger_ms() != 0) state.linger = std::chrono::milliseconds(wanted.linger_ms());
    if (!wanted.server().empty()) state.server = wanted.server();
    state.keys = wanted.keys();
    state.receivers = wanted.receivers();
    if (wanted.interval_minutes() > 1'440) return "interval_minutes must be from 1 to 1440";
    if (wanted.linger_ms() > 60'000) return "linger_ms must be from 1 to 60000";
    if (!wanted.server().empty() && wanted.server().rfind("ssl://", 0) != 0) return "server must begin with ssl://";
    if (wanted.keys().size() > Twin::most_key_bytes) return "keys must be at most 200000 bytes";
    if (wanted.receivers().size() > Twin::most_receiver_bytes) return "receivers must be at most 100000 bytes";
    return std::nullopt;
}

v1::TwinDesired to_proto(const TwinState& state) {
    v1::TwinDesired made;
    made.set_version(state.version);
    made.set_interval_minutes(static_cast<std::uint32_t>(state.interval.count()));
    made.set_linger_ms(static_cast<std::uint32_t>(state.linger.count()));
    made.set_server(state.server);
    made.set_keys(state.keys);
    made.set_receivers(state.receivers);
    return made;
}

}  // namespace

Twin::Twin(std::filesystem::path file, TwinState settings, Trial trial, Ways ways)
    : file_(std::move(file)),
      settings_(std::move(settings)),
      trial_(trial),
      ways_(std::move(ways)),
      confirmed_(settings_) {
    std::ifstream in(file_, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    v1::TwinDesired kept;
    TwinState state;
    if (bytes.empty() || !kept.ParseFromString(bytes) || read_desired(kept, settings_, state)) return;
    if (const auto fault = ways_.check(state)) {  // another version of this program took it
        log::error("twin.not_usable", {{"version", state.version}, {"why", *fault}});
        return;
    }
    confirmed_ = state;
    last_judged_ = state.version;
    ways_.apply(confirmed_);
}

TwinState Twin::in_use() const {
    const std::lock_guard lock(mutex_);
    return on_trial_.value_or(confirmed_);
}

void Twin::on_desired(const std::string& bytes, std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    v1::TwinDesired wanted;
    if (!wanted.ParseFromString(bytes) || wanted.version() <= last_judged_) return;
    last_judged_ = wanted.version();
    TwinState state;
    auto fault = read_desired(wanted, settings_, state);
    if (!fault) fault = ways_.check(state);
    if (fault) {
        log::warning("twin.refused", {{"version", wanted.version()}, {"why", *fault}});
        return report(wanted.version(), Outcome::refused, *fault);
    }
    on_trial_ = state;
    trial_began_ = now;
    log::info("twin.on_trial", {{"version", state.version}});
    ways_.apply(state);
    report(state.version, Outcome::on_trial, "");
}

void Twin::tick(bool connected, std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (!on_trial_) return;
    const auto tried = now - trial_began_;
    const std::uint64_t version = on_trial_->version;
    if (connected && tried >= trial_.confirm_after) {
        keep(*on_trial_);
        confirmed_ = *on_trial_;
        on_trial_.reset();
        log::info("twin.applied", {{"version", version}});
        report(version, Outcome::applied, "");
    } else if (!connected && tried >= trial_.give_up_after) {
        on_trial_.reset();
        log::warning("twin.rolled_back", {{"version", version}, {"to", confirmed_.version}});
        ways_.apply(confirmed_);
        report(version, Outcome::rolled_back, "the cloud was not reached with it");
    }
}

void Twin::report(std::uint64_t version, Outcome outcome, const std::string& reason) {
    v1::TwinReported told;
    told.set_version(version);
    told.set_outcome(static_cast<v1::TwinOutcome>(outcome));
    told.set_reason(reason);
    *told.mutable_in_use() = to_proto(on_trial_.value_or(confirmed_));
    told.mutable_in_use()->clear_keys();
    told.set_keys_in_use(static_cast<std::uint32_t>(ways_.count_keys()));
    ways_.report(told.SerializeAsString());
}

void Twin::keep(const TwinState& state) const {
    try {
        write_durably(file_, to_proto(state).SerializeAsString());
    } catch (const std::system_error& fault) {
        log::error("twin.not_written", {{"reason", fault.what()}});  // in use until the next start
    }
}

}  // namespace aquacis::edge
