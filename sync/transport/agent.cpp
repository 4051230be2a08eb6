#include "sync/engine/agent.hpp"
#include "base/backoff.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log/log.hpp"
#include "sync/engine/session.hpp"
#include "sync/transport/grpc_stream.hpp"
#include "sync/transport/identity.hpp"
#include "sync/transport/link_problem.hpp"
#include "sync/transport/renewal.hpp"

namespace aquacis::sync {
namespace {

constexpr std::chrono::milliseconds tick_pause{500};
constexpr std::chrono::milliseconds sweep_pause{20};
// Longer than the first waits of who finds the file locked.
constexpr std::chrono::milliseconds way_given{3};
constexpr int messages_per_round = 64;
constexpr std::chrono::hours between_looks{1};

}  // namespace

struct Agent::Impl {
    AgentConfig config;
    const Clock& clock;
    FeedTarget& target;
    Backoff backoff;
    const IdentityFile identity{config.identity};
    Renewal renewal{identity};
    std::string certificate_problem;  // this and the next: the agent's thread alone
    std::optional<Instant> looked;    // at the certificate

    mutable std::mutex mutex;
    std::condition_variable signal;
    std::thread thread;
    bool is_stopping = false;
    bool is_awake = false;  // something arrived, or an operation was appended
    std::optional<Ask> wish;
    LinkState shown;
    std::function<void()> listener;

    Impl(AgentConfig given, const Clock& given_clock, RandomBits random, FeedTarget& given_target)
        : config(std::move(given)),
          clock(given_clock),
          target(given_target),
          backoff({config.retry_least, config.retry_most}, std::move(random)) {
        shown.offline_since = clock.now();
    }

    void wake() {
        {
            const std::lock_guard lock(mutex);
            is_awake = true;
        }
        signal.notify_all();
    }

    bool wait(std::chrono::milliseconds at_most) {  // false: stop
        std::unique_lock lock(mutex);
        signal.wait_for(lock, at_most, [&] { return is_stopping || is_awake; });
        is_awake = false;
        return !is_stopping;
    }

    std::optional<Ask> take_wish() {
        const std::lock_guard lock(mutex);
        return std::exchange(wish, std::nullopt);
    }

    bool pause(std::chrono::milliseconds time) {  // not cut short by an operation: the pause protects the server
        std::unique_lock lock(mutex);
        signal.wait_for(lock, time, [&] { return is_stopping; });
        return !is_stopping;
    }

    // Shows the state and tells the listener when something changed. Since when the link is lost stays as it was first
    // shown.
    void publish(LinkState next, bool is_changed) {
        std::function<void()> tell;
        {
            const std::lock_guard lock(mutex);
            is_changed = is_changed || next.connected != shown.connected || next.synchronized != shown.synchronized ||
                         next.problem != shown.problem || next.last_feed != shown.last_feed;
            if (!next.connected) next.offline_since = shown.offline_since ? shown.offline_since : clock.now();
            shown = std::move(next);
            if (is_changed) tell = listener;
        }
        if (tell) tell();
    }

    void publish(const Session& session, bool is_changed) {
        LinkState next;
        next.connected = session.is_welcomed();
        next.synchronized = session.is_synchronized();
        next.last_feed = session.last_feed();
        next.problem = session.problem().empty() ? certificate_problem : session.problem();
        publish(std::move(next), is_changed);
    }

    // One stream from its opening to its end. Returns how long to wait before the next; nothing: as long as ever.
    using Wait = std::optional<std::chrono::milliseconds>;
    static constexpr std::chrono::milliseconds at_once{0};
    Wait converse(Session& session);
    // Returns whether to hang up, to connect with the identity that came.
    bool take(Session& session, const v1::ServerMsg& message, GrpcStream& stream, Session::Reaction& reaction);
    void look_at_certificate(GrpcStream& stream);
    void run();
    void run_session(Session& session);
    void show_offline(const std::string& problem) {
        LinkState next;
        {
            const std::lock_guard lock(mutex);
            next.last_feed = shown.last_feed;
        }
        next.problem = problem;
        publish(std::move(next), true);
    }
};

// At the welcome, and each hour while the stream stands: that may be for months.
void Agent::Impl::look_at_certificate(GrpcStream& stream) {
    const Instant now = clock.now();
    if (looked && now >= *looked && now - *looked < between_looks) return;
    looked = now;
    certificate_problem = renewal.problem(now);
    if (auto request = renewal.request(now)) stream.send(*std::move(request));
}

bool Agent::Impl::take(Session& session, const v1::ServerMsg& message, GrpcStream& stream,
                       Session::Reaction& reaction) {
    if (message.has_certificate_issued()) {
        const std::string& recovery = message.certificate_issued().recovery_pem();
        if (config.recovery_came && !recovery.empty()) config.recovery_came(recovery);
        return renewal.take(message.certificate_issued(), clock.now());
    }
    const bool was_welcomed = session.is_welcomed();
    reaction = session.received(message, clock.now());
    for (v1::ClientMsg& answer : reaction.send)
        stream.send(std::move(answer));
    reaction.send.clear();
    if (!was_welcomed && session.is_welcomed()) {
        if (identity.is_on_trial()) identity.end_trial();
        looked.reset();
    }
    return false;
}

// One stream from its opening to its end: sends, takes a bounded number of messages, shows the state, waits.
Agent::Impl::Wait Agent::Impl::converse(Session& session) {
    const Identity shown_identity = identity.read();
    GrpcStream stream(
        {config.server, shown_identity.authorities_pem, shown_identity.certificate_pem, shown_identity.key_pem},
        [this] { wake(); });
    const auto begin = std::chrono::steady_clock::now();
    Session::Reaction reaction = session.opened(clock.now());
    bool has_more = false;
    for (;;) {
        bool is_changed = reaction.is_changed;
        for (v1::ClientMsg& message : reaction.send)
            stream.send(std::move(message));
        for (int i = 0; i < messages_per_round && !reaction.hang_up; ++i) {
            const auto message = stream.take();
            if (!message) break;
            if (take(session, *message, stream, reaction)) return at_once;
            is_changed = is_changed || reaction.is_changed;
            if (i + 1 == messages_per_round) wake();
        }
        if (session.is_welcomed() && !reaction.hang_up) look_at_certificate(stream);
        publish(session, is_changed);
        if (reaction.hang_up) {
            log::warning("sync_stream_left", {{"why", reaction.why}});
            if (!session.is_welcomed()) renewal.judge_trial({grpc::StatusCode::DEADLINE_EXCEEDED, reaction.why});
            return reaction.at_once ? Wait(at_once) : std::nullopt;
        }
        // Not at the welcome: two clones that throw each other out would do so without a pause.
        if (session.is_welcomed() && std::chrono::steady_clock::now() - begin >= config.heartbeat) backoff.reset();
        if (const auto ended = stream.ended()) {
            log::info("sync_stream_ended",
                      {{"code", static_cast<int>(ended->error_code())}, {"message", ended->error_message()}});
            if (!session.is_welcomed()) renewal.judge_trial(*ended);
            show_offline(problem_of(*ended));
            return std::max<std::chrono::milliseconds>(stream.retry_after(), backoff.next());
        }
        if (!wait(has_more ? sweep_pause : tick_pause)) return std::nullopt;
        if (auto wanted = take_wish()) session.want(*std::move(wanted), clock.now());
        reaction = session.tick(clock.now());
        has_more = reaction.has_more;
    }
}

void Agent::Impl::run_session(Session& session) {
    for (;;) {
        Wait wanted;
        try {
            wanted = converse(session);
        } catch (const sqlite::Error& fault) {
            log::error("sync_file_fault", {{"what", fault.what()}});
            show_offline(fault.is_full()
                             ? "El disco de este equipo está lleno: libere espacio para seguir recibiendo datos."
                             : "La base de datos de este equipo falló; avise a sistemas.");
        } catch (const std::exception& fault) {
            log::error("sync_agent_fault", {{"what", fault.what()}});
            show_offline("La comunicación con el servidor falló en este equipo; avise a sistemas.");
        }
        session.closed();
        LinkState offline = [&] {
            const std::lock_guard lock(mutex);
            return shown;
        }();
        offline.connected = offline.synchronized = false;
        publish(std::move(offline), false);
        if (!pause(wanted ? *wanted : backoff.next())) return;
    }
}

void Agent::Impl::run() {
    do {
        try {
            sqlite::Database database(config.file);
            Session::Settings settings{config.partition, config.program_version, config.heartbeat, config.watchdog};
            settings.give_way = [] { std::this_thread::sleep_for(way_given); };
            Session session(database, target, std::move(settings));
            return run_session(session);
        } catch (const std::exception& fault) {
            log::error("sync_file_fault", {{"what", fault.what()}});
            show_offline("La base de datos de este equipo no se puede abrir; avise a sistemas.");
        }
    } while (pause(backoff.next()));
}

Agent::Agent(AgentConfig config, const Clock& clock, RandomBits random, FeedTarget& target)
    : impl_(std::make_unique<Impl>(std::move(config), clock, std::move(random), target)) {}

Agent::~Agent() { stop(); }

void Agent::start() {
    if (impl_->thread.joinable()) return;
    impl_->is_stopping = false;
    impl_->thread = std::thread([this] { impl_->run(); });
}

void Agent::stop() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->is_stopping = true;
    }
    impl_->signal.notify_all();
    if (impl_->thread.joinable()) impl_->thread.join();
}

void Agent::wake() { impl_->wake(); }

void Agent::want(Ask wish) {
    {
        const std::lock_guard lock(impl_->mutex);
        if (!impl_->shown.connected) return;  // who wants it sees that: nobody is there to ask
        impl_->wish = std::move(wish);
    }
    impl_->wake();
}

LinkState Agent::state() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->shown;
}

void Agent::on_change(std::function<void()> listener) {
    const std::lock_guard lock(impl_->mutex);
    impl_->listener = std::move(listener);
}

}  // namespace aquacis::sync
