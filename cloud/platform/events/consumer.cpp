#include "cloud/platform/events/consumer.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

// A pulse wakes a consumer at once; this is for one that was lost with no reconnection to tell of it.
constexpr auto idle_wait = std::chrono::milliseconds(10'000);
constexpr auto fault_pause = std::chrono::milliseconds(1000);

void remember_offset(Transaction& tx, const std::string& consumer, const LoggedEvent& last) {
    run_sql(tx, sql::remember_offset, consumer, last.event.topic, last.partition, last.offset);
}

// The events whose effect is not yet in this database; they are now marked as taken.
std::vector<LoggedEvent> claim_fresh(Transaction& tx, const std::string& consumer, std::span<const LoggedEvent> batch) {
    SqlArray ids;
    for (const LoggedEvent& logged : batch)
        ids.add(logged.event.event_id.to_string());
    const auto rows = run_sql(tx, sql::claim_events, consumer, ids.text(), tx.administration().number());
    std::unordered_set<Uuid> claimed;
    for (const auto& row : rows)
        claimed.insert(*Uuid::parse(row[0].c_str()));
    std::vector<LoggedEvent> fresh;
    fresh.reserve(claimed.size());
    for (const LoggedEvent& logged : batch)
        if (claimed.erase(logged.event.event_id) == 1) fresh.push_back(logged);
    return fresh;
}

void pause(const std::stop_token& stop, std::chrono::milliseconds left) {
    constexpr auto turn = std::chrono::milliseconds(100);
    for (; left.count() > 0 && !stop.stop_requested(); left -= turn)
        std::this_thread::sleep_for(std::min(left, turn));
}

}  // namespace

Consumer::Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses)
    : subscription_(std::move(subscription)),
      log_(log),
      database_(database),
      pauses_(pauses),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Consumer::run(const std::stop_token& stop) {
    bool loaded = false;
    while (!stop.stop_requested()) {
        try {
            if (!loaded) load_offsets();
            loaded = true;
            const std::uint64_t pulse = log_.pulse(subscription_.topic);
            if (drain(stop)) continue;
            // In turns, so that a stop is heard soon.
            for (auto waited = idle_wait;
                 waited.count() > 0 && !stop.stop_requested() && log_.pulse(subscription_.topic) == pulse;
                 waited -= std::chrono::milliseconds(200))
                log_.wait(subscription_.topic, pulse, std::chrono::milliseconds(200));
        } catch (const std::exception& fault) {
            log::warning("consumer.interrupted", {{"group", subscription_.group},
                                                  {"topic", subscription_.topic},
                                                  {"reason", classify(fault).description}});
            loaded = false;
            pause(stop, fault_pause);
        }
    }
}

void Consumer::load_offsets() {
    std::map<int, std::int64_t> offsets;
    for (int partition = 0; partition < log_.partitions(subscription_.topic); ++partition)
        offsets[partition] = 0;
    database_.run_for_all({"offsets"}, [&](Transaction& tx) {
        const auto rows = run_sql(tx, sql::find_offsets, subscription_.group, subscription_.topic);
        for (const auto& row : rows)
            offsets[row[0].as<int>()] = row[1].as<std::int64_t>();
    });
    const std::lock_guard lock(mutex_);
    offsets_ = std::move(offsets);
}

std::int64_t Consumer::behind() const {
    std::map<int, std::int64_t> offsets;
    {
        const std::lock_guard lock(mutex_);
        offsets = offsets_;
    }
    std::int64_t sum = 0;
    for (const auto& [partition, offset] : offsets)
        sum += log_.end(subscription_.topic, partition) - offset;
    return sum;
}

void Consumer::advance(const LoggedEvent& last) {
    const std::lock_guard lock(mutex_);
    offsets_[last.partition] = last.offset;
}

bool Consumer::drain(const std::stop_token& stop) {
    bool any = false;
    for (const auto& [partition, offset] : offsets_) {
        if (stop.stop_requested()) return true;
        const auto events = log_.read(subscription_.topic, partition, offset, subscription_.batch);
        if (events.empty()) continue;
        any = true;
        // A transaction is of one administration.
        for (auto first = events.begin(); first != events.end();) {
            const auto last = std::find_if(first, events.end(), [&](const LoggedEvent& other) {
                return other.event.administration != first->event.administration;
            });
            take(stop, {first, last});
            if (offset < std::prev(last)->offset) return true;  // stopped in the middle
            first = last;
        }
    }
    return any;
}

void Consumer::take(const std::stop_token& stop, std::span<const LoggedEvent> batch) {
    try {
        commit(batch);
    } catch (const std::exception& fault) {
        const Fault told = classify(fault);
        if (told.kind == FaultKind::unavailable) throw;  // nobody's event's fault: it waits
        log::warning("consumer.batch_failed", {{"group", subscription_.group},
                                               {"topic", subscription_.topic},
                                               {"events", batch.size()},
                                               {"reason", told.description}});
        take_one_by_one(stop, batch);
    }
}

void Consumer::take_one_by_one(const std::stop_token& stop, std::span<const LoggedEvent> batch) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        for (std::size_t attempt = 0;; ++attempt) {
            if (stop.stop_requested()) return;
            try {
                commit(batch.subspan(i, 1));
                break;
            } catch (const std::exception& fault) {
                const Fault told = classify(fault);
                if (told.kind == FaultKind::unavailable) throw;
                if (attempt == pauses_.size() || told.kind == FaultKind::unacceptable) {
                    bury(batch[i], told.description);
                    break;
                }
                pause(stop, pauses_.at(attempt));
            }
        }
    }
}

void Consumer::commit(std::span<const LoggedEvent> batch) {
    const LoggedEvent& last = batch.back();
    const auto taken = database_.run(last.event.administration, [&](Transaction& tx) {
        const auto fresh = claim_fresh(tx, subscription_.group, batch);
        if (!fresh.empty()) subscription_.handle(tx, fresh);
        remember_offset(tx, subscription_.group, last);
        return fresh.size();
    });
    handled_ += taken;
    advance(last);
}

void Consumer::bury(const LoggedEvent& dead, const std::string& reason) {
    log::error("consumer.dead_letter", {{"group", subscription_.group},
                                        {"topic", subscription_.topic},
                                        {"event_id", dead.event.event_id.to_string()},
                                        {"reason", reason}});
    database_.run(dead.event.administration, [&](Transaction& tx) {
        bury_letter(tx, {subscription_.group, reason}, dead);
        remember_offset(tx, subscription_.group, dead);
    });
    ++buried_;
    advance(dead);
}

}  // namespace aquacis::platform
