#pragma once
// The copies of what the server said. One is shown, under the tables' own names. One that comes anew stands beside it
// as coming_…, made like the one that is shown, and takes its place by a change of names. What is shown no more bears
// gone_<number>_… until it is taken away, a page at a time.

#include "base/sqlite/sqlite.hpp"

namespace aquacis::office {

// One of the copies, for the statements of feed.sql, which are written for the one that is shown.
class Copy {
public:
    static Copy shown(sqlite::Database& database) { return {database, false}; }
    static Copy coming(sqlite::Database& database) { return {database, true}; }
    sqlite::Statement prepare(std::string_view sql) const;

private:
    Copy(sqlite::Database& database, bool is_coming) : database_(&database), is_coming_(is_coming) {}
    sqlite::Database* database_;
    bool is_coming_;
};

// Each expects an open transaction.
void begin_coming_copy(sqlite::Database& database);  // empty; one that was coming already is gone
void stand_coming_copy(sqlite::Database& database);
bool sweep_copies(sqlite::Database& database);  // a page of what is gone; false: there is none

// After a step of the schema: a copy that was coming is made as the one that is shown was made before. It comes again.
void begin_again_after_upgrade(sqlite::Database& database, const std::string& partition);

}  // namespace aquacis::office
