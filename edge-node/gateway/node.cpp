#include "edge-node/gateway/node.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "edge-node/gateway/node_state.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t intake_step = 256;
constexpr std::chrono::milliseconds intake_wait{200};
constexpr std::chrono::milliseconds watch_step{500};
constexpr std::chrono::seconds answers_leave_within{2};

Drivers load_drivers(const std::filesystem::path& folder) {
    return folder.empty() ? Drivers::built_in() : Drivers::from_folder(folder);
}

}  // namespace

Node::Node(NodeSettings settings, Surroundings surroundings)
    : settings_(std::move(settings)),
      surroundings_(std::move(surroundings)),
      drivers_(load_drivers(settings_.drivers_folder)) {
    std::filesystem::create_directories(settings_.state_folder);
    auto spool =
        std::make_unique<Spool>(settings_.state_folder / "spool.db", settings_.limits, surroundings_.machine_boot);
    // The spool knows the newest time this node was ever sure of: an earlier clock is not believed.
    time_ = std::make_unique<TimeKeeper>(*surroundings_.clock, surroundings_.uptime, spool->last_known_time());
    const std::int64_t boot = spool->boot();
    spool_ = std::make_unique<SpoolThread>(std::move(spool), settings_.spool, [this] { return time_->known(); });
    uplink_ = std::make_unique<Uplink>(
        settings_.uplink, *spool_, boot, surroundings_.random,
        [this](const std::string& subtopic, const std::string& payload) { on_cloud_message(subtopic, payload); });
    intake_ = std::make_unique<Intake>(drivers_, *spool_, settings_.thinning);
    load_keys();
    receivers_ = make_receivers("");
    if (settings_.update) fetcher_.emplace(*settings_.update, settings_.state_folder / "update");
    make_twin_and_commands();
    if (!settings_.identity_folder.empty())
        renewal_.emplace(
            IdentityFolder(settings_.identity_folder), settings_.renewal,
            Renewal::Ways{[this](std::string request) { uplink_->send("certificate/request", std::move(request)); },
                          [this] { uplink_->reconnect(); }});
}

Renewal::Moment Node::moment() const {
    const UplinkCounts counts = uplink_->counts();
    return {counts.connected, counts.acknowledged_since_connected > 0, time_->known(),
            std::chrono::steady_clock::now()};
}

void Node::load_keys() {
    const std::lock_guard lock(keys_mutex_);
    if (settings_.keys_file.empty() && twin_keys_.empty()) return;
    auto known = settings_.keys_file.empty() ? KeyStore() : KeyStore::from_file(settings_.keys_file);
    if (!twin_keys_.empty()) known.add(KeyStore::from_text(twin_keys_, "keys of the desired state"));
    auto keys = std::make_shared<const KeyStore>(std::move(known));
    key_count_ = keys->size();
    intake_->use_keys(std::move(keys));
    unseal_ = true;
}

std::shared_ptr<ReceiverSet> Node::make_receivers(const std::string& toml) {
    const auto tables = toml.empty() ? settings_.receivers
                                     : Config::from_text(toml, "receivers of the desired state").tables("receiver");
    return std::make_shared<ReceiverSet>(tables, queue_, *time_);
}

std::shared_ptr<const ReceiverSet> Node::receivers() const {
    const std::lock_guard lock(receivers_mutex_);
    return receivers_;
}

// Why a desired state cannot be used: tried without opening anything.
std::optional<std::string> Node::fault_of(const TwinState& state) {
    try {
        if (!state.receivers.empty()) make_receivers(state.receivers);
        if (!state.keys.empty()) KeyStore::from_text(state.keys, "keys");
        return std::nullopt;
    } catch (const std::exception& fault) {
        return fault.what();
    }
}

void Node::use(const TwinState& state) {
    intake_->thin_by(state.interval);
    uplink_->tune({state.server, state.linger});
    {
        const std::lock_guard lock(keys_mutex_);
        twin_keys_ = state.keys;
    }
    reload_keys();
    use_receivers(state.receivers);
}

// The old ones let go of their lines and ports before the new ones want them.
void Node::use_receivers(const std::string& toml) {
    const std::lock_guard change(change_);
    if (toml == receivers_toml_ || stopping_) return;
    auto next = make_receivers(toml);
    if (started_) receivers_->stop();
    {
        const std::lock_guard lock(receivers_mutex_);
        receivers_.swap(next);
    }
    receivers_toml_ = toml;
    if (!started_) return;
    try {
        receivers_->start();
    } catch (const ConfigError& fault) {  // a port that another program has: told on the page and by /health
        log::error("receivers.not_started", {{"why", fault.what()}});
    }
    log::info("receivers.changed", {{"receivers", receivers_->all().size()}});
}

void Node::make_twin_and_commands() {
    TwinState base;
    base.interval = settings_.thinning.interval;
    base.linger = settings_.uplink.linger;
    base.server = settings_.uplink.server;
    twin_ = std::make_unique<Twin>(
        settings_.state_folder / "twin", base, settings_.trial,
        Twin::Ways{[this](const TwinState& state) { return fault_of(state); },
                   [this](const TwinState& state) { use(state); },
                   [this](std::string reported) { uplink_->send("twin/reported", std::move(reported)); },
                   [this] { return keys(); }});
    Commands::Ways ways;
    ways.reload_keys = [this] { reload_keys(); };
    ways.send_again = [this] { uplink_->look_again(); };
    ways.state = [this] { return NodeState(*this).page_json(""); };
    ways.read_now = [this](std::optional<std::string> meter) {
        const bool known = intake_->let_next_through(std::move(meter));
        if (known) receivers_of_now()->read_now();
        return known;
    };
    ways.restart = [this](const std::string& command_id) { return note_restart(command_id); };
    ways.logs = [] {
        std::string text;
        for (const std::string& line : log::recent())
            text += line + "\n";
        return text;
    };
    ways.valve = [this](const ValveWish& wish, const ValveAnswer& answer) {
        return receivers_of_now()->set_valve(wish, answer);
    };
    ways.update = [this](const UpdateWish& wish, UpdateAnswer answer) { return begin_update(wish, std::move(answer)); };
    ways.renew_certificate = [this] {
        if (renewal_) renewal_->ask_soon();
        return renewal_.has_value();
    };
    ways.answer = [this](std::string answer) { uplink_->send("command/answer", std::move(answer)); };
    commands_ = std::make_unique<Commands>(std::move(ways), last_restart());
}

std::string Node::begin_update(const UpdateWish& wish, UpdateAnswer answer) {
    if (!fetcher_) return "this gateway has no page, where the health gate would ask: set page.listen";
    update::FetchWish fetch{wish.url, wish.sha256, {}, settings_.update->keep_free_bytes};
    if (settings_.uplink.tls) {
        std::ifstream authority(settings_.uplink.tls->ca);
        fetch.authorities_pem.assign(std::istreambuf_iterator<char>(authority), {});
    }
    if (fetcher_->busy()) return "another bundle is being brought";
    try {
        write_durably(asked_update(), wish.command);
    } catch (const std::system_error& fault) {
        log::error("update.not_noted", {{"why", fault.what()}});
        return "the disk does not take a note of it";
    }
    fetcher_->begin(std::move(fetch), wish.until,
                    [this, answer = std::move(answer)](const update::FetchOutcome& outcome) {
                        if (!outcome.fetched && stopping_) return;  // the next start goes on
                        std::error_code gone;
                        std::filesystem::remove(asked_update(), gone);
                        answer(outcome.fetched, outcome.detail);
                    });
    return "";
}

void Node::go_on_with_update(Instant now) {
    std::ifstream in(asked_update(), std::ios::binary);
    if (!in) return;
    const std::string command{std::istreambuf_iterator<char>(in), {}};
    log::info("update.goes_on");
    commands_->handle(command, now);
    if (fetcher_ && fetcher_->busy()) return;
    std::error_code gone;
    std::filesystem::remove(asked_update(), gone);  // expired, or answered already
}

std::shared_ptr<ReceiverSet> Node::receivers_of_now() {
    const std::lock_guard lock(receivers_mutex_);
    return receivers_;
}

bool Node::note_restart(const std::string& command_id) try {
    write_durably(settings_.state_folder / "restarted_by", command_id);
    restart_at_ = std::chrono::steady_clock::now() + answers_leave_within;
    restart_asked_ = true;
    return true;
} catch (const std::system_error& fault) {
    log::error("restart.not_noted", {{"why", fault.what()}});
    return false;
}

std::optional<std::string> Node::last_restart() const {
    std::ifstream in(settings_.state_folder / "restarted_by");
    std::string command_id;
    if (!std::getline(in, command_id)) return std::nullopt;
    return command_id;
}

void Node::on_cloud_message(const std::string& subtopic, const std::string& payload) {
    if (subtopic == "twin/desired") twin_->on_desired(payload, std::chrono::steady_clock::now());
    if (subtopic == "certificate/issued" && renewal_) renewal_->on_issued(payload, moment());
    if (subtopic != "command") return;
    commands_->handle(payload, time_->known());
}

Node::~Node() { stop(); }

void Node::start() {
    started_uptime_us_ = time_->uptime_us();
    uplink_->start();
    intake_thread_ = std::thread([this] { run_intake(); });
    {
        const std::lock_guard change(change_);
        started_ = true;
        receivers_->start();
    }
    watch_thread_ = std::thread([this] { run_watch(); });
    log::info("node.started", {{"gateway", settings_.gateway_id},
                               {"receivers", receivers()->all().size()},
                               {"keys", key_count_.load()},
                               {"clock_known", time_->known().has_value()}});
}

void Node::stop() {
    if (stopping_.exchange(true)) return;
    if (!spool_->healthy()) {
        uplink_->stop();
        spool_->let_go();
    }
    // The queue is closed only after the intake took what is in it; a receiver that waits for room is let go by that.
    {
        const std::lock_guard change(change_);
        receivers_->stop();
    }
    queue_.close();
    if (intake_thread_.joinable()) intake_thread_.join();
    if (watch_thread_.joinable()) watch_thread_.join();
    fetcher_.reset();  // before what its answer goes through
    if (uplink_) uplink_->stop();
}

void Node::reload_keys() {
    try {
        load_keys();
        log::info("keys.loaded", {{"keys", key_count_.load()}});
    } catch (const ConfigError& fault) {
        log::error("keys.not_loaded", {{"why", fault.what()}});
    }
}

bool Node::finished() const {
    if (!receivers()->ended() || queue_.size() != 0 || !intake_idle_ || spool_->waiting() != 0) return false;
    const SpoolCounts counts = spool_->counts();
    return counts.rows[0] + counts.rows[1] + counts.rows[2] == 0;
}

// Takes what receivers heard until the queue is closed and empty; a new key opens what was kept once the spool can take
// it.
void Node::run_intake() {
    while (true) {
        const std::vector<Reception> heard = queue_.pop(intake_step, intake_wait);
        intake_idle_ = heard.empty();
        for (const Reception& reception : heard)
            intake_->take(reception);
        if (spool_->healthy() && !stopping_ && unseal_.exchange(false)) {
            const auto opened = intake_->unseal();
            if (!opened) unseal_ = true;
            if (opened.value_or(0) > 0) log::info("keys.opened_kept_telegrams", {{"telegrams", *opened}});
        }
        if (heard.empty() && queue_.closed()) return;
    }
}

void Node::run_watch() {
    while (!stopping_) {
        watch_clock();
        receivers_of_now()->watch_silence(time_->uptime_us());
        if (restart_asked_ && std::chrono::steady_clock::now() >= restart_at_) wants_restart_ = true;
        twin_->tick(uplink_->counts().connected, std::chrono::steady_clock::now());
        if (renewal_) renewal_->tick(moment());
        std::this_thread::sleep_for(watch_step);
    }
}

// At the start too: readings of a life before may still be without their time.
void Node::watch_clock() {
    const auto now = time_->known();
    if (now && !clock_was_known_) {
        std::int64_t rewritten = 0;
        const std::int64_t uptime = time_->uptime_us();
        try {
            if (!spool_->call_if_durable([&](Spool& spool) { rewritten = spool.rewrite_times(*now, uptime); })) return;
        } catch (const sqlite::Error& fault) {
            log::error("clock.times_not_rewritten", {{"why", fault.what()}});
            return;  // a full disk: at the next look
        }
        log::info("clock.known", {{"readings_given_their_time", rewritten}});
        if (rewritten > 0) uplink_->look_again();
        go_on_with_update(*now);
    }
    clock_was_known_ = now.has_value();
}

}  // namespace aquacis::edge
