#include "tests/simulation/sim_node.hpp"

#include "sync/engine/node_store.hpp"
#include "sync/model/digest.hpp"

namespace aquacis::simulation {
namespace {

constexpr std::string_view insert_ledger = "INSERT INTO ledger (number, body) VALUES (?, ?)";
constexpr std::string_view broken_ledger =
    "SELECT (SELECT count(*) FROM ledger l LEFT JOIN sync_operation o ON o.number = l.number AND o.body = l.body "
    "WHERE o.number IS NULL AND l.number >= (SELECT min(number) FROM sync_operation) AND NOT EXISTS "
    "(SELECT 1 FROM sync_outcome r WHERE r.number = l.number)) + (SELECT count(*) FROM "
    "sync_operation o LEFT JOIN ledger l ON l.number = o.number "
    "WHERE o.type = 'payments.payment.take' AND l.number IS NULL)";
constexpr std::string_view seen_payments =
    "SELECT l.body FROM ledger l JOIN sync_outcome r ON r.number = l.number AND r.verdict IN (1, 2) "
    "WHERE l.number <= ?";
constexpr std::string_view seen_cancels =
    "SELECT o.body FROM sync_operation o JOIN sync_outcome r ON r.number = o.number AND r.verdict = 1 "
    "WHERE o.type = 'payments.payment.cancel' AND o.number <= ?";
constexpr std::string_view find_cancelled = "SELECT contract, centavos FROM cancelled WHERE id = ?";
constexpr std::string_view next_folio = "SELECT first, next FROM folio_range WHERE next <= last ORDER BY first LIMIT 1";
constexpr std::string_view use_folio = "UPDATE folio_range SET next = next + 1 WHERE first = ?";
constexpr std::string_view add_range =
    "INSERT INTO folio_range (first, last, next) VALUES (?1, ?2, ?1) ON CONFLICT DO NOTHING";
constexpr std::string_view all_ranges = "SELECT first, last FROM folio_range ORDER BY first DESC LIMIT 64";
constexpr std::string_view end_ranges = "UPDATE folio_range SET next = last + 1";
constexpr std::string_view folios_left =
    "SELECT coalesce(sum(last + 1 - next), 0), coalesce(max(last), 0) FROM folio_range";
constexpr std::string_view open_session = "SELECT id FROM session WHERE closed = 0";
constexpr std::string_view insert_session = "INSERT INTO session (id) VALUES (?)";
constexpr std::string_view add_cash = "UPDATE session SET cash = cash + ?, payments = payments + ? WHERE closed = 0";
constexpr std::string_view session_cash = "SELECT id, cash, payments FROM session WHERE closed = 0";
constexpr std::string_view end_session = "UPDATE session SET closed = 1 WHERE closed = 0";
constexpr std::string_view last_payment = "SELECT body FROM ledger ORDER BY number DESC LIMIT 1";
constexpr std::string_view put_cancelled =
    "INSERT INTO cancelled (id, contract, centavos) VALUES (?,?,?) ON CONFLICT DO NOTHING RETURNING id";
constexpr std::string_view all_closes =
    "SELECT coalesce(r.verdict, 0) FROM sync_operation o LEFT JOIN sync_outcome r ON r.number = o.number "
    "WHERE o.type = 'payments.cash_session.close'";
constexpr std::string_view put_confirmed =
    "INSERT INTO confirmed (contract, body) VALUES (?, ?) ON CONFLICT (contract) DO UPDATE SET body = excluded.body";
constexpr std::string_view put_coming =
    "INSERT INTO coming_confirmed (contract, body) VALUES (?, ?) ON CONFLICT (contract) DO UPDATE SET body = "
    "excluded.body";
constexpr std::string_view shown_checksum =
    "SELECT coalesce((SELECT checksum FROM sync_feed WHERE state = 'standing'), 0)";
constexpr std::string_view all_confirmed = "SELECT contract, body FROM confirmed";
constexpr std::string_view count_unanswered =
    "SELECT count(*) FROM sync_operation o LEFT JOIN sync_outcome r ON r.number = o.number WHERE r.number IS NULL";
constexpr std::string_view all_payments =
    "SELECT l.body, coalesce(r.verdict, 0) FROM ledger l JOIN sync_operation o ON o.number = l.number "
    "LEFT JOIN sync_outcome r ON r.number = l.number ORDER BY l.number";

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

SimNode::SimNode(Place given, Chance& chance, const Defects& defects, const std::set<std::string>& cancelled)
    : place(std::move(given)), chance_(chance), defects_(defects), cancelled_(cancelled) {
    open();
}
SimNode::~SimNode() = default;

void SimNode::open() {
    // Crashes here end the program's objects, not the machine: what SQLite committed is in the file without an fsync.
    database_ = std::make_unique<sqlite::Database>(place.file, sqlite::Database::Options{.durable = false});
    sync::OperationLog::prepare(*database_, DeviceId(place.device), AdministrationId(place.administration));
    database_->execute(
        "CREATE TABLE IF NOT EXISTS ledger (number INTEGER PRIMARY KEY, body BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS confirmed (contract TEXT PRIMARY KEY, body BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS coming_confirmed (contract TEXT PRIMARY KEY, body BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS folio_range (first INTEGER PRIMARY KEY, last INTEGER, next INTEGER);"
        "CREATE TABLE IF NOT EXISTS cancelled (id TEXT PRIMARY KEY, contract TEXT, centavos INTEGER);"
        "CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, cash INTEGER DEFAULT 0, payments INTEGER DEFAULT 0, "
        "closed INTEGER DEFAULT 0)");
    sync::Session::Settings settings{partition_of(place.administration), "simulation"};
    settings.rows_at_once = 1;
    settings.give_way = [this] {
        if (disk_is_full) throw DiskFull();
    };
    session_ = std::make_unique<sync::Session>(*database_, static_cast<sync::FeedTarget&>(*this), std::move(settings));
}

std::uint64_t SimNode::append(const char* type, const std::string& body, Instant now) {
    return sync::OperationLog(*database_)
        .append({.type = type, .version = version, .body = body, .deps = {}, .actor = cashier, .at = clock(now)});
}

std::string SimNode::session_now(Instant now) {
    if (auto row = database_->prepare(open_session); row.step()) return row.text(0);
    const std::string id = new_id();
    database_->prepare(insert_session).bind(id).run();
    append("payments.cash_session.open", opening_of(id, clock(now)), now);
    return id;
}

std::string SimNode::new_id() { return make_named_uuid(place.device, std::to_string(chance_.bits())).to_string(); }

std::optional<Payment> SimNode::pay(const Charge& charge, Instant now, bool crashes) {
    Payment payment{new_id(), charge.contract, charge.centavos, 0, series_of(place.device), {}};
    sqlite::Transaction transaction(*database_);
    std::int64_t first = 0;
    {
        auto row = database_->prepare(next_folio);
        if (!row.step()) return std::nullopt;
        first = row.integer(0);
        payment.folio = row.integer(1);
    }
    database_->prepare(use_folio).bind(first).run();
    payment.session = session_now(now);
    const std::string body = payment.body(clock(now));
    const std::uint64_t number = append("payments.payment.take", body, now);
    if (crashes) return std::nullopt;
    database_->prepare(insert_ledger).bind(static_cast<std::int64_t>(number), bytes_of(body)).run();
    database_->prepare(add_cash).bind(payment.centavos, 1).run();
    transaction.commit();
    return payment;
}

std::optional<std::string> SimNode::cancel_last(Instant now) {
    sqlite::Transaction transaction(*database_);
    std::string session;
    if (auto row = database_->prepare(open_session); row.step()) session = row.text(0);
    std::string body;
    if (auto row = database_->prepare(last_payment); row.step()) body = row.view(0);
    if (session.empty() || body.empty()) return std::nullopt;
    const Payment last = Payment::of(body);
    if (last.session != session) return std::nullopt;
    if (auto row = database_->prepare(put_cancelled).bind(last.id, last.contract, last.centavos); !row.step())
        return std::nullopt;
    append("payments.payment.cancel", Cancel{last.id, session}.body(clock(now)), now);
    database_->prepare(add_cash).bind(-last.centavos, -1).run();
    transaction.commit();
    return last.id;
}

void SimNode::close_session(Instant now) {
    sqlite::Transaction transaction(*database_);
    Close close;
    {
        auto row = database_->prepare(session_cash);
        if (!row.step()) return;
        close = {row.text(0), row.integer(1), static_cast<int>(row.integer(2))};
    }
    append("payments.cash_session.close", close.body(clock(now)), now);
    database_->prepare(end_session).run();
    transaction.commit();
}

void SimNode::granted(sqlite::Database& database, const sync::Granted& granted) {
    const FolioRange range = FolioRange::of(granted.body);
    database.prepare(add_range).bind(range.first, range.last).run();
}

std::vector<sync::Granted> SimNode::held(sqlite::Database& database) {
    std::vector<sync::Granted> held;
    for (auto row = database.prepare(all_ranges); row.step();)
        held.push_back({"payments.folios", FolioRange{series_of(place.device), row.integer(0), row.integer(1)}.body()});
    return held;
}

void SimNode::epoch_began(sqlite::Database& database, std::uint32_t) {
    is_copy = false;
    if (!defects_.folios_outlive_epochs) database.prepare(end_ranges).run();
}

std::optional<sync::Ask> SimNode::ask(sqlite::Database& database) {
    auto row = database.prepare(folios_left);
    row.step();
    if (row.integer(0) >= 5) return std::nullopt;
    const std::int64_t last = row.integer(1);
    const std::string epoch = defects_.folios_outlive_epochs ? "" : std::to_string(sync::read_device(database).epoch);
    return sync::Ask{"payments.folios", "S/e" + epoch + "/after/" + std::to_string(last),
                     FolioAsk{series_of(place.device), 10, last}.body()};
}

void SimNode::do_unknown(Instant now) {
    sqlite::Transaction transaction(*database_);
    append("unknown.thing.do", std::to_string(chance_.bits()), now);
    transaction.commit();
}

void SimNode::crash() {
    session_.reset();
    database_.reset();
    open();
}

void SimNode::copy_to(const std::filesystem::path& file) {
    std::filesystem::remove(file);
    database_->execute("VACUUM INTO '" + file.string() + "'");
}

void SimNode::restore_from(const std::filesystem::path& file) {
    session_.reset();
    database_.reset();
    for (const char* end : {"-wal", "-shm"})
        std::filesystem::remove(place.file.string() + end);
    std::filesystem::copy_file(file, place.file, std::filesystem::copy_options::overwrite_existing);
    open();
}

void SimNode::apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    for (const auto& row : rows)
        if (row.kind == "account") database.prepare(put_confirmed).bind(row.id, bytes_of(row.body)).run();
    if (disk_is_full) throw DiskFull();
}

void SimNode::begin_anew(sqlite::Database& database) {
    database.execute("DELETE FROM coming_confirmed");
    if (defects_.coming_copy_is_shown) database.execute("DELETE FROM confirmed");
}

void SimNode::apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    for (const auto& row : rows)
        if (row.kind == "account")
            database.prepare(defects_.coming_copy_is_shown ? put_confirmed : put_coming)
                .bind(row.id, bytes_of(row.body))
                .run();
}

void SimNode::stand(sqlite::Database& database, std::uint64_t) {
    if (defects_.coming_copy_is_shown) return;
    database.execute(
        "DELETE FROM confirmed; INSERT INTO confirmed SELECT contract, body FROM coming_confirmed; "
        "DELETE FROM coming_confirmed");
    if (disk_is_full) throw DiskFull();
}

void SimNode::check() {
    require(database_->integer(broken_ledger) == 0, "3 prefix: the ledger and the operations say the same");
    const sync::NodeDevice device = sync::read_device(*database_);
    check_seen(device.seen);
    check_shown();
    require(device.acknowledged <= device.last_number && device.seen <= device.last_number,
            "a node is not told of what it never did");
}

void SimNode::check_seen(std::uint64_t seen) {
    std::map<std::string, std::int64_t> credit;
    for (auto row = database_->prepare(all_confirmed); row.step();)
        credit[row.text(0)] = credit_in(std::string(row.view(1)));
    const auto number = static_cast<std::int64_t>(seen);
    for (auto row = database_->prepare(seen_payments).bind(number); row.step();) {
        const Payment payment = Payment::of(std::string(row.view(0)));
        if (cancelled_.contains(payment.id)) continue;
        require((credit[payment.contract] & payment.centavos) != 0,
                "6 causality: a payment is said to be seen and its effect is not there");
    }
    for (auto row = database_->prepare(seen_cancels).bind(number); row.step();) {
        auto cancelled = database_->prepare(find_cancelled).bind(Cancel::of(std::string(row.view(0))).payment);
        require(cancelled.step() && (credit[cancelled.text(0)] & cancelled.integer(1)) == 0,
                "6 causality: a cancellation is said to be seen and its effect is not there");
    }
}

// Whatever comes anew, and wherever that was cut off: what is shown are the rows of one copy, as of one position.
void SimNode::check_shown() {
    sync::PartitionChecksum sum;
    for (auto row = database_->prepare(all_confirmed); row.step();)
        sum.replace(0, sync::row_hash("account", row.view(0), row.view(1)));
    const auto checksum = static_cast<std::uint64_t>(database_->integer(shown_checksum));
    require(sum.value() == checksum, "13 whole copies: what is shown is not one copy of the feed");
}

SimNode::Ending SimNode::ending() {
    Ending ending;
    const sync::NodeDevice device = sync::read_device(*database_);
    const sync::FeedHead head = sync::NodeStore(*database_).feed(partition_of(place.administration));
    ending.operations = device.last_number;
    ending.pending = device.last_number - device.acknowledged;
    ending.unanswered = static_cast<std::uint64_t>(database_->integer(count_unanswered));
    ending.seen = device.seen;
    ending.position = head.position;
    ending.checksum = head.checksum;
    for (auto row = database_->prepare(all_confirmed); row.step();)
        ending.confirmed[row.text(0)] = row.view(1);
    return ending;
}

std::vector<sync::Verdict> SimNode::closes() {
    std::vector<sync::Verdict> found;
    for (auto row = database_->prepare(all_closes); row.step();)
        found.push_back(static_cast<sync::Verdict>(row.integer(0)));
    return found;
}

std::vector<std::pair<Payment, sync::Verdict>> SimNode::payments() {
    std::vector<std::pair<Payment, sync::Verdict>> found;
    for (auto row = database_->prepare(all_payments); row.step();)
        found.emplace_back(Payment::of(std::string(row.view(0))), static_cast<sync::Verdict>(row.integer(1)));
    return found;
}

}  // namespace aquacis::simulation
