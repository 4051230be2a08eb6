#include "cloud/platform/events/consumer.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

using std::chrono::milliseconds;

constexpr AdministrationId every_administration{0};
// A pulse wakes a consumer at once; this is for one that was lost with no reconnection to tell of it.
constexpr milliseconds idle_wait{10'000};
constexpr milliseconds turn{100};            // so that a stop is heard soon
constexpr milliseconds shortest_pause{500};  // after a fault, then twice as long each time
constexpr milliseconds longest_pause{30'000};
constexpr milliseconds between_looks{1'000};  // at what is set aside, also by a replay
constexpr milliseconds pause_after_a_key{5'000};
constexpr int most_keys_at_once = 50;
// A page of several administrations makes a transaction of each, so it must be larger than one.
constexpr int transactions_in_a_page = 4;

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

Consumer::Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses)
    : taking_(std::move(subscription), pauses),
      log_(log),
      database_(database),
      at_most_(static_cast<std::size_t>(taking_.batch())),
      pause_(shortest_pause),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Consumer::run(const std::stop_token& stop) {
    bool loaded = false;
    while (!stop.stop_requested()) {
        try {
            if (!loaded) load_offsets();
            loaded = true;
            const std::uint64_t pulse = log_.pulse(topic());
            const bool has_read = drain(stop);
            pause_ = shortest_pause;
            is_waiting_ = false;
            const bool has_tried = Steady::now() >= next_look_ && try_set_aside(stop);
            if (!has_tried && !has_read) wait(stop, pulse);
        } catch (const std::exception& fault) {
            loaded = false;
            wait_out(stop, fault);
        }
    }
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

void Consumer::load_offsets() {
    std::map<int, std::int64_t> offsets;
    database_.run(every_administration, [&](Transaction& tx) {
        offsets.clear();
        for (int partition = 0; partition < log_.partitions(topic()); ++partition) {
            offsets[partition] = 0;
            run_sql(tx, sql::begin_offset, group(), topic(), partition, std::int64_t{0});
        }
        for (const auto& row : run_sql(tx, sql::find_offsets, group(), topic()))
            offsets[row[0].as<int>()] = row[1].as<std::int64_t>();
    });
    const std::lock_guard lock(mutex_);
    offsets_ = std::move(offsets);
    next_look_ = Steady::now();
}

std::int64_t Consumer::behind() const {
    std::map<int, std::int64_t> offsets;
    {
        const std::lock_guard lock(mutex_);
        offsets = offsets_;
    }
    std::int64_t sum = 0;
    for (const auto& [partition, offset] : offsets)
        sum += log_.end(topic(), partition) - offset;
    return sum;
}

bool Consumer::drain(const std::stop_token& stop) {
    bool any = false;
    const int page_size = taking_.batch() * transactions_in_a_page;
    for (const auto& [partition, offset] : offsets_) {
        if (stop.stop_requested()) return true;
        auto page = log_.read(topic(), partition, offset, page_size);
        if (page.empty()) continue;
        any = true;
        take_page(stop, std::move(page));
    }
    return any;
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
            take(some, rest.empty() && std::next(group) == groups.end() ? &last : nullptr);
        }
    }
    const std::lock_guard lock(mutex_);
    offsets_[last.partition] = last.offset;
}

// With `last` the offset moves there in the same transaction.
void Consumer::take(std::span<const LoggedEvent> events, const LoggedEvent* last) {
    const auto run = [&](auto how) {
        return database_.run(events.front().event.administration, [&](Transaction& tx) {
            const int partition = events.front().partition;
            const auto held = run_sql(tx, sql::lock_offset, group(), topic(), partition);
            if (held.empty()) throw Unavailable("the consumer's offset is gone");
            Taken taken;
            if (held[0][0].as<std::int64_t>() < events.back().offset) taken = (taking_.*how)(tx, events);
            if (last != nullptr) run_sql(tx, sql::remember_offset, group(), topic(), partition, last->offset);
            return taken;
        });
    };
    try {
        count(run(&Taking::take_all));
    } catch (const std::exception& fault) {
        if (classify(fault).kind == FaultKind::unavailable) throw;
        count(run(&Taking::take_what_can_be));
    }
    at_most_ = std::min(at_most_ * 2, static_cast<std::size_t>(taking_.batch()));
}

// A key whose turn fails for want of a database waits by itself: were the consumer's own away, reading would tell.
bool Consumer::try_set_aside(const std::stop_token& stop) try {
    const auto due =
        database_.run(every_administration, [&](Transaction& tx) { return taking_.due_keys(tx, most_keys_at_once); });
    for (const DueKey& key : due) {
        if (stop.stop_requested()) return true;
        count(database_.run(key.administration, [&](Transaction& tx) {
            run_sql(tx, sql::lock_offset, group(), topic(), key.partition);
            return taking_.try_key_again(tx, key.key);
        }));
    }
    const WaitingKeys left =
        database_.run(every_administration, [&](Transaction& tx) { return taking_.waiting_keys(tx); });
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
