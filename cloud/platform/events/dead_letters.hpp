#pragma once
// Events that a consumer's handler refused to the last try, with the reason, in the consumer's own database. A letter
// that is replayed is set aside again, due at once and behind what its key has there: nobody else sees it, and the
// inbox knows whether it took effect meanwhile.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::platform {

struct Death {
    std::string consumer;  // the subscription's group
    std::string reason;
};

struct DeadLetter {
    std::int64_t id = 0;
    Death death;
    Event event;
    int partition = 0;
    std::int64_t offset = 0;   // where in the log it was met last
    Instant died_at;           // the last time
    bool is_replayed = false;  // false again when it died again
};

void bury_letter(Transaction& transaction, const Death& death, const LoggedEvent& dead);

std::vector<DeadLetter> newest_dead_letters(Pool& database, int limit);
std::optional<DeadLetter> find_dead_letter(Pool& database, std::int64_t id);
// Refused when there is no such letter. Its consumer tries it within a second, when it runs.
Result<DeadLetter> replay_dead_letter(Pool& database, std::int64_t id);
std::int64_t count_waiting_letters(Pool& database);  // not replayed

}  // namespace aquacis::platform
