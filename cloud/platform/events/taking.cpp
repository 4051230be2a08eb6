#include "cloud/platform/events/taking.hpp"

#include <unordered_set>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr int most_of_a_key = 500;  // in one transaction

std::vector<LoggedEvent> chosen(std::span<const LoggedEvent> events, const pqxx::result& claimed) {
    std::unordered_set<Uuid> ids;
    for (const auto& row : claimed)
        ids.insert(*Uuid::parse(row[0].c_str()));
    std::vector<LoggedEvent> fresh;
    fresh.reserve(ids.size());
    for (const LoggedEvent& logged : events)
        if (ids.erase(logged.event.event_id) == 1) fresh.push_back(logged);
    return fresh;
}

// What the step refused, with nothing of it left in the transaction. Faults of nobody's event go on.
template <class Step>
std::optional<Fault> refused_by(const Transaction& tx, Step step) {
    pqxx::transaction_base& work = tx.pq();
    work.exec("SAVEPOINT part");
    try {
        Transaction part(work, tx.administration());
        step(part);
        part.say_what_waits();
        work.exec("RELEASE SAVEPOINT part");
        return std::nullopt;
    } catch (const std::exception& fault) {
        Fault told = classify(fault);
        if (told.kind == FaultKind::unavailable) throw;
        work.exec("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
        return told;
    }
}

}  // namespace

std::vector<LoggedEvent> Taking::claim(Transaction& tx, std::span<const LoggedEvent> events) const {
    SqlArray ids, keys;
    for (const LoggedEvent& logged : events) {
        ids.add(logged.event.event_id.to_string());
        keys.add(logged.event.key);
    }
    return chosen(events, run_sql(tx, sql::claim_events, group(), topic(), ids.text(), keys.text(),
                                  tx.administration().number()));
}

// Of what was not claimed, what is new: the rest took effect before.
void Taking::put_behind(Transaction& tx, std::span<const LoggedEvent> unclaimed) const {
    SqlArray keys;
    for (const LoggedEvent& logged : unclaimed)
        keys.add(logged.event.key);
    std::unordered_set<std::string> held;
    for (const auto& row : run_sql(tx, sql::find_held_keys, group(), topic(), keys.text()))
        held.insert(row[0].as<std::string>());
    std::vector<LoggedEvent> behind;
    for (const LoggedEvent& logged : unclaimed)
        if (held.count(logged.event.key) != 0) behind.push_back(logged);
    if (behind.empty()) return;
    refuse_too_many(tx);
    put_aside(tx, behind, nullptr);
}

void Taking::refuse_too_many(const Transaction& tx) const {
    const auto count = run_sql(tx, sql::count_set_aside, group(), topic())[0][0].as<std::int64_t>();
    if (count >= subscription_.most_set_aside)
        throw TooMuchSetAside("the administration has " + std::to_string(count) + " events set aside");
}

bool Taking::has_room(Transaction& tx) const {
    const auto count = run_sql(tx, sql::count_set_aside, group(), topic())[0][0].as<std::int64_t>();
    return count <= subscription_.most_set_aside - subscription_.most_set_aside / 10;
}

void Taking::put_aside(Transaction& tx, std::span<const LoggedEvent> events, const Fault* refused) const {
    SqlArray offsets, ids, keys, envelopes;
    for (const LoggedEvent& logged : events) {
        offsets.add(logged.offset);
        ids.add(logged.event.event_id.to_string());
        keys.add(logged.event.key);
        envelopes.add_bytes(serialize_envelope(logged.event));
    }
    std::optional<std::int64_t> pause_ms;
    if (refused != nullptr) pause_ms = pauses_.front().count();
    run_sql(tx, sql::set_aside, tx.administration().number(), group(), topic(), events.front().partition,
            offsets.text(), ids.text(), keys.text(), envelopes.text(), refused == nullptr ? 0 : 1, pause_ms,
            refused == nullptr ? std::string() : refused->description);
}

Taken Taking::take_all(Transaction& tx, std::span<const LoggedEvent> events) const {
    const auto fresh = claim(tx, events);
    if (!fresh.empty()) subscription_.handle(tx, fresh);
    if (fresh.size() < events.size()) {
        std::unordered_set<Uuid> claimed;
        for (const LoggedEvent& logged : fresh)
            claimed.insert(logged.event.event_id);
        std::vector<LoggedEvent> unclaimed;
        for (const LoggedEvent& logged : events)
            if (claimed.count(logged.event.event_id) == 0) unclaimed.push_back(logged);
        if (!unclaimed.empty()) put_behind(tx, unclaimed);
    }
    return {.handled = fresh.size(), .set_aside = {}, .buried = {}};
}

Taken Taking::take_what_can_be(Transaction& tx, std::span<const LoggedEvent> events) const {
    refuse_too_many(tx);
    Taken taken;
    halve(tx, events, taken);
    return taken;
}

// The first half before the second: a key that is set aside there holds its later events here.
void Taking::halve(Transaction& tx, std::span<const LoggedEvent> events, Taken& taken) const {
    std::uint64_t handled = 0;
    const auto refused = refused_by(tx, [&](Transaction& part) { handled = take_all(part, events).handled; });
    if (!refused) {
        taken.handled += handled;
    } else if (events.size() == 1) {
        put_aside(tx, events, &*refused);
        taken.set_aside.push_back({events.front().event.event_id, refused->description});
    } else {
        halve(tx, events.first(events.size() / 2), taken);
        halve(tx, events.subspan(events.size() / 2), taken);
    }
}

WaitingKeys Taking::waiting_keys(Transaction& tx) const {
    const auto row = run_sql(tx, sql::look_at_keys, group(), topic())[0];
    return {row[0].as<std::int64_t>(), std::chrono::milliseconds(row[1].as<std::int64_t>())};
}

std::vector<DueKey> Taking::due_keys(Transaction& tx, int limit) const {
    std::vector<DueKey> keys;
    for (const auto& row : run_sql(tx, sql::find_due_keys, group(), topic(), limit))
        keys.push_back({AdministrationId(row[0].as<int>()), row[1].as<int>(), row[2].as<std::string>()});
    return keys;
}

Taking::OfKey Taking::read_key(Transaction& tx, const std::string& key) const {
    OfKey all;
    for (const auto& row : run_sql(tx, sql::read_set_aside, group(), topic(), key, most_of_a_key)) {
        all.entries.push_back({row[0].as<std::int64_t>(), row[4].as<int>()});
        all.events.push_back(
            {parse_envelope(topic(), key, from_bytea(row[1])), row[2].as<int>(), row[3].as<std::int64_t>()});
    }
    return all;
}

Taken Taking::try_key_again(Transaction& tx, const std::string& key) const {
    Taken taken;
    if (run_sql(tx, sql::is_due, group(), topic(), key).empty()) return taken;  // another process did it
    const OfKey all = read_key(tx, key);
    if (halve_key(tx, all.entries, all.events, taken)) run_sql(tx, sql::try_next_of_key, group(), topic(), key);
    return taken;
}

// Whether the key may go on: all of these took effect or were buried. Else the one that was refused is its first again.
bool Taking::halve_key(Transaction& tx, std::span<const Entry> entries, std::span<const LoggedEvent> events,
                       Taken& taken) const {
    std::uint64_t handled = 0;
    const auto refused = refused_by(tx, [&](Transaction& part) {
        SqlArray ids, own;
        for (std::size_t i = 0; i < events.size(); ++i) {
            ids.add(events[i].event.event_id.to_string());
            own.add(entries[i].id);
        }
        const auto fresh =
            chosen(events, run_sql(part, sql::claim_set_aside, group(), ids.text(), part.administration().number()));
        if (!fresh.empty()) subscription_.handle(part, fresh);
        run_sql(part, sql::forget_set_aside, own.text());
        handled = fresh.size();
    });
    if (!refused) {
        taken.handled += handled;
        return true;
    }
    if (events.size() == 1) return settle_refused(tx, entries.front(), events.front(), *refused, taken);
    const std::size_t half = events.size() / 2;
    return halve_key(tx, entries.first(half), events.first(half), taken) &&
           halve_key(tx, entries.subspan(half), events.subspan(half), taken);
}

// Only what the data is to blame for is buried; what looks like a fault of the program waits for a better program.
bool Taking::settle_refused(Transaction& tx, const Entry& entry, const LoggedEvent& event, const Fault& fault,
                            Taken& taken) const {
    const auto tries = static_cast<std::size_t>(entry.tries) + 1;
    if (tries > pauses_.size() && fault.kind == FaultKind::unacceptable) {
        bury_letter(tx, {group(), fault.description}, event);
        run_sql(tx, sql::forget_set_aside, SqlArray().add(entry.id).text());
        taken.buried.push_back({event.event.event_id, fault.description});
        return true;
    }
    const auto pause = tries > pauses_.size() ? pauses_.back() : pauses_.at(tries - 1);
    run_sql(tx, sql::try_again_later, entry.id, static_cast<std::int64_t>(tries), pause.count(), fault.description);
    return false;
}

}  // namespace aquacis::platform
