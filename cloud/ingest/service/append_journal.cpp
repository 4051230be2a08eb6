#include "cloud/ingest/service/append_journal.hpp"

#include "base/log/log.hpp"
#include "cloud/platform/database/lock_name.hpp"
#include "cloud/platform/events/log_repair.hpp"

namespace aquacis::ingest {
namespace {

constexpr platform::TenantTask noting{"appended", true};
constexpr auto kept = std::chrono::hours(24 * 35);  // longer than the log keeps anything

}  // namespace

void AppendJournal::note(const platform::LogPosition& last, const Uuid& event, std::int64_t readings) {
    const std::lock_guard lock(mutex_);
    if (!noted_) noted_.emplace();
    noted_->readings += readings;
    noted_->last = last;
    noted_->event = event;
}

bool AppendJournal::has_been_there(const Appended& appended, const std::string& identity) const {
    const auto proof = platform::prove(log_, appended.last, appended.event);
    return proof == platform::Proof::held || (proof == platform::Proof::dropped && appended.log == identity);
}

// First what was written down before: what was noted since may be in the log that is set back already.
void AppendJournal::step() {
    const std::string identity = log_.identity();
    const auto newest = database_.run_for_all(noting, [](platform::Transaction& tx) { return last_appended(tx); });
    if (newest && !has_been_there(*newest, identity)) tell_lost(identity);
    std::optional<Appended> noted;
    {
        const std::lock_guard lock(mutex_);
        noted.swap(noted_);
    }
    try {
        write_down(noted, identity);
    } catch (...) {
        if (noted) take_back(*noted);
        throw;
    }
}

void AppendJournal::write_down(std::optional<Appended> noted, const std::string& identity) {
    const Instant now = clock_.now();
    database_.run_for_all(noting, [&](platform::Transaction& tx) {
        forget_appended_before(tx, now - kept);
        if (!noted) return;
        noted->reached_at = now;
        noted->log = identity;
        insert_appended(tx, *noted);
    });
}

// It is written down with what came since, whose place in the log is the later one.
void AppendJournal::take_back(const Appended& noted) {
    const std::lock_guard lock(mutex_);
    if (noted_)
        noted_->readings += noted.readings;
    else
        noted_ = noted;
}

// They are in the order of their appends, so the first that is gone is found by halving.
std::size_t AppendJournal::count_held(const std::vector<Appended>& all, const std::string& identity) const {
    std::size_t held = 0;
    for (std::size_t gone = all.size(); held < gone;) {
        const std::size_t middle = (held + gone) / 2;
        if (has_been_there(all[middle], identity))
            held = middle + 1;
        else
            gone = middle;
    }
    return held;
}

// Under a lock from reading to forgetting: of two processes one tells it, and the other finds nothing of it any more.
// It is told with the outbox's own losses: metric, log status and log settle are the same.
void AppendJournal::tell_lost(const std::string& identity) {
    std::optional<platform::LostEvents> lost;
    database_.run_for_all(noting, [&](platform::Transaction& tx) {
        lost.reset();
        platform::lock_name(tx, "ingest/journal");
        const auto all = list_appended(tx);
        const std::size_t held = count_held(all, identity);
        if (held == all.size()) return;
        const Instant from = held == 0 ? all.front().reached_at : all[held - 1].reached_at;
        lost = {0, from, all.back().reached_at};
        for (std::size_t i = held; i < all.size(); ++i)
            lost->events += all[i].readings;
        platform::tell_lost(tx, *lost);
        forget_appended_after(tx, held == 0 ? from - std::chrono::seconds(1) : from);
    });
    if (!lost) return;
    log::error("ingest.readings_lost",
               {{"readings", lost->events},
                {"from", to_iso(lost->from)},
                {"to", to_iso(lost->to)},
                {"remedy",
                 "the log was set back: gateways have deleted them; a meter's next reading carries what it "
                 "counted. gateway command --kind send_again where one still has them, then log settle"}});
}

}  // namespace aquacis::ingest
