#include "tests/simulation/sim_node.hpp"

#include "sync/engine/node_store.hpp"

namespace aquacis::simulation {
namespace {

constexpr AdministrationId administration{11};
constexpr std::string_view insert_ledger = "INSERT INTO ledger (number, body) VALUES (?, ?)";
constexpr std::string_view count_ledger = "SELECT count(*) FROM ledger";
constexpr std::string_view broken_ledger =
    "SELECT (SELECT count(*) FROM ledger l LEFT JOIN sync_operation o ON o.number = l.number AND CAST(o.body AS TEXT) "
    "= l.body "
    "WHERE o.number IS NULL) + (SELECT count(*) FROM sync_operation o LEFT JOIN ledger l ON l.number = o.number "
    "WHERE o.type = 'payments.payment.take' AND l.number IS NULL)";
constexpr std::string_view seen_without_effect =
    "SELECT count(*) FROM ledger l JOIN sync_device d JOIN sync_outcome r ON r.number = l.number AND r.verdict = 1 "
    "WHERE l.number <= d.seen AND NOT EXISTS (SELECT 1 FROM confirmed c WHERE "
    "instr(c.body, substr(l.body, 1, instr(l.body, '|') - 1) || '=') > 0)";
constexpr std::string_view put_confirmed =
    "INSERT INTO confirmed (contract, body) VALUES (?, ?) ON CONFLICT (contract) DO UPDATE SET body = excluded.body";
constexpr std::string_view all_confirmed = "SELECT contract, body FROM confirmed";
constexpr std::string_view count_unanswered =
    "SELECT count(*) FROM sync_operation o LEFT JOIN sync_outcome r ON r.number = o.number WHERE r.number IS NULL";
constexpr std::string_view all_payments =
    "SELECT l.body, coalesce(r.verdict, 0) FROM ledger l LEFT JOIN sync_outcome r ON r.number = l.number ORDER BY "
    "l.number";

void require(bool holds, const std::string& law) {
    if (!holds) throw Broken(law);
}

}  // namespace

SimNode::SimNode(Place given, Chance& chance) : place(std::move(given)), chance_(chance) { open(); }
SimNode::~SimNode() = default;

void SimNode::open() {
    // Crashes here end the program's objects, not the machine: what SQLite committed is in the file without an fsync.
    database_ = std::make_unique<sqlite::Database>(place.file, sqlite::Database::Options{.durable = false});
    sync::OperationLog::prepare(*database_, DeviceId(place.device), administration);
    database_->execute(
        "CREATE TABLE IF NOT EXISTS ledger (number INTEGER PRIMARY KEY, body TEXT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS confirmed (contract TEXT PRIMARY KEY, body TEXT NOT NULL)");
    session_ = std::make_unique<sync::Session>(*database_, static_cast<sync::FeedTarget&>(*this),
                                               sync::Session::Settings{partition, "simulation"});
}

std::optional<Payment> SimNode::pay(const std::string& contract, Instant now, bool crashes) {
    Payment payment{"p" + std::to_string(chance_.bits() % 1'000'000'000'000), contract, 1 + chance_.below(100'000)};
    sqlite::Transaction transaction(*database_);
    const std::uint64_t number = sync::OperationLog(*database_)
                                     .append({.type = "payments.payment.take",
                                              .version = 1,
                                              .body = payment.body(),
                                              .deps = {},
                                              .actor = "c",
                                              .at = clock(now)});
    if (crashes) return std::nullopt;
    database_->prepare(insert_ledger).bind(static_cast<std::int64_t>(number), payment.body()).run();
    transaction.commit();
    return payment;
}

void SimNode::do_unknown(Instant now) {
    sqlite::Transaction transaction(*database_);
    sync::OperationLog(*database_)
        .append({.type = "unknown.thing.do",
                 .version = 1,
                 .body = std::to_string(chance_.bits()),
                 .deps = {},
                 .actor = "c",
                 .at = clock(now)});
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
    is_loading_ = true;
    std::filesystem::copy_file(file, place.file, std::filesystem::copy_options::overwrite_existing);
    open();
}

void SimNode::apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) {
    for (const auto& row : rows)
        database.prepare(put_confirmed).bind(row.id, row.body).run();
    if (disk_is_full) throw DiskFull();
}

void SimNode::reset(sqlite::Database& database) {
    database.execute("DELETE FROM confirmed");
    is_loading_ = true;
}

void SimNode::check() {
    require(database_->integer(broken_ledger) == 0, "3 prefix: the ledger and the operations say the same");
    const sync::NodeDevice device = sync::read_device(*database_);
    if (session_->is_synchronized()) is_loading_ = false;
    if (!is_loading_)
        require(database_->integer(seen_without_effect) == 0,
                "6 causality: an operation is said to be seen and its effect is not there");
    require(device.acknowledged <= device.last_number && device.seen <= device.last_number,
            "a node is not told of what it never did");
}

SimNode::Ending SimNode::ending() {
    Ending ending;
    const sync::NodeDevice device = sync::read_device(*database_);
    const sync::FeedHead head = sync::NodeStore(*database_).feed(partition);
    ending.operations = device.last_number;
    ending.pending = device.last_number - device.acknowledged;
    ending.unanswered = static_cast<std::uint64_t>(database_->integer(count_unanswered));
    ending.seen = device.seen;
    ending.position = head.position;
    ending.checksum = head.checksum;
    for (auto row = database_->prepare(all_confirmed); row.step();)
        ending.confirmed[row.text(0)] = row.text(1);
    return ending;
}

std::vector<std::pair<Payment, sync::Verdict>> SimNode::payments() {
    std::vector<std::pair<Payment, sync::Verdict>> found;
    for (auto row = database_->prepare(all_payments); row.step();)
        found.emplace_back(Payment::of(row.text(0)), static_cast<sync::Verdict>(row.integer(1)));
    return found;
}

}  // namespace aquacis::simulation
