#include "base/sqlite/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

#include "base/sqlite/encrypted_vfs.hpp"

namespace aquacis::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* handle, const std::string& doing) {
    const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle);
    const char* words = handle == nullptr ? "out of memory" : sqlite3_errmsg(handle);
    throw Error(code, "sqlite: " + doing + ": " + words);
}

// Before SQLite looks at the file: with a wrong key it would take the log for garbage and begin it anew.
const char* vfs_for(const std::filesystem::path& file, const Database::Options& options) {
    const FileShape shape = shape_of(file);
    if (!options.key) {
        if (shape == FileShape::other)
            throw Error(SQLITE_NOTADB, "sqlite: " + file.string() + " is encrypted or no database; its key is needed");
        return nullptr;
    }
    if (shape == FileShape::plain) {
        if (options.read_only) throw Error(SQLITE_AUTH, "sqlite: " + file.string() + " is not encrypted yet");
        encrypt_plain(file, *options.key);
    }
    if (shape == FileShape::other && !opens(*options.key, file))
        throw Error(SQLITE_AUTH, "sqlite: the key does not open " + file.string() +
                                     "; it belongs to another file, or the file is damaged. Put its own key file back");
    return encrypted_vfs(*options.key);
}

}  // namespace

// Opens the file and sets what holds for each connection. A handle that did not open whole is closed here, because no
// destructor runs.
Database::Database(const std::filesystem::path& file, const Options& options) {
    const char* vfs = vfs_for(file, options);
    const int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(file.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs) !=
        SQLITE_OK) {
        const std::string words = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
        const int code = handle_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle_);
        sqlite3_close(handle_);
        throw Error(code, "sqlite: opening " + file.string() + ": " + words);
    }
    try {
        sqlite3_busy_timeout(handle_, options.busy_timeout_ms);
        if (options.exclusive) execute("PRAGMA locking_mode=EXCLUSIVE");  // before the log's first use
        if (!options.read_only) execute("PRAGMA journal_mode=WAL");
        execute(options.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
        execute("PRAGMA foreign_keys=ON");
        if (options.key) execute("PRAGMA temp_store=MEMORY");
        execute("PRAGMA cache_size=-" + std::to_string(options.cache_kib));
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

Database::~Database() {
    for (const auto& [text, statement] : kept_)
        sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt*& kept = kept_[sql.data()];
    if (kept != nullptr && sqlite3_stmt_busy(kept) != 0)
        throw Error(SQLITE_MISUSE, "sqlite: a statement is used while it is still being read");
    if (kept == nullptr && sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                              SQLITE_PREPARE_PERSISTENT, &kept, nullptr) != SQLITE_OK)
        fail(handle_, "preparing " + std::string(sql.substr(0, 120)));
    return {*this, kept};
}

void Database::execute(std::string_view script) {
    if (sqlite3_exec(handle_, std::string(script).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(handle_, "running " + std::string(script.substr(0, 120)));
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }
std::int64_t Database::last_rowid() const { return sqlite3_last_insert_rowid(handle_); }
void Database::interrupt() { sqlite3_interrupt(handle_); }

std::int64_t Database::integer(std::string_view sql) {
    Statement statement = prepare(sql);
    if (!statement.step()) throw Error(SQLITE_EMPTY, "sqlite: no row from " + std::string(sql.substr(0, 120)));
    return statement.integer(0);
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)), bound_(other.bound_) {}

Statement::~Statement() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::check(int result) const {
    if (result != SQLITE_OK) fail(database_->handle_, std::string("binding ") + sqlite3_sql(statement_));
}

void Statement::bind_next(std::int64_t value) { check(sqlite3_bind_int64(statement_, ++bound_, value)); }
void Statement::bind_next(std::nullptr_t) { check(sqlite3_bind_null(statement_, ++bound_)); }

void Statement::bind_next(std::string_view value) {
    check(sqlite3_bind_text(statement_, ++bound_, value.data() == nullptr ? "" : value.data(),
                            static_cast<int>(value.size()), SQLITE_TRANSIENT));
}

void Statement::bind_bytes(std::string_view bytes) {
    check(sqlite3_bind_blob(statement_, ++bound_, bytes.data() == nullptr ? "" : bytes.data(),
                            static_cast<int>(bytes.size()), SQLITE_TRANSIENT));
}

bool Statement::step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    fail(database_->handle_, std::string("running ") + std::string(sqlite3_sql(statement_)).substr(0, 120));
}

void Statement::run() {
    while (step()) {
    }
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Statement::view(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

std::string Statement::text(int column) const { return std::string(view(column)); }

Uuid Statement::uuid(int column) const {
    const auto id = Uuid::from_bytes(view(column));
    if (!id) throw Error(SQLITE_MISMATCH, "sqlite: a column that should hold 16 bytes of an id does not");
    return *id;
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

void migrate(Database& database, std::span<const std::string_view> scripts, Newer newer) {
    auto version = static_cast<std::size_t>(database.integer("PRAGMA user_version"));
    if (version > scripts.size() && newer == Newer::refused)
        throw Error(SQLITE_SCHEMA, "sqlite: this file was written by a newer program (version " +
                                       std::to_string(version) + ", this one knows " + std::to_string(scripts.size()) +
                                       "); install the newer program");
    for (; version < scripts.size(); ++version) {
        Transaction step(database);
        database.execute(scripts[version]);
        database.execute("PRAGMA user_version=" + std::to_string(version + 1));
        step.commit();
    }
}

}  // namespace aquacis::sqlite
