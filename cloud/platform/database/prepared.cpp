#include "cloud/platform/database/prepared.hpp"

#include <cstdio>
#include <functional>

#include "cloud/platform/database/session.hpp"

namespace aquacis::platform {
namespace {

constexpr std::size_t longest_line = 40;  // names of PostgreSQL have 63 bytes
constexpr std::string_view mark = "-- ";

std::string name_of(std::string_view query) {
    char digits[20];
    std::snprintf(digits, sizeof digits, "\n%016llx",
                  static_cast<unsigned long long>(std::hash<std::string_view>{}(query)));
    const std::string_view name = query_name(query);
    return std::string(mark).append(name.empty() ? "unnamed" : name.substr(0, longest_line)) + digits;
}

}  // namespace

std::string_view query_name(std::string_view query) {
    if (query.substr(0, mark.size()) != mark) return {};
    return query.substr(mark.size(), query.find('\n') - mark.size());
}

std::string prepare(pqxx::transaction_base& work, std::string_view query) {
    std::string name = name_of(query);
    await_answer(work.conn());
    work.conn().prepare(name, std::string(query));  // nothing when it stands there already
    return name;
}

std::string execute_words(pqxx::transaction_base& work, std::string_view query,
                          const std::vector<std::string>& literals) {
    const std::string name = prepare(work, query);
    work.conn().prepare_now(name);
    std::string words = "EXECUTE " + work.quote_name(name);
    char separator = '(';
    for (const std::string& literal : literals) {
        words += separator + literal;
        separator = ',';
    }
    return words + (literals.empty() ? ";" : ");");
}

}  // namespace aquacis::platform
