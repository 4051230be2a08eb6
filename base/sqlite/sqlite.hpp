#pragma once
// SQLite as the nodes use it: one file, WAL, synchronous=FULL, prepared statements kept, faults thrown.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/money.hpp"
#include "base/sqlite/file_key.hpp"
#include "base/uuid.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace aquacis::sqlite {

struct Error : std::runtime_error {
    Error(int result_code, const std::string& what) : std::runtime_error(what), code(result_code) {}
    int code;  // SQLite's extended result code
    bool is_constraint() const { return (code & 0xFF) == 19; }
    bool is_busy() const { return (code & 0xFF) == 5; }
    bool is_full() const { return (code & 0xFF) == 13; }
    bool is_wrong_key() const { return (code & 0xFF) == 23; }
    bool is_corrupt() const { return (code & 0xFF) == 11 || (code & 0xFF) == 26; }
};

class Statement;

// Where a node's file is, and what opens it. Without a key it is plain.
struct File {
    File(std::filesystem::path where, std::optional<FileKey> with = {}) : path(std::move(where)), key(with) {}
    std::filesystem::path path;
    std::optional<FileKey> key;
};

// Not for two threads at once: each thread opens its own.
class Database {
public:
    struct Options {
        bool read_only = false;
        int busy_timeout_ms = 5000;
        int cache_kib = 2048;
        bool exclusive = false;  // no other connection while this one is open; the log's index is then memory, not a
                                 // file that wears flash
        bool durable = true;     // synchronous=FULL; false only for what can be made anew, such as a search index
        std::optional<FileKey> key = {};  // the file is encrypted; a plain one becomes so
    };
    explicit Database(const std::filesystem::path& file) : Database(file, Options{}) {}
    explicit Database(const File& file) : Database(file.path, Options{.key = file.key}) {}
    Database(const std::filesystem::path& file, const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // The kept statement for this text, reset and ready to bind. The text must outlive the database: a sql:: constant.
    Statement prepare(std::string_view sql);
    void execute(std::string_view script);  // one or more statements, no results
    std::int64_t changes() const;
    std::int64_t last_rowid() const;
    std::int64_t integer(std::string_view sql);  // the first column of the first row
    void interrupt();                            // from another thread: the running query ends with an Error
    sqlite3* handle() const { return handle_; }

private:
    friend class Statement;
    sqlite3* handle_ = nullptr;
    std::map<const char*, sqlite3_stmt*> kept_;
};

// bind in order, then step through rows:  for (auto q = db.prepare(sql::x).bind(a, b); q.step();) q.text(0);
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    template <class... Values>
    Statement&& bind(const Values&... values) && {
        (bind_next(values), ...);
        return std::move(*this);
    }
    template <class... Values>
    Statement& bind(const Values&... values) & {
        (bind_next(values), ...);
        return *this;
    }
    bool step();  // true: a row is there
    void run();   // steps to the end

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string text(int column) const;
    std::string_view view(int column) const;  // text or bytes, valid until the next step
    Money money(int column) const { return Money::centavos(integer(column)); }
    Uuid uuid(int column) const;  // a 16-byte blob

private:
    friend class Database;
    Statement(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
    void bind_next(std::int64_t value);
    void bind_next(int value) { bind_next(static_cast<std::int64_t>(value)); }
    void bind_next(bool value) { bind_next(static_cast<std::int64_t>(value)); }
    void bind_next(Money value) { bind_next(value.centavos()); }
    void bind_next(std::string_view value);
    void bind_next(const std::string& value) { bind_next(std::string_view(value)); }
    void bind_next(const char* value) { bind_next(std::string_view(value)); }
    void bind_next(const Uuid& value) { bind_bytes(value.view()); }
    void bind_next(std::nullptr_t);
    struct Blob;
    void bind_bytes(std::string_view bytes);
    template <class T>
    void bind_next(const std::optional<T>& value) {
        if (value)
            bind_next(*value);
        else
            bind_next(nullptr);
    }
    void bind_next(std::span<const std::uint8_t> bytes) {
        bind_bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    void check(int result) const;

    Database* database_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

// Begins at once (BEGIN IMMEDIATE); rolled back unless commit() was reached.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

// What a file that a newer program brought further is to this one. Taken: where every step only adds, so that both can
// use it.
enum class Newer { refused, taken };

// Brings the file from its user_version to scripts.size(), one transaction per step.
// Throws when the file is newer than this program and that is refused.
void migrate(Database& database, std::span<const std::string_view> scripts, Newer newer = Newer::refused);

}  // namespace aquacis::sqlite
