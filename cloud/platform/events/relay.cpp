#include "cloud/platform/events/relay.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/database/tenancy.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

using std::chrono::milliseconds;

constexpr int batch_size = 1000;
constexpr int most_gaps = 10'000;
constexpr int forgotten_at_once = 10'000;
constexpr auto retry_pause = milliseconds(1000);
// The table is asked again at once after a full batch, a little later after another, then ever more seldom: nobody has
// to ring, which would make one commit of the server wait for another. What comes in the little while shares the
// append, the move and their two commits, which cost more than the events.
constexpr auto shortest_pause = milliseconds(10);
constexpr auto longest_pause = milliseconds(100);
// That the log still holds what was appended last is proved before each append, and so often when there is none.
constexpr auto between_proofs = milliseconds(5'000);
constexpr auto longest_step = milliseconds(60'000);
// Longer than the log keeps anything: however old a state comes back, a step tells what followed it.
constexpr auto steps_kept = std::chrono::seconds(std::chrono::hours(35 * 24));

struct Batch {
    std::vector<Event> events;
    bool is_place_moved = false;  // by somebody else
};

Batch read_batch(pqxx::transaction_base& work, std::int64_t expected, OutboxGaps& gaps) {
    if (!gaps.gaps().empty()) {
        const auto now = run_sql(work, sql::look_at_transactions)[0];
        gaps.observe(now[0].as<std::uint64_t>(), now[1].as<std::uint64_t>());
    }
    SqlArray first, last;
    for (const auto& [from, gap] : gaps.gaps()) {
        first.add(from);
        last.add(gap.to);
    }
    const auto rows = run_sql(work, sql::take_outbox, gaps.highest(), first.text(), last.text(), batch_size);
    Batch batch;
    for (const auto& row : rows) {
        batch.is_place_moved = row[0].as<std::int64_t>() != expected;
        if (batch.is_place_moved || row[1].is_null()) break;
        gaps.saw(row[1].as<std::int64_t>());
        const pqxx::binarystring envelope(row[4]);
        batch.events.push_back(
            parse_envelope(row[2].as<std::string>(), row[3].as<std::string>(), {envelope.get(), envelope.size()}));
    }
    if (rows.size() < batch_size) gaps.end_reading();
    return batch;
}

}  // namespace

struct Relay::Place {
    std::int64_t moved = 0;     // as the table has it
    LogPosition last;           // of what was appended last
    std::optional<Uuid> event;  // which it is, when that is known
    std::string log;            // that it was appended to; empty when that is not known
    OutboxGaps gaps{0};
    Steady::time_point proved{};  // that the log has it there
};

struct Relay::Step {
    std::int64_t moved = 0;
    LogPosition last;
    Uuid event;
    std::string log;
};

Relay::Relay(Options options, EventLog& log)
    : options_(std::move(options)), log_(log), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Relay::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            serve(stop);
        } catch (const std::exception& fault) {
            log::warning("relay.interrupted", {{"context", context()}, {"reason", classify(fault).description}});
            std::this_thread::sleep_for(retry_pause);
        }
    }
}

// One relay a database: it waits for its turn, then moves batch after batch, slower while there is nothing. Now and
// then it proves that the log still has what was moved, and reads its place anew where it was set back.
void Relay::serve(const std::stop_token& stop) {
    const auto session = open_session(options_.connection);
    {
        pqxx::nontransaction work(*session);
        run_sql(work, sql::plan_by_index, task_role_of(work.conn().username()));
        while (!run_sql(work, sql::try_to_relay)[0][0].as<bool>()) {
            if (stop.stop_requested()) return;
            std::this_thread::sleep_for(retry_pause);
        }
    }
    Place place = read_place(*session);
    const auto between_steps = std::min<milliseconds>(options_.keep / 4, longest_step);
    Steady::time_point stepped{};
    milliseconds pause = shortest_pause;
    while (!stop.stop_requested()) {
        const auto now = Steady::now();
        bool was_set_back = false;
        if (now - place.proved > between_proofs) {
            pqxx::nontransaction work(*session);
            was_set_back = !verify(work, place);
        }
        if (was_set_back) place = read_place(*session);
        if (now - stepped > between_steps) {
            tidy(*session);
            stepped = now;
        }
        const int moved = move_batch(*session, place);
        if (moved < 0) place = read_place(*session);
        pause = moved == 0 ? std::min(pause * 2, longest_pause) : shortest_pause;
        if (moved < batch_size) std::this_thread::sleep_for(pause);
    }
}

Relay::Place Relay::read_place(pqxx::connection_base& connection) {
    pqxx::nontransaction work(connection);
    const auto row = run_sql(work, sql::read_relay_place)[0];
    const auto moved = row[0].as<std::int64_t>();
    return {moved,
            {row[1].as<std::string>(), row[2].as<int>(), row[3].as<std::int64_t>()},
            row[4].is_null() ? std::nullopt : Uuid::parse(row[4].c_str()),
            row[5].as<std::string>(),
            OutboxGaps(moved),
            {}};
}

// The log still has the step's event, or had it until its days were over.
bool Relay::has_been_there(const Step& step, const std::string& identity) {
    const Proof proof = prove(log_, step.last, step.event);
    return proof == Proof::held || (proof == Proof::dropped && (step.log.empty() || step.log == identity));
}

// The log is asked for what was appended last: a context that was quiet for longer than the log keeps anything is not
// set back.
bool Relay::verify(pqxx::transaction_base& work, Place& place) {
    place.proved = Steady::now();
    await_nothing(work.conn());  // the log is another server
    const std::string identity = log_.identity();
    if (place.event && !has_been_there({place.moved, place.last, *place.event, place.log}, identity)) {
        go_back(work, place, identity);
        return false;
    }
    if (place.event && place.log != identity) run_sql(work, sql::note_log, identity);
    place.log = identity;
    return true;
}

// To the newest step that the log still knows: what followed was lost with the log's newest state. Steps are in the
// order of their appends, so that the first which is gone is found by halving.
void Relay::go_back(pqxx::transaction_base& work, const Place& place, const std::string& identity) {
    const auto rows = run_sql(work, sql::list_relay_steps);
    const auto step_at = [&](int i) {
        const auto& row = rows[i];
        return Step{row[0].as<std::int64_t>(),
                    {row[1].as<std::string>(), row[2].as<int>(), row[3].as<std::int64_t>()},
                    *Uuid::parse(row[4].c_str()),
                    row[5].as<std::string>()};
    };
    int known = 0;  // how many of them
    for (int gone = static_cast<int>(rows.size()); known < gone;) {
        const int middle = (known + gone) / 2;
        if (has_been_there(step_at(middle), identity))
            known = middle + 1;
        else
            gone = middle;
    }
    const std::int64_t back_to = known == 0 ? 0 : step_at(known - 1).moved;
    run_sql(work, sql::set_relay_back, back_to);
    const auto lost = run_sql(work, sql::tell_lost, back_to)[0][0].as<std::int64_t>();
    ++set_back_;
    log::error("relay.log_was_set_back",
               {{"context", context()},
                {"topic", place.last.topic},
                {"partition", place.last.partition},
                {"offset", place.last.offset},
                {"remedy", "what is kept is appended again by itself; see aquacisctl log status, then log resume"}});
    if (lost > 0)
        log::error("relay.events_lost",
                   {{"context", context()},
                    {"events", lost},
                    {"remedy",
                     "neither the log nor the outbox has them: aquacisctl log status says of which time; "
                     "then feed rebuild and log settle"}});
}

// How many were moved; less than none when the place was moved by somebody else. A fault leaves `place` ahead of the
// table: it is read anew.
int Relay::move_batch(pqxx::connection_base& connection, Place& place) {
    pqxx::nontransaction work(connection);
    const Batch batch = read_batch(work, place.moved, place.gaps);
    if (batch.is_place_moved) return -1;
    if (!batch.events.empty()) {
        await_nothing(connection);            // the log is another server
        if (!verify(work, place)) return -1;  // a log may be back from an older state within a second
        place.last = log_.append(batch.events);
        place.event = batch.events.back().event_id;
        moved_ += batch.events.size();
    }
    if (place.gaps.gaps().size() > most_gaps) throw Unavailable("the outbox has more gaps than can be watched");
    const std::int64_t settled = place.gaps.settled();
    if (settled == place.moved && batch.events.empty()) return 0;
    if (run_sql(work, sql::move_relay, place.moved, settled, place.last.topic, place.last.partition, place.last.offset,
                place.event ? std::optional(place.event->to_string()) : std::nullopt, place.log)
            .affected_rows() == 0)
        return -1;
    place.moved = settled;
    return static_cast<int>(batch.events.size());
}

void Relay::tidy(pqxx::connection_base& connection) {
    pqxx::nontransaction work(connection);
    run_sql(work, sql::note_relay_step);
    run_sql(work, sql::forget_moved, static_cast<std::int64_t>(options_.keep.count()), options_.most_kept,
            forgotten_at_once);
    const auto steps = std::max<std::chrono::seconds>(options_.keep, steps_kept);
    run_sql(work, sql::forget_relay_steps, static_cast<std::int64_t>(steps.count()));
}

}  // namespace aquacis::platform
