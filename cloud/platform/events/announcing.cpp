#include "cloud/platform/events/announcing.hpp"

#include <algorithm>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask announcing{"announce", true};
constexpr std::int64_t most_waiting = 5'000;  // in the outbox: what happens now must not wait behind what is told again

void begin(Transaction& tx, const std::vector<Announcement>& announcements) {
    if (run_sql(tx, sql::take_request).empty()) return;
    for (const Announcement& announcement : announcements)
        for (const auto& row : run_sql(tx, sql::list_administrations_of, announcement.table))
            run_sql(tx, sql::begin_announcement, row[0].as<int>(), announcement.table);
}

struct Next {
    AdministrationId administration;
    std::string table;
};

std::optional<Next> find_next(Pool& context, const std::vector<Announcement>& announcements) {
    return context.run_for_all(announcing, [&](Transaction& tx) -> std::optional<Next> {
        begin(tx, announcements);
        SqlArray tables;
        for (const Announcement& announcement : announcements)
            tables.add(announcement.table);
        const auto rows = run_sql(tx, sql::find_announcement, tables.text());
        if (rows.empty() || run_sql(tx, sql::outbox_is_full, most_waiting)[0][0].as<bool>()) return std::nullopt;
        return Next{AdministrationId(rows[0][0].as<int>()), rows[0][1].as<std::string>()};
    });
}

}  // namespace

void ask_for_announcements(Pool& context) {
    context.run_for_all(announcing, [](Transaction& tx) { run_sql(tx, sql::ask_for_all); });
}

bool announce_next(Pool& context, const std::vector<Announcement>& announcements) {
    const auto next = find_next(context, announcements);
    if (!next) return false;
    const auto chosen = std::find_if(announcements.begin(), announcements.end(),
                                     [&](const Announcement& one) { return one.table == next->table; });
    try {
        return context.run(next->administration, [&](Transaction& tx) {
            const auto place = run_sql(tx, sql::lock_announcement, next->table);
            if (place.empty()) return false;  // another process is at it
            const AnnouncedPage page = chosen->page(tx, place[0][0].as<std::string>());
            run_sql(tx, sql::move_announcement, next->table, page.last, page.count);
            return true;
        });
    } catch (...) {
        context.run(next->administration,
                    [&](Transaction& tx) { run_sql(tx, sql::put_announcement_last, next->table); });
        throw;
    }
}

std::vector<AnnouncementStanding> announcement_standings(Pool& context) {
    return context.run_for_all(announcing, [](Transaction& tx) {
        std::vector<AnnouncementStanding> standings;
        for (const auto& row : run_sql(tx, sql::list_announcements))
            standings.push_back({AdministrationId(row[0].as<int>()), row[1].as<std::string>(),
                                 row[2].as<std::int64_t>(), row[3].as<bool>()});
        return standings;
    });
}

}  // namespace aquacis::platform
