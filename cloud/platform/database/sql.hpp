#pragma once
// What every store needs of libpqxx: a named query run with its values, and arrays for unnest(). Included by the
// platform and by store/ alone.

#include <pqxx/pqxx>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/database/prepared.hpp"

namespace aquacis::platform {

// Throws UnreadableText when the text has a NUL: the server would take what stands before it.
void check_text(std::string_view text);

template <class Value>
void check_value(const Value& value) {
    if constexpr (std::is_convertible_v<const Value&, std::string_view>) check_text(value);
}

template <class Value>
void check_value(const std::optional<Value>& value) {
    if (value) check_value(*value);
}

template <class... Values>
pqxx::result run_sql(pqxx::transaction_base& work, std::string_view query, const Values&... values) {
    (check_value(values), ...);
    return work.exec_prepared(prepare(work, query), values...);
}

template <class... Values>
pqxx::result run_sql(const Transaction& transaction, std::string_view query, const Values&... values) {
    if (!transaction.takes_words()) return run_sql(transaction.pq(), query, values...);
    (check_value(values), ...);
    return transaction.say(query, {transaction.quotes().quote(values)...});
}

inline constexpr std::size_t longest_put_off = 32'768;  // more is read faster as a value than as words

// A statement whose answer nobody reads: it goes in one message with the next that is asked, or with the commit. A
// fault of it comes out of that call, with the names of all queries of the message.
template <class... Values>
void put_off(const Transaction& transaction, std::string_view query, const Values&... values) {
    (check_value(values), ...);
    const std::vector<std::string> literals{transaction.quotes().quote(values)...};
    std::size_t length = 0;
    for (const std::string& literal : literals)
        length += literal.size();
    if (length <= longest_put_off)
        transaction.put_off(query, literals);
    else
        run_sql(transaction, query, values...);
}

// bytea as PostgreSQL writes it: \x and hexadecimal digits.
std::string to_bytea(std::string_view bytes);
std::string from_bytea(const pqxx::field& field);

// One column of a set-based statement: unnest($1::uuid[]).
class SqlArray {
public:
    SqlArray& add(std::string_view text);  // throws UnreadableText when it has a NUL
    SqlArray& add(std::int64_t number);
    SqlArray& add_bytes(std::string_view bytes);
    SqlArray& add_null();
    // NULL when it is empty.
    SqlArray& add_or_null(std::string_view text) { return text.empty() ? add_null() : add(text); }
    std::size_t size() const { return size_; }
    std::string text() const { return text_ + "}"; }

private:
    void separate();
    std::string text_ = "{";
    std::size_t size_ = 0;
};

}  // namespace aquacis::platform
