#include "cloud/ingest/service/append_journal.hpp"

#include "base/log/log.hpp"
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
    const Instant now = clock_.now();
    database_.run_for_all(noting, [&](platform::Transaction& tx) {
        forget_appended_before(tx, now - kept);
        if (!noted) return;
        noted->reached_at = now;
        noted->log = identity;
        insert_appended(tx, *noted);
    });
}

// They are in the order of their appends, so the first that is gone is found by halving. It is told with the outbox's
// own losses: metric, log status and log settle are the same.
void AppendJournal::tell_lost(const std::string& identity) {
    const auto all = database_.run_for_all(noting, [](platform::Transaction& tx) { return list_appended(tx); });
    std::size_t known = 0;
    for (std::size_t gone = all.size(); known < gone;) {
        const std::size_t middle = (known + gone) / 2;
        if (has_been_there(all[middle], identity))
            known = middle + 1;
        else
            gone = middle;
    }
    std::int64_t lost = 0;
    for (std::size_t i = known; i < all.size(); ++i)
        lost += all[i].readings;
    const Instant from = known == 0 ? all.front().reached_at : all[known - 1].reached_at;
    platform::tell_lost(database_, {lost, from, all.back().reached_at});
    database_.run_for_all(noting, [&](platform::Transaction& tx) {
        forget_appended_after(tx, known == 0 ? from - std::chrono::seconds(1) : from);
    });
    log::error("ingest.readings_lost",
               {{"readings", lost},
                {"from", to_iso(from)},
                {"to", to_iso(all.back().reached_at)},
                {"remedy",
                 "the log was set back: gateways have deleted them; a meter's next reading carries what it "
                 "counted. gateway command read_again where one still has them, then log settle"}});
}

}  // namespace aquacis::ingest
