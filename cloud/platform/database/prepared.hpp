#pragma once
// Named queries are prepared once on each session: parsing and planning one costs PostgreSQL more than most take to
// run.

#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

namespace aquacis::platform {

// The query's name on this session, told to it at the first use. Errors name the statement by the query's own first
// line, "-- find_invoice".
std::string prepare(pqxx::transaction_base& work, std::string_view query);

// What its first line calls it: "find_invoice"; empty without one.
std::string_view query_name(std::string_view query);

// "EXECUTE name('value', …);" for a text of several statements, which is one round trip; the statement exists by then.
std::string execute_words(pqxx::transaction_base& work, std::string_view query,
                          const std::vector<std::string>& literals);

}  // namespace aquacis::platform
