#pragma once
// A context's present state as ordinary events, asked for by an operator: the log keeps weeks, and who lost its
// database or never read from the beginning needs what is older. Pages go through the outbox, each together with its
// place, so that a stop in between repeats nothing and leaves nothing out.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::platform {

inline constexpr int announced_at_once = 500;

// What a context owns and tells again when an operator asks.
// `page` publishes up to announced_at_once rows of the transaction's administration that come after a key, by the
// events that told of them first; so each consumer takes them as it takes those, and what it has already changes
// nothing.
struct AnnouncedPage {
    int count = 0;
    std::optional<std::string> last;  // its last key; none: there are no more
};
struct Announcement {
    std::string table;  // "contract"
    std::function<AnnouncedPage(Transaction&, const std::string& after)> page;
};

// The page that was made of these rows: how many they are, and the key of the last unless the page is not full, for
// then there are no more.
template <class Rows, class Key>
AnnouncedPage announced_page(const Rows& rows, Key key_of) {
    const int count = static_cast<int>(rows.size());
    return {count, count < announced_at_once ? std::nullopt : std::optional<std::string>(key_of(rows.back()))};
}

void ask_for_announcements(Pool& context);

// One page of whatever was asked for; true: there is more to do at once. A page that throws is tried again after all
// others.
bool announce_next(Pool& context, const std::vector<Announcement>& announcements);

struct AnnouncementStanding {
    AdministrationId administration;  // none: asked for, and not begun
    std::string what;
    std::int64_t told = 0;
    bool has_ended = false;
};
std::vector<AnnouncementStanding> announcement_standings(Pool& context);

}  // namespace aquacis::platform
