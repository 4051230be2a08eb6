#pragma once
// After the log was restored or failed over to an older state: which consumers are ahead of it, how they go on, and how
// the lost tail comes back. Nothing takes effect twice: the inbox knows what did.

#include <optional>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::platform {

struct ReaderStanding {
    std::string group;
    LogPosition read;
    std::int64_t behind = 0;
    bool is_set_back = false;  // the log no longer has what it read: its consumer is stopped
    bool is_trimmed = false;   // nor what comes next: it was dropped before anybody of that group read it
};
std::vector<ReaderStanding> reader_standings(Pool& context, EventLog& log);
// Readers of a log that was set back go back to what was appended at that time. How many there were.
int resume_readers(Pool& context, EventLog& log, Instant since);
// Readers that would begin in the middle of a trimmed log do so: what they miss is announced again. How many there
// were.
int let_begin_in_the_middle(Pool& context, EventLog& log);

// A group that is no more: the log keeps nothing for it. How many positions it had.
int forget_group(Pool& log_database, const std::string& group);

struct OutboxStanding {
    std::int64_t rows = 0;
    std::int64_t waiting = 0;  // not in the log yet
    std::int64_t bytes = 0;
    std::int64_t lost = 0;  // to a log that was set back further than rows are kept, until settled
    std::optional<Instant> lost_from, lost_to;
};
OutboxStanding outbox_standing(Pool& context);
// What is kept of that time and later is appended again by the context's relay. How many rows those are.
std::int64_t reappend_since(Pool& context, Instant since);
// For who appends without an outbox: what of it is lost, beside the outbox's own.
struct LostEvents {
    std::int64_t events = 0;
    Instant from, to;
};
void tell_lost(Transaction& transaction, const LostEvents& lost);
// An operator says that what was lost is dealt with. How much it was.
std::int64_t settle_lost(Pool& context);

}  // namespace aquacis::platform
