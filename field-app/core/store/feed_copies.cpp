#include "field-app/core/store/feed_copies.hpp"

#include <array>
#include <map>
#include <mutex>
#include <regex>

#include "field-app/core/store/sql.hpp"
#include "sync/engine/node_store.hpp"

namespace aquacis::office {
namespace {

constexpr int rows_a_sweep = 500;

// The same statement for the tables of another copy. A column never bears the name of a table.
std::string for_tables(std::string_view sql, const std::string& prefix) {
    static const std::regex table(R"(\b(contract_words|contract|account|debt|invoice|month_of_use)\b)");
    return std::regex_replace(std::string(sql), table, prefix + "$1");
}

// A prepared statement is known by where its text is, so these texts stay where they are until the program ends.
std::string_view kept(std::string_view sql, const std::string& prefix) {
    static std::mutex mutex;
    static std::map<std::pair<const char*, std::string>, std::string> texts;
    const std::lock_guard lock(mutex);
    std::string& text = texts[{sql.data(), prefix}];
    if (text.empty()) text = for_tables(sql, prefix);
    return text;
}

// "ALTER TABLE contract RENAME TO gone_contract" with the number of this copy.
void rename(sqlite::Database& database, std::string_view script, std::int64_t number) {
    static const std::regex gone("gone_");
    database.execute(sql::rename_freely);
    database.execute(std::regex_replace(std::string(script), gone, "gone_" + std::to_string(number) + "_"));
}

struct Part {
    std::string name, table, sql;
    bool is_index = false;
};

std::vector<Part> parts_of_shown(sqlite::Database& database) {
    std::vector<Part> parts;
    for (auto row = database.prepare(sql::copy_parts); row.step();)
        parts.push_back({row.text(1), row.text(2), row.text(3), row.view(0) == "index"});
    return parts;
}

// "contract_number" or "contract_number_copy_3" becomes "contract_number_copy_7": a name is of one index alone.
std::string renumbered(const std::string& index, std::int64_t number) {
    return index.substr(0, index.rfind("_copy_")) + "_copy_" + std::to_string(number);
}

std::string first_replaced(std::string text, const std::string& what, const std::string& by) {
    const std::size_t at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> sweeps{
    {{"contract", sql::sweep_contract},
     {"account", sql::sweep_account},
     {"debt", sql::sweep_debt},
     {"invoice", sql::sweep_invoice},
     {"month_of_use", sql::sweep_month_of_use}}};

// False: it has no rows.
bool sweep_rows(sqlite::Database& database, const std::string& table) {
    const std::size_t end_of_number = table.find('_', table.find('_') + 1) + 1;
    const std::string prefix = table.substr(0, end_of_number);
    const std::string_view name = std::string_view(table).substr(end_of_number);
    for (const auto& [swept, statement] : sweeps) {
        if (swept != name) continue;
        database.prepare(kept(statement, prefix)).bind(rows_a_sweep).run();
        return database.changes() > 0;
    }
    return false;
}

std::string first_text(sqlite::Statement row) { return row.step() ? row.text(0) : std::string(); }

}  // namespace

sqlite::Statement Copy::prepare(std::string_view sql) const {
    return database_->prepare(is_coming_ ? kept(sql, "coming_") : sql);
}

void begin_coming_copy(sqlite::Database& database) {
    const std::int64_t number = database.integer(sql::next_copy);
    if (database.integer(sql::has_coming_copy) != 0) rename(database, sql::give_up_coming_copy, number);
    for (const Part& part : parts_of_shown(database))
        database.execute(part.is_index
                             ? for_tables(first_replaced(part.sql, part.name, renumbered(part.name, number)), "coming_")
                             : for_tables(part.sql, "coming_"));
}

void stand_coming_copy(sqlite::Database& database) {
    rename(database, sql::end_standing_copy, database.integer(sql::next_copy));
    database.execute(sql::stand_coming_copy);
}

// Indexes first: without them rows go in the order in which they lie.
bool sweep_copies(sqlite::Database& database) {
    const std::string table = first_text(database.prepare(sql::gone_table));
    if (table.empty()) return false;
    const std::string index = first_text(database.prepare(sql::gone_index).bind(table));
    if (!index.empty())
        database.execute("DROP INDEX " + index);
    else if (!sweep_rows(database, table))
        database.execute("DROP TABLE " + table);
    return true;
}

void begin_again_after_upgrade(sqlite::Database& database, const std::string& partition) {
    sync::NodeStore feed(database);
    const sync::FeedHead head = feed.feed(partition);
    if (!head.is_coming) return;
    sqlite::Transaction transaction(database);
    feed.begin_anew(partition, {Instant(), head.applied_at.value_or(Instant())});
    begin_coming_copy(database);
    transaction.commit();
}

}  // namespace aquacis::office
