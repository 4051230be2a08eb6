#include "cloud/platform/events/consumer.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

using std::chrono::milliseconds;

constexpr TenantTask counting{"offsets", true};
constexpr TenantTask looking{"set_aside"};
// A pulse wakes a consumer at once; this is for one that was lost with no reconnection to tell of it.
constexpr milliseconds idle_wait{10'000};
constexpr milliseconds turn{100};            // so that a stop is heard soon
constexpr milliseconds shortest_pause{500};  // after a fault, then twice as long each time
constexpr milliseconds longest_pause{30'000};
constexpr milliseconds between_looks{1'000};  // at what is set aside, also by a replay
constexpr milliseconds pause_after_a_key{5'000};
constexpr milliseconds between_proofs{2'000};
constexpr milliseconds between_notes{30'000};
constexpr int most_keys_at_once = 50;
// A page of several administrations makes a transaction of each, so it must be larger than one.
constexpr int transactions_in_a_page = 4;

// What only an operator can decide about.
class Stopped : public Unavailable {
public:
    Stopped(const std::string& reason, std::string remedy_) : Unavailable(reason), remedy(std::move(remedy_)) {}
    std::string remedy;
};

class LogSetBack final : public Stopped {
public:
    LogSetBack(int partition, std::int64_t offset)
        : Stopped("the log no longer has what was read from partition " + std::to_string(partition) + " at offset " +
                      std::to_string(offset),
                  "aquacisctl log status, then log resume") {}
};

// As a database made anew finds a log that keeps weeks: what it would begin with is not the beginning.
class LogTrimmed final : public Stopped {
public:
    LogTrimmed(int partition, std::int64_t offset, std::int64_t dropped)
        : Stopped("partition " + std::to_string(partition) + " was read to offset " + std::to_string(offset) +
                      " and the log has dropped what was up to " + std::to_string(dropped),
                  "aquacisctl feed rebuild: the contexts tell again what they have, and the consumer goes on") {}
};

void pause(const std::stop_token& stop, milliseconds left) {
    for (; left.count() > 0 && !stop.stop_requested(); left -= turn)
        std::this_thread::sleep_for(std::min(left, turn));
}

// In the order of the log within each: a key is of one administration.
std::map<AdministrationId, std::vector<LoggedEvent>> by_administration(std::vector<LoggedEvent> page) {
    std::map<AdministrationId, std::vector<LoggedEvent>> groups;
    for (LoggedEvent& logged : page)
        groups[logged.event.administration].push_back(std::move(logged));
    return groups;
}

}  // namespace

ConsumerTurns::Turn::Turn(ConsumerTurns* turns, const std::stop_token& stop) : turns_(turns) {
    while (turns_ != nullptr && !turns_->free_.try_acquire_for(turn))
        if (stop.stop_requested()) turns_ = nullptr;
}

ConsumerTurns::Turn::~Turn() {
    if (turns_ != nullptr) turns_->free_.release();
}

Consumer::Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses,
                   std::shared_ptr<ConsumerTurns> turns)
    : taking_(std::move(subscription), pauses),
      log_(log),
      database_(database),
      turns_(std::move(turns)),
      at_most_(static_cast<std::size_t>(taking_.batch())),
      pause_(shortest_pause),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Consumer::run(const std::stop_token& stop) {
    bool is_loaded = false;
    while (!stop.stop_requested()) {
        try {
            if (!is_loaded) load_positions();
            is_loaded = true;
            is_stopped_ = false;
            const std::uint64_t pulse = log_.pulse(topic());
            if (!step(stop)) wait(stop, pulse);
        } catch (const Stopped& why) {
            is_loaded = false;
            stay_stopped(stop, why.what(), why.remedy);
        } catch (const std::exception& fault) {
            is_loaded = false;
            wait_out(stop, fault);
        }
    }
}

bool Consumer::step(const std::stop_token& stop) {
    const bool has_read = drain(stop);
    pause_ = shortest_pause;
    is_waiting_ = false;
    const bool is_time = Steady::now() >= next_look_;
    const bool has_tried = is_time && try_set_aside(stop);
    if (is_time && take_held_back(stop)) next_look_ = Steady::now();
    if (Steady::now() >= next_note_) note_read();
    return has_read || has_tried;
}

void Consumer::wait(const std::stop_token& stop, std::uint64_t pulse) const {
    const auto until = std::min(Steady::now() + idle_wait, next_look_);
    while (!stop.stop_requested() && Steady::now() < until && log_.pulse(topic()) == pulse)
        log_.wait(topic(), pulse,
                  std::clamp(std::chrono::ceil<milliseconds>(until - Steady::now()), milliseconds(1), turn));
}

void Consumer::wait_out(const std::stop_token& stop, const std::exception& fault) {
    is_waiting_ = true;
    at_most_ = std::max<std::size_t>(1, at_most_ / 2);  // should it have been too much at once
    log::warning("consumer.waiting", {{"group", group()},
                                      {"topic", topic()},
                                      {"pause_ms", pause_.count()},
                                      {"reason", classify(fault).description}});
    pause(stop, pause_);
    pause_ = std::min(pause_ * 2, longest_pause);
}

void Consumer::stay_stopped(const std::stop_token& stop, const std::string& why, const std::string& remedy) {
    if (!is_stopped_)
        log::error("consumer.stopped", {{"group", group()}, {"topic", topic()}, {"reason", why}, {"remedy", remedy}});
    is_stopped_ = true;
    pause(stop, between_proofs);
}

// With the proof that the log is still the one that was read, and holds what was not read yet.
void Consumer::load_positions() {
    log_identity_ = log_.identity();
    std::map<int, Position> positions;
    std::map<int, std::string> identities;
    database_.run_for_all(counting, [&](Transaction& tx) {
        positions.clear();
        for (int partition = 0; partition < log_.partitions(topic()); ++partition)
            run_sql(tx, sql::begin_offset, group(), topic(), partition, before_all);
        for (const auto& row : run_sql(tx, sql::find_offsets, group(), topic())) {
            positions[row[0].as<int>()] = {row[1].as<std::int64_t>(),
                                           row[2].is_null() ? std::nullopt : Uuid::parse(row[2].c_str())};
            identities[row[0].as<int>()] = row[3].as<std::string>();
        }
    });
    for (const auto& [partition, at] : positions) {
        if (const auto dropped = log_.dropped_to(topic(), partition); dropped > at.offset)
            throw LogTrimmed(partition, at.offset, dropped);
        if (!at.event) continue;
        const Proof proof = prove(log_, {topic(), partition, at.offset}, *at.event);
        if (proof == Proof::set_back || (proof == Proof::dropped && identities[partition] != log_identity_))
            throw LogSetBack(partition, at.offset);
    }
    load_held_back();
    const std::lock_guard lock(mutex_);
    positions_ = std::move(positions);
    next_look_ = next_note_ = Steady::now();
}

std::int64_t Consumer::behind() const {
    std::map<int, Position> positions;
    {
        const std::lock_guard lock(mutex_);
        positions = positions_;
    }
    std::int64_t sum = 0;
    for (const auto& [partition, at] : positions)
        sum += log_.behind(topic(), partition, at.offset);
    return sum;
}

bool Consumer::drain(const std::stop_token& stop) {
    bool any = false;
    for (const auto& [partition, at] : positions_) {
        if (stop.stop_requested()) return true;
        auto page = read_on(partition, at);
        if (page.empty()) continue;
        any = true;
        take_page(stop, std::move(page));
    }
    return any;
}

// The event that was read last is read once more: where another one stands, the log was set back.
std::vector<LoggedEvent> Consumer::read_on(int partition, const Position& at) {
    const int page_size = taking_.batch() * transactions_in_a_page;
    if (!at.event) return log_.read(topic(), partition, at.offset, page_size);
    auto page = log_.read(topic(), partition, at.offset - 1, page_size + 1);
    if (page.empty()) {  // its days are over, and nothing came since
        if (log_.end(topic(), partition) < at.offset) throw LogSetBack(partition, at.offset);
    } else if (page.front().offset == at.offset) {
        if (page.front().event.event_id != *at.event) throw LogSetBack(partition, at.offset);
        page.erase(page.begin());
    }
    return page;
}

// Also of what another process holds back: the log keeps what a group's lowest offset has not passed.
void Consumer::note_read() {
    load_held_back();
    std::map<int, std::int64_t> offsets;
    for (const auto& [partition, at] : positions_)
        offsets[partition] = at.offset;
    for (const auto& [whose, after] : held_back_)
        offsets[whose.second] = std::min(offsets[whose.second], after);
    log_.note_read(group(), topic(), offsets);
    next_note_ = Steady::now() + between_notes;
}

// The offset moves with the last transaction: whoever stops before reads the page again, and the inbox knows what took
// effect.
void Consumer::take_page(const std::stop_token& stop, std::vector<LoggedEvent> page) {
    const LoggedEvent last = page.back();
    auto groups = by_administration(std::move(page));
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        std::span<const LoggedEvent> rest = group->second;
        while (!rest.empty()) {
            if (stop.stop_requested()) return;
            const auto some = rest.first(std::min(at_most_, rest.size()));
            rest = rest.subspan(some.size());
            take(stop, some, rest.empty() && std::next(group) == groups.end() ? &last : nullptr);
        }
    }
    if (stop.stop_requested()) return;
    const std::lock_guard lock(mutex_);
    positions_[last.partition] = {last.offset, last.event.event_id};
}

void Consumer::load_held_back() {
    held_back_.clear();
    database_.run_for_all(looking, [&](Transaction& tx) {
        for (const auto& row : run_sql(tx, sql::list_held_back, group(), topic()))
            held_back_[{AdministrationId(row[0].as<int>()), row[1].as<int>()}] = row[2].as<std::int64_t>();
    });
    held_back_count_ = static_cast<std::int64_t>(held_back_.size());
}

std::int64_t Consumer::lock_offset(const Transaction& tx, int partition) const {
    const auto rows = run_sql(tx, sql::lock_offset, group(), topic(), partition);
    if (rows.empty()) throw Unavailable("the consumer's offset is gone");
    return rows[0][0].as<std::int64_t>();
}

void Consumer::remember(const Transaction& tx, const LoggedEvent& last) const {
    run_sql(tx, sql::remember_offset, group(), topic(), last.partition, last.offset, last.event.event_id.to_string(),
            log_identity_);
}

// The step is told how to take: all at once, and when that was some event's fault, each as it can be.
template <class Step>
void Consumer::take_or_set_aside(AdministrationId administration, const Step& step) {
    const auto run = [&](auto how) {
        return database_.run(administration, [&](Transaction& tx) { return step(tx, how); });
    };
    try {
        count(run(&Taking::take_all));
    } catch (const std::exception& fault) {
        if (classify(fault).kind == FaultKind::unavailable) throw;
        count(run(&Taking::take_what_can_be));
    }
}

// With `last` the offset moves there in the same transaction. Who is held back is passed over: its events stay in the
// log, also when another process holds it. An administration that has set too much aside waits alone.
void Consumer::take(const std::stop_token& stop, std::span<const LoggedEvent> events, const LoggedEvent* last) try {
    const ConsumerTurns::Turn its_turn(turns_.get(), stop);
    if (stop.stop_requested()) return;
    const AdministrationId administration = events.front().event.administration;
    const int partition = events.front().partition;
    bool is_held = false;
    take_or_set_aside(administration, [&](Transaction& tx, auto how) {
        const bool is_new = lock_offset(tx, partition) < events.back().offset;
        is_held = !run_sql(tx, sql::find_held_back, group(), topic(), partition).empty();
        Taken taken;
        if (is_new && is_held)
            run_sql(tx, sql::pass_over, group(), topic(), partition, events.back().offset);
        else if (is_new)
            taken = (taking_.*how)(tx, events);
        if (last != nullptr) remember(tx, *last);
        return taken;
    });
    if (is_held && held_back_.count({administration, partition}) == 0) load_held_back();
    at_most_ = std::min(at_most_ * 2, static_cast<std::size_t>(taking_.batch()));
} catch (const TooMuchSetAside&) {
    hold_back(events, last);
}

// Nobody goes on with it before the offset has passed these events too, so none is left out between two transactions.
void Consumer::hold_back(std::span<const LoggedEvent> events, const LoggedEvent* last) {
    const AdministrationId administration = events.front().event.administration;
    const int partition = events.front().partition;
    const bool is_held = database_.run(administration, [&](Transaction& tx) {
        const bool is_new = lock_offset(tx, partition) < events.back().offset;
        if (is_new)
            run_sql(tx, sql::hold_back, administration.number(), group(), topic(), partition, events.front().offset - 1,
                    events.back().offset);
        if (last != nullptr) remember(tx, *last);
        return is_new;
    });
    load_held_back();
    if (is_held)
        log::error("consumer.held_back", {{"group", group()},
                                          {"topic", topic()},
                                          {"administration", administration.number()},
                                          {"remedy",
                                           "too much of it is set aside: consumer.set_aside says why; its "
                                           "events wait in the log and go on by themselves"}});
}

bool Consumer::take_held_back(const std::stop_token& stop) {
    bool any = false;
    const auto waiting = held_back_;
    for (const auto& [whose, after] : waiting)
        if (!stop.stop_requested()) any = take_held_back_of(stop, whose, after) || any;
    held_back_count_ = static_cast<std::int64_t>(held_back_.size());
    return any;
}

// A page of what waits, once there is room again; true: there may be more of it. What waits ends at the group's offset,
// which may be ahead of what this process has read, or behind what it is passing over.
bool Consumer::take_held_back_of(const std::stop_token& stop, const std::pair<AdministrationId, int>& whose,
                                 std::int64_t after) try {
    const ConsumerTurns::Turn its_turn(turns_.get(), stop);
    if (stop.stop_requested()) return false;
    const AdministrationId administration = whose.first;
    const int partition = whose.second;
    if (!database_.run(administration, [&](Transaction& tx) { return taking_.has_room(tx); })) return false;
    const auto page = log_.read(topic(), partition, after, taking_.batch());
    std::optional<std::int64_t> rest_after;
    bool is_more = false;
    take_or_set_aside(administration, [&](Transaction& tx, auto how) {
        const std::int64_t end = lock_offset(tx, partition);
        const auto held = run_sql(tx, sql::find_held_back, group(), topic(), partition);
        rest_after = held.empty() ? std::nullopt : std::optional(held[0][0].as<std::int64_t>());
        is_more = rest_after && *rest_after != after;
        if (rest_after != after) return Taken();  // another process went on with it
        std::vector<LoggedEvent> own;
        for (const LoggedEvent& logged : page)
            if (logged.offset <= end && logged.event.administration == administration) own.push_back(logged);
        // Where the page is empty nothing came yet, or its days are over.
        const std::int64_t seen = page.empty() ? log_.dropped_to(topic(), partition) : page.back().offset;
        const std::int64_t read_to = std::max(after, std::min(end, seen));
        Taken taken = own.empty() ? Taken() : (taking_.*how)(tx, own);
        is_more = read_to > after && read_to < end;
        if (read_to < end || held[0][1].as<std::int64_t>() > end) {
            run_sql(tx, sql::move_held_back, group(), topic(), partition, read_to);
            rest_after = read_to;
        } else {
            run_sql(tx, sql::end_held_back, group(), topic(), partition);
            rest_after.reset();
        }
        return taken;
    });
    if (rest_after)
        held_back_[whose] = *rest_after;
    else
        held_back_.erase(whose);
    return is_more;
} catch (const TooMuchSetAside&) {
    return false;
}

// A key whose turn fails for want of a database waits by itself: were the consumer's own away, reading would tell.
bool Consumer::try_set_aside(const std::stop_token& stop) try {
    const auto due =
        database_.run_for_all(looking, [&](Transaction& tx) { return taking_.due_keys(tx, most_keys_at_once); });
    for (const DueKey& key : due) {
        const ConsumerTurns::Turn its_turn(turns_.get(), stop);
        if (stop.stop_requested()) return true;
        count(database_.run(key.administration, [&](Transaction& tx) {
            run_sql(tx, sql::lock_offset, group(), topic(), key.partition);
            return taking_.try_key_again(tx, key.key);
        }));
    }
    const WaitingKeys left = database_.run_for_all(looking, [&](Transaction& tx) { return taking_.waiting_keys(tx); });
    keys_waiting_ = left.count;
    next_look_ =
        Steady::now() + (left.count == 0 ? between_looks : std::clamp(left.until_due, milliseconds(0), between_looks));
    return !due.empty();
} catch (const std::exception& fault) {
    log::warning("consumer.set_aside_waits",
                 {{"group", group()}, {"topic", topic()}, {"reason", classify(fault).description}});
    next_look_ = Steady::now() + pause_after_a_key;
    return false;
}

void Consumer::count(const Taken& taken) {
    handled_ += taken.handled;
    buried_ += taken.buried.size();
    if (!taken.set_aside.empty()) {
        next_look_ = Steady::now();
        log::warning("consumer.set_aside", {{"group", group()},
                                            {"topic", topic()},
                                            {"events", taken.set_aside.size()},
                                            {"first", taken.set_aside.front().event.to_string()},
                                            {"reason", taken.set_aside.front().reason}});
    }
    for (const auto& letter : taken.buried)
        log::error("consumer.dead_letter", {{"group", group()},
                                            {"topic", topic()},
                                            {"event_id", letter.event.to_string()},
                                            {"reason", letter.reason}});
}

}  // namespace aquacis::platform
