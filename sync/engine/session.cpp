#include "sync/engine/session.hpp"

#include <algorithm>
#include <stdexcept>

#include "sync/wire/convert.hpp"

namespace aquacis::sync {
namespace {

constexpr std::uint32_t protocol = 1;
constexpr std::size_t max_buffered_rows = 6000;  // a commit is of 5,000 rows at most
constexpr std::size_t max_buffered_bytes = 64UL * 1024 * 1024;
constexpr int max_resets = 3;
constexpr int prune_page = 1000;
constexpr int max_held = 64;
constexpr std::int64_t few_rows = 100;
constexpr std::chrono::hours patience_with_few_rows{12};
constexpr int shadow_page = 2000;
constexpr int pages_with_a_commit = 16;
constexpr std::chrono::hours kept{30 * 24};  // so that a server restored from backup can be refilled
constexpr std::chrono::minutes clock_tolerance{3};
constexpr std::chrono::seconds need_check{5};
constexpr std::chrono::seconds ask_patience{30};
constexpr std::chrono::seconds wish_patience{10};
constexpr std::chrono::seconds wish_repeat{2};

// The server broke the protocol: the stream is closed and nothing of the message is kept.
struct ProtocolError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Verdict verdict_of(v1::Verdict verdict) {
    switch (verdict) {
        case v1::VERDICT_ACCEPTED:
            return Verdict::accepted;
        case v1::VERDICT_MERGED:
            return Verdict::merged;
        case v1::VERDICT_PARKED:
            return Verdict::parked;
        case v1::VERDICT_REJECTED:
            return Verdict::rejected;
        default:
            throw ProtocolError("an outcome has no verdict");
    }
}

// The day and hour of a receipt are this clock's, so it must not be minutes wrong.
std::string clock_problem(Instant now, Instant server) {
    if (std::chrono::abs(now - server) < clock_tolerance) return {};
    const auto shown = [](Instant at) { return to_local_iso(at).substr(0, 16).replace(10, 1, " "); };
    return "El reloj de este equipo está mal: dice " + shown(now) + " y el servidor dice " + shown(server) +
           ". Avise a sistemas para que lo corrijan.";
}

v1::Ask to_message(const Ask& ask) {
    v1::Ask message;
    message.set_kind(ask.kind);
    message.set_key(ask.key);
    message.set_body(ask.body);
    return message;
}

v1::ClientMsg batch_of(const std::vector<QueuedOperation>& queue, std::uint64_t& last_number) {
    v1::ClientMsg message;
    v1::PushOps& batch = *message.mutable_push_ops();
    std::size_t bytes = 0;
    for (const QueuedOperation& queued : queue) {
        v1::Operation operation = to_message(queued.operation);
        bytes += operation.ByteSizeLong();
        if (batch.operations_size() > 0 && bytes > max_push_bytes) break;
        *batch.add_operations() = std::move(operation);
        last_number = queued.number;
    }
    seal(batch);
    return message;
}

}  // namespace

Session::Session(sqlite::Database& database, FeedTarget& target, Settings settings)
    : database_(database), target_(target), settings_(std::move(settings)), store_(database) {
    last_feed_ = store_.shown(settings_.partition).applied_at;
}

bool Session::is_synchronized() const {
    if (!is_welcomed() || !is_feed_at_end_ || in_flight_) return false;
    const NodeDevice node = store_.device();
    return node.acknowledged == node.last_number;
}

Session::Reaction Session::opened(Instant now) {
    phase_ = Phase::greeted;
    last_heard_ = last_ping_ = now;
    const NodeDevice node = store_.device();
    Reaction reaction;
    v1::Hello& hello = *reaction.send.emplace_back().mutable_hello();
    hello.set_protocol(protocol);
    hello.set_device_id(node.device.to_string());
    hello.set_epoch(node.epoch);
    hello.set_last_seq(node.last_seq());
    hello.set_chain_hash(node.last_seq() == 0 ? std::string() : node.chain_hash);
    hello.set_server_incarnation(node.server_incarnation);
    hello.set_administration_id(node.administration);
    hello.set_program_version(settings_.program_version);
    if (const auto answered = store_.answered_seq()) hello.set_answered_seq(*answered);
    for (const Granted& held : target_.held(database_)) {
        if (hello.held_size() == max_held) break;
        v1::Granted& named = *hello.add_held();
        named.set_kind(held.kind);
        named.set_body(held.body);
    }
    return reaction;
}

void Session::closed() {
    phase_ = Phase::closed;
    in_flight_.reset();
    resend_ = {};
    buffer_.clear();
    buffer_bytes_ = 0;
    feed_end_ = 0;
    is_feed_at_end_ = false;
    asked_.reset();
    need_checked_.reset();
}

// Each kind of message by its own function; what breaks the protocol ends the stream with the reason.
Session::Reaction Session::received(const v1::ServerMsg& message, Instant now) {
    Reaction reaction;
    last_heard_ = now;
    try {
        if (phase_ == Phase::greeted && !message.has_welcome() && !message.has_notice() && !message.has_pong())
            throw ProtocolError("the server spoke before it welcomed the node");
        switch (message.message_case()) {
            case v1::ServerMsg::kWelcome:
                on_welcome(message.welcome(), now, reaction);
                break;
            case v1::ServerMsg::kPushResult:
                on_push_result(message.push_result(), now, reaction);
                break;
            case v1::ServerMsg::kFeedBegin:
                if (message.feed_begin().partition() != settings_.partition)
                    throw ProtocolError("a feed of another partition");
                buffer_.clear();
                buffer_bytes_ = 0;
                feed_end_ = message.feed_begin().to_position();
                break;
            case v1::ServerMsg::kRows:
                on_rows(message.rows());
                break;
            case v1::ServerMsg::kFeedCommit:
                on_commit(message.feed_commit(), now, reaction);
                break;
            case v1::ServerMsg::kResetPartition:
                reset_partition(reaction);
                break;
            case v1::ServerMsg::kNotice:
                problem_ = message.notice().text();
                reaction.is_changed = true;
                break;
            case v1::ServerMsg::kPong:
                on_pong(message.pong(), now, reaction);
                break;
            case v1::ServerMsg::kGranted:
                on_granted(message.granted());
                reaction.is_changed = true;
                break;
            case v1::ServerMsg::kStaffList:
                on_staff(message.staff_list());
                reaction.is_changed = true;
                break;
            default:
                break;  // what a newer server says besides is not needed
        }
    } catch (const ProtocolError& broken) {
        reaction = {};
        reaction.hang_up = true;
        reaction.why = broken.what();
    }
    return reaction;
}

Session::Reaction Session::tick(Instant now) {
    Reaction reaction;
    if (phase_ == Phase::closed) return reaction;
    if (now < last_heard_) last_heard_ = now;  // the clock was set back
    if (now < last_ping_) last_ping_ = now;
    if (now - last_heard_ >= settings_.watchdog) {
        reaction.hang_up = true;
        reaction.why = "nothing was heard for the watchdog's time";
        return reaction;
    }
    if (now - last_ping_ >= settings_.heartbeat) {
        last_ping_ = now;
        reaction.send.emplace_back().mutable_ping()->set_sent_at_us(to_microseconds(now));
    }
    if (phase_ != Phase::welcomed) return reaction;
    push(reaction);
    ask_wanted(now, reaction);
    ask(now, reaction);
    reaction.has_more = sweep();
    return reaction;
}

// Where the two chains stand decides how the stream goes on: the node proves the part that the server has, goes on from
// there, or sends all of it again in a new epoch.
void Session::on_welcome(const v1::Welcome& welcome, Instant now, Reaction& reaction) {
    const NodeDevice node = store_.device();
    const bool is_first = phase_ == Phase::greeted;
    const bool is_new_epoch = welcome.epoch() != node.epoch;
    if (!is_new_epoch && welcome.acknowledged_seq() > node.last_seq())
        throw ProtocolError("the server acknowledges more than the node has");
    {
        sqlite::Transaction transaction(database_);
        take_incarnation(welcome, node);  // first: what another history acknowledged and showed goes up again
        if (is_new_epoch) take_epoch(welcome);
        server_time_ = from_microseconds(welcome.server_time_us());
        store_.prune(server_time_ - kept, prune_page);
        transaction.commit();
    }
    in_flight_.reset();
    reaction.is_changed = true;
    clock_problem_ = clock_problem(now, server_time_);
    if (!is_new_epoch) problem_.clear();
    // The hello's hash spoke for the last operation alone. Where the server is before it, two chains could differ
    // unseen.
    if (!is_new_epoch && welcome.acknowledged_seq() > 0 && welcome.acknowledged_seq() < node.last_seq()) {
        phase_ = Phase::probing;
        probe(welcome, node, reaction);
    } else if (is_first || phase_ == Phase::probing) {
        sqlite::Transaction transaction(database_);
        store_.set_acknowledged(store_.device().epoch_base + welcome.acknowledged_seq());
        transaction.commit();
        confirm(now, reaction);
    } else {  // in the middle of a stream: a fork was found, the queue goes up under its new names
        push(reaction);
    }
}

// Pushes from the operation that the server says it holds last. The same: it is a duplicate. Another: the server finds
// the fork.
void Session::probe(const v1::Welcome& welcome, const NodeDevice& node, Reaction& reaction) {
    const auto queue = store_.after(node.epoch_base + welcome.acknowledged_seq() - 1, max_push_operations);
    std::uint64_t last = 0;
    reaction.send.push_back(batch_of(queue, last));
    in_flight_ = last;
}

void Session::confirm(Instant now, Reaction& reaction) {
    phase_ = Phase::welcomed;
    subscribe(reaction);
    resend_ = {0, store_.device().acknowledged};
    resend_unanswered(reaction);
    push(reaction);
    ask(now, reaction);
}

void Session::take_epoch(const v1::Welcome& welcome) {
    if (welcome.epoch() < store_.device().epoch || welcome.acknowledged_seq() != 0)
        throw ProtocolError("the server names an epoch that cannot begin");
    store_.begin_epoch(welcome.epoch());
    target_.epoch_began(database_, welcome.epoch());
    asked_.reset();
    need_checked_.reset();
    problem_ =
        "Este equipo parece copiado o restaurado de un respaldo. Sus operaciones se envían de nuevo con otra serie; "
        "avise a "
        "sistemas para que lo revise.";
}

// Another incarnation is another history of the feed: positions mean nothing there.
void Session::take_incarnation(const v1::Welcome& welcome, const NodeDevice& node) {
    if (welcome.server_incarnation() == node.server_incarnation) return;
    if (!node.server_incarnation.empty()) begin_anew();
    store_.set_incarnation(welcome.server_incarnation());
}

void Session::subscribe(Reaction& reaction) {
    v1::Subscribe& wish = *reaction.send.emplace_back().mutable_subscribe();
    wish.set_partition(settings_.partition);
    wish.set_after_position(store_.feed(settings_.partition).position);
}

// What the server has and what it decided, in one transaction; then the next batch goes.
void Session::on_push_result(const v1::PushResult& result, Instant now, Reaction& reaction) {
    {
        sqlite::Transaction transaction(database_);
        const NodeDevice node = store_.device();
        const std::uint64_t acknowledged = node.epoch_base + result.acknowledged_seq();
        if (acknowledged > node.last_number) throw ProtocolError("the server acknowledges more than the node has");
        // While probing the server may be behind what the node was once told: it was restored, and gets it again.
        if (acknowledged > node.acknowledged || phase_ == Phase::probing) store_.set_acknowledged(acknowledged);
        for (const v1::Outcome& outcome : result.outcomes()) {
            if (outcome.device_id() != node.device.to_string()) throw ProtocolError("an outcome of another device");
            store_.put_outcome({outcome.epoch(), outcome.seq(), verdict_of(outcome.verdict()), outcome.code(),
                                outcome.field(), outcome.reason(), outcome.remedy(), server_time_});
        }
        transaction.commit();
        if (in_flight_ && acknowledged >= *in_flight_) in_flight_.reset();
    }
    reaction.is_changed = true;
    if (phase_ == Phase::probing) return confirm(now, reaction);
    resend_unanswered(reaction);
    push(reaction);
}

void Session::push(Reaction& reaction) {
    if (in_flight_) return;
    const auto queue = store_.after(store_.device().acknowledged, max_push_operations);
    if (queue.empty()) return;
    std::uint64_t last = 0;
    reaction.send.push_back(batch_of(queue, last));
    in_flight_ = last;
}

void Session::resend_unanswered(Reaction& reaction) {
    if (resend_.after >= resend_.through) return;
    const auto queue = store_.unanswered(resend_, max_push_operations);
    if (queue.empty()) {
        resend_ = {};
        return;
    }
    reaction.send.push_back(batch_of(queue, resend_.after));
}

void Session::on_rows(const v1::Rows& rows) {
    for (const v1::Row& row : rows.rows()) {
        buffer_bytes_ += row.kind().size() + row.id().size() + row.body().size();
        buffer_.push_back({row.kind(), row.id(), row.body()});
    }
    if (buffer_.size() > max_buffered_rows || buffer_bytes_ > max_buffered_bytes)
        throw ProtocolError("more rows than one commit may have");
}

void Session::on_commit(const v1::FeedCommit& commit, Instant now, Reaction& reaction) {
    if (commit.partition() != settings_.partition) throw ProtocolError("a commit of another partition");
    const bool is_applied = apply(commit, now);
    buffer_.clear();
    buffer_bytes_ = 0;
    if (!is_applied) {
        reset_partition(reaction);
        reaction.hang_up = true;  // what is still on its way belongs to the state that was thrown away
        reaction.at_once = resets_ < max_resets;
        reaction.why = "the partition's checksum differs: it comes anew";
        if (!reaction.at_once)
            problem_ =
                "Los datos recibidos no coinciden con los del servidor; se intentará de nuevo. Avise a sistemas.";
        return;
    }
    is_feed_at_end_ = commit.position() >= feed_end_ && !store_.feed(settings_.partition).is_coming;
    if (is_feed_at_end_) {
        last_feed_ = now;
        resets_ = 0;
    }
    reaction.is_changed = true;
    v1::FeedAck& ack = *reaction.send.emplace_back().mutable_feed_ack();
    ack.set_partition(commit.partition());
    ack.set_position(commit.position());
}

// One transaction: rows, checksum, position and what the feed has seen. False: the checksum differs and nothing was
// kept.
bool Session::apply(const v1::FeedCommit& commit, Instant now) {
    FeedHead head = store_.feed(settings_.partition);
    if (commit.position() < head.position) throw ProtocolError("the feed went back without a reset");
    if (head.is_coming) return apply_coming(commit, head, now);
    sqlite::Transaction transaction(database_);
    store_.shadow(settings_.partition, head, buffer_);
    // Before its end the partition has rows on the server that are not sent yet, so only the end can be compared.
    if (commit.position() == feed_end_ && head.checksum != commit.checksum()) return false;
    if (!buffer_.empty()) target_.apply(database_, buffer_);
    head.position = commit.position();
    head.applied_at = now;
    store_.put_feed(settings_.partition, head);
    const NodeDevice node = store_.device();
    if (commit.seen_seq() > node.last_seq()) throw ProtocolError("the feed has seen more than the node did");
    if (commit.seen_seq() > 0) store_.set_seen(std::min(node.epoch_base + commit.seen_seq(), node.acknowledged));
    target_.committed(database_, store_.device().seen);
    transaction.commit();
    return true;
}

// Nobody is shown these rows, so a few of them are a transaction, and who waits for the file gets it in between. The
// position moves when all are there: what is cut off before comes again, and changes nothing then. False: the whole
// copy's checksum differs.
bool Session::apply_coming(const v1::FeedCommit& commit, FeedHead head, Instant now) {
    for (std::size_t done = 0; done < buffer_.size();) {
        const auto some = std::span(buffer_).subspan(done, std::min(settings_.rows_at_once, buffer_.size() - done));
        done += some.size();
        sqlite::Transaction transaction(database_);
        store_.shadow(settings_.partition, head, some);
        target_.apply_coming(database_, some);
        store_.put_feed(settings_.partition, head);
        transaction.commit();
        settings_.give_way();
    }
    const bool is_end = commit.position() == feed_end_;
    if (is_end && head.checksum != commit.checksum()) return false;
    const bool is_whole = is_end && is_as_large(head, now);
    head.position = commit.position();
    if (is_whole) head.applied_at = now;
    {
        sqlite::Transaction transaction(database_);
        store_.put_feed(settings_.partition, head);
        if (is_whole) stand(commit);
        transaction.commit();
    }
    // As much goes as comes: the file holds two copies and little more.
    for (int page = 0; page < pages_with_a_commit && sweep(); ++page)
        settings_.give_way();
    return true;
}

// A server that was lost builds its feed from the log: its end comes before the whole is there. A copy with far fewer
// rows than the one that is shown waits for the rest, but not for ever.
bool Session::is_as_large(const FeedHead& coming, Instant now) const {
    const std::int64_t shown = store_.shown(settings_.partition).rows;
    if (coming.rows >= shown - few_rows || coming.rows * 10 >= shown * 9) return true;
    return now - coming.applied_at.value_or(now) >= patience_with_few_rows;
}

// The coming copy takes the place of the one that is shown. What an earlier epoch did was seen before this one began.
void Session::stand(const v1::FeedCommit& commit) {
    const NodeDevice node = store_.device();
    if (commit.seen_seq() > node.last_seq()) throw ProtocolError("the feed has seen more than the node did");
    store_.stand(settings_.partition);
    may_sweep_ = true;
    store_.set_seen(std::min(node.epoch_base + commit.seen_seq(), node.acknowledged));
    const std::uint64_t seen = store_.device().seen;
    target_.stand(database_, seen);
    target_.committed(database_, seen);
}

void Session::begin_anew() {
    may_sweep_ = true;
    store_.begin_anew(settings_.partition, {last_feed_.value_or(Instant()), last_heard_});
    target_.begin_anew(database_);
}

// A page of the copies that are gone. False: there is none.
bool Session::sweep() {
    if (!may_sweep_) return false;
    sqlite::Transaction transaction(database_);
    may_sweep_ = target_.sweep(database_) || store_.sweep(shadow_page);
    transaction.commit();
    return may_sweep_;
}

void Session::reset_partition(Reaction& reaction) {
    sqlite::Transaction transaction(database_);
    begin_anew();
    transaction.commit();
    buffer_.clear();
    buffer_bytes_ = 0;
    is_feed_at_end_ = false;
    ++resets_;
    reaction.is_changed = true;
}

void Session::on_granted(const v1::Granted& granted) {
    sqlite::Transaction transaction(database_);
    target_.granted(database_, {granted.kind(), granted.body(), granted.key(), granted.problem()});
    transaction.commit();
    if (wanted_ && wanted_->ask.kind == granted.kind() && wanted_->ask.key == granted.key()) return wanted_.reset();
    if (!granted.problem().empty()) return;  // asked again when patience ends, not at once
    asked_.reset();
    need_checked_.reset();
}

void Session::on_staff(const v1::StaffList& list) {
    std::vector<StaffMember> members;
    for (const v1::StaffMember& member : list.members())
        members.push_back({member.cashier_id(), member.name(), member.role(), member.pin_salt(), member.pin_hash()});
    sqlite::Transaction transaction(database_);
    target_.staff(database_, members);
    transaction.commit();
}

void Session::on_pong(const v1::Pong& pong, Instant now, Reaction& reaction) {
    if (is_synchronized()) last_feed_ = now;
    if (pong.server_time_us() == 0) return;
    server_time_ = from_microseconds(pong.server_time_us());
    const std::string before = std::exchange(clock_problem_, clock_problem(now, server_time_));
    reaction.is_changed = clock_problem_.empty() != before.empty();
}

void Session::want(Ask wish, Instant now) { wanted_ = Wish{std::move(wish), now, {}}; }

// A server that has another question of this device in hand drops one, so it is asked again a few times. Then whoever
// waits for it has been told that nobody answers.
void Session::ask_wanted(Instant now, Reaction& reaction) {
    if (!wanted_) return;
    if (now - wanted_->since >= wish_patience || now < wanted_->since) return wanted_.reset();
    if (wanted_->sent && now - *wanted_->sent < wish_repeat) return;
    wanted_->sent = now;
    *reaction.send.emplace_back().mutable_ask() = to_message(wanted_->ask);
}

void Session::ask(Instant now, Reaction& reaction) {
    if (asked_ && now - *asked_ < ask_patience && now >= *asked_) return;
    if (need_checked_ && now - *need_checked_ < need_check && now >= *need_checked_) return;
    need_checked_ = now;
    std::optional<Ask> need;
    {
        sqlite::Transaction transaction(database_);
        need = target_.ask(database_);
        transaction.commit();
    }
    if (!need) return;
    asked_ = now;
    *reaction.send.emplace_back().mutable_ask() = to_message(*need);
}

}  // namespace aquacis::sync
