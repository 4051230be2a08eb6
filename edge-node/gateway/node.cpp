#include "edge-node/gateway/node.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "edge-node/gateway/node_state.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t intake_step = 256;
constexpr std::chrono::milliseconds intake_wait{200};
constexpr std::chrono::milliseconds watch_step{500};
constexpr std::chrono::minutes silence_told_after{30};

Drivers load_drivers(const std::filesystem::path& folder) {
    return folder.empty() ? Drivers::built_in() : Drivers::from_folder(folder);
}

}  // namespace

Node::Node(NodeSettings settings, Surroundings surroundings)
    : settings_(std::move(settings)), surroundings_(std::move(surroundings)), drivers_(load_drivers(settings_.drivers_folder)) {
    std::filesystem::create_directories(settings_.state_folder);
    auto spool = std::make_unique<Spool>(settings_.state_folder / "spool.db", settings_.limits);
    // The spool knows the newest time this node was ever sure of: an earlier clock is not believed.
    time_ = std::make_unique<TimeKeeper>(*surroundings_.clock, surroundings_.uptime, spool->last_known_time());
    clock_was_known_ = time_->known().has_value();
    const std::int64_t boot = spool->boot();
    spool_ = std::make_unique<SpoolThread>(std::move(spool), settings_.spool, [this] { return time_->known(); });
    uplink_ = std::make_unique<Uplink>(settings_.uplink, *spool_, boot, surroundings_.random,
                                       [this](const std::string& subtopic, const std::string& payload) { on_cloud_message(subtopic, payload); });
    intake_ = std::make_unique<Intake>(drivers_, *spool_, settings_.thinning);
    load_keys();
    make_twin_and_commands();
    for (const Config& receiver : settings_.receivers)
        receivers_.push_back(make_receiver(receiver, {receivers_.size(), &queue_, time_.get()}));
    told_silent_.resize(receivers_.size());
}

void Node::load_keys() {
    if (settings_.keys_file.empty()) return;
    auto keys = std::make_shared<const KeyStore>(KeyStore::from_file(settings_.keys_file));
    key_count_ = keys->size();
    intake_->use_keys(std::move(keys));
    unseal_ = true;
}

void Node::make_twin_and_commands() {
    const TwinState base{0, settings_.thinning.interval, settings_.uplink.linger, settings_.uplink.server};
    twin_ = std::make_unique<Twin>(settings_.state_folder / "twin", base, settings_.trial,
                                   Twin::Ways{[this](const TwinState& state) {
                                                  intake_->thin_by(state.interval);
                                                  uplink_->tune({state.server, state.linger});
                                              },
                                              [this](std::string reported) { uplink_->send("twin/reported", std::move(reported)); }});
    commands_ = std::make_unique<Commands>(Commands::Ways{[this] { reload_keys(); }, [this] { uplink_->look_again(); },
                                                          [this] { return NodeState(*this).page_json(""); }});
}

void Node::on_cloud_message(const std::string& subtopic, const std::string& payload) {
    if (subtopic == "twin/desired") twin_->on_desired(payload, std::chrono::steady_clock::now());
    if (subtopic != "command") return;
    if (auto answer = commands_->handle(payload, time_->known())) uplink_->send("command/answer", std::move(*answer));
}

Node::~Node() { stop(); }

void Node::start() {
    started_uptime_us_ = time_->uptime_us();
    uplink_->start();
    intake_thread_ = std::thread([this] { run_intake(); });
    for (const auto& receiver : receivers_) receiver->start();
    watch_thread_ = std::thread([this] { run_watch(); });
    log::info("node.started", {{"gateway", settings_.gateway_id},
                               {"receivers", receivers_.size()},
                               {"keys", key_count_.load()},
                               {"clock_known", clock_was_known_}});
}

void Node::stop() {
    if (stopping_.exchange(true)) return;
    if (!spool_->healthy()) {
        uplink_->stop();
        spool_->let_go();
    }
    // The queue is closed only after the intake took what is in it; a receiver that waits for room is let go by that.
    for (const auto& receiver : receivers_) receiver->stop();
    queue_.close();
    if (intake_thread_.joinable()) intake_thread_.join();
    if (watch_thread_.joinable()) watch_thread_.join();
    if (uplink_) uplink_->stop();
}

void Node::reload_keys() {
    if (settings_.keys_file.empty()) return;
    try {
        load_keys();
        log::info("keys.loaded", {{"keys", key_count_.load()}});
    } catch (const ConfigError& fault) {
        log::error("keys.not_loaded", {{"why", fault.what()}});
    }
}

bool Node::finished() const {
    const bool ended = std::all_of(receivers_.begin(), receivers_.end(), [](const auto& receiver) { return receiver->ended(); });
    if (!ended || queue_.size() != 0 || !intake_idle_ || spool_->waiting() != 0) return false;
    const SpoolCounts counts = spool_->counts();
    return counts.rows[0] + counts.rows[1] + counts.rows[2] == 0;
}

void Node::run_intake() {
    while (true) {
        const std::vector<Reception> heard = queue_.pop(intake_step, intake_wait);
        intake_idle_ = heard.empty();
        for (const Reception& reception : heard) intake_->take(reception);
        if (unseal_.exchange(false) && !stopping_) {
            const std::int64_t opened = intake_->unseal();
            if (opened > 0) log::info("keys.opened_kept_telegrams", {{"telegrams", opened}});
        }
        if (heard.empty() && queue_.closed()) return;
    }
}

void Node::run_watch() {
    while (!stopping_) {
        watch_clock();
        watch_silence();
        twin_->tick(uplink_->counts().connected, std::chrono::steady_clock::now());
        std::this_thread::sleep_for(watch_step);
    }
}

void Node::watch_clock() {
    const auto now = time_->known();
    if (now && !clock_was_known_) {
        std::int64_t rewritten = 0;
        const std::int64_t uptime = time_->uptime_us();
        spool_->call([&](Spool& spool) { rewritten = spool.rewrite_times(*now, uptime); });
        log::info("clock.known", {{"readings_given_their_time", rewritten}});
        uplink_->look_again();
    }
    clock_was_known_ = now.has_value();
}

// A receiver that says nothing is told once, and once more when it speaks again.
void Node::watch_silence() {
    for (std::size_t i = 0; i < receivers_.size(); ++i) {
        const std::int64_t last = std::max<std::int64_t>(receivers_[i]->counts().last_heard_uptime_us.load(), started_uptime_us_.load());
        const auto silent = microseconds(time_->uptime_us() - last);
        const bool is_silent = silent > silence_told_after;
        if (is_silent == told_silent_[i]) continue;
        told_silent_[i] = is_silent;
        if (is_silent)
            log::warning("receiver.silent", {{"receiver", receivers_[i]->name()},
                                             {"minutes", std::chrono::duration_cast<std::chrono::minutes>(silent).count()},
                                             {"open", receivers_[i]->open()}});
        else
            log::info("receiver.speaks_again", {{"receiver", receivers_[i]->name()}});
    }
}

}  // namespace aquacis::edge
