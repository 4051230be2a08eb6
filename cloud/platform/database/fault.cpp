#include "cloud/platform/database/fault.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <pqxx/pqxx>
#include <string_view>
#include <system_error>
#include <typeinfo>

namespace aquacis::platform {
namespace {

constexpr std::size_t longest_name = 63;    // of PostgreSQL
constexpr std::size_t longest_names = 200;  // of the queries in a message
constexpr std::size_t longest_reason = 200;

// Where the server or the operator has to do something: connection, transaction state of a stand-by, authorization,
// rollback, rights and schema of another version, resources, states, operator, system, inside.
constexpr std::array<std::string_view, 17> passing{"08",    "25006", "25P03", "28",    "3D", "40",
                                                   "42501", "42P01", "42703", "42883", "53", "55",
                                                   "57",    "58",    "72",    "F0",    "XX"};
// Data, constraints, limits of the server's, views' checks.
constexpr std::array<std::string_view, 4> of_the_data{"22", "23", "44", "54"};

template <std::size_t N>
bool begins_with_one_of(std::string_view state, const std::array<std::string_view, N>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view one) { return state.substr(0, one.size()) == one; });
}

// The value of libpq's "LABEL:  name" (sessions are verbose), and only when it is a plain name.
std::string named(std::string_view text, std::string_view label) {
    const auto at = text.rfind(label);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + label.size());
    const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    const auto end = std::find_if_not(text.begin(), text.end(), is_part);
    const auto size = static_cast<std::size_t>(end - text.begin());
    return size <= longest_name ? std::string(text.substr(0, size)) : std::string();
}

FaultKind kind_of(std::string_view state, std::string_view text) {
    if (state.empty()) return FaultKind::unavailable;  // the server closed the connection in the middle
    // Row-level security refuses with the state of a missing right; only the place in the server tells them apart.
    if (state == "42501" && named(text, "LOCATION:  ") == "ExecWithCheckOptions") return FaultKind::unacceptable;
    if (begins_with_one_of(state, passing)) return FaultKind::unavailable;
    return begins_with_one_of(state, of_the_data) ? FaultKind::unacceptable : FaultKind::bug;
}

// Embedded queries begin with their name, "-- find_invoice"; several that went in one message with the names of all:
// "-- insert_entries+commit".
std::string names_of_queries(std::string_view text) {
    constexpr std::string_view mark = "-- ";
    if (text.substr(0, mark.size()) != mark) return {};
    text = text.substr(mark.size(), text.find('\n') - mark.size());
    const auto is_part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '+'; };
    const auto end = std::find_if_not(text.begin(), text.end(), is_part);
    return std::string(
        text.substr(0, std::min<std::size_t>(static_cast<std::size_t>(end - text.begin()), longest_names)));
}

// libpqxx drops it from some of its classes; a verbose text has it behind the severity: "ERROR:  42501: …".
std::string state_of(const pqxx::sql_error& fault) {
    if (!fault.sqlstate().empty()) return fault.sqlstate();
    const std::string_view text = fault.what();
    constexpr std::string_view gap = ":  ";
    constexpr std::size_t length = 5;
    const auto at = text.find(gap);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + gap.size());
    const bool is_state = rest.size() > length && rest[length] == ':' &&
                          std::all_of(rest.begin(), rest.begin() + length,
                                      [](unsigned char c) { return std::isdigit(c) != 0 || std::isupper(c) != 0; });
    return is_state ? std::string(rest.substr(0, length)) : std::string();
}

Fault of_sql(const pqxx::sql_error& fault) {
    const std::string_view text = fault.what();
    const std::string state = state_of(fault);
    std::string words = "SQLSTATE " + (state.empty() ? "none" : state);
    if (const std::string name = named(text, "CONSTRAINT NAME:  "); !name.empty()) words += ", constraint " + name;
    if (const std::string names = names_of_queries(fault.query()); !names.empty()) words += ", query " + names;
    return {kind_of(state, text), words};
}

std::string type_name(const std::exception& fault) {
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(typeid(fault).name(), nullptr, nullptr, nullptr), &std::free);
    return name ? name.get() : typeid(fault).name();
}

// Whose words are the program's own. A library's may quote what it was given: a parser what it read last.
bool is_ours(const std::exception& fault) {
    const std::string name = type_name(fault);
    return name.rfind("aquacis::", 0) == 0 || name.rfind("std::", 0) == 0;
}

// Why a session could not be made or was lost: addresses and roles, no rows.
std::string first_line(std::string_view text) {
    return std::string(text.substr(0, std::min(text.find('\n'), longest_reason)));
}

}  // namespace

// By class, from the particular to the general; what libpqxx throws beside these tells of a wrong use of it, and its
// text may quote a value.
Fault classify(const std::exception& fault) {
    if (dynamic_cast<const Unavailable*>(&fault) != nullptr) return {FaultKind::unavailable, fault.what()};
    if (dynamic_cast<const Unacceptable*>(&fault) != nullptr) return {FaultKind::unacceptable, fault.what()};
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&fault)) return of_sql(*sql);
    if (dynamic_cast<const pqxx::broken_connection*>(&fault) != nullptr)
        return {FaultKind::unavailable, first_line(fault.what())};
    if (dynamic_cast<const pqxx::in_doubt_error*>(&fault) != nullptr)
        return {FaultKind::unavailable, "the connection was lost in a commit: whether it took effect is not known"};
    if (dynamic_cast<const pqxx::transaction_rollback*>(&fault) != nullptr)
        return {FaultKind::unavailable, "deadlock or serialization failure, again and again"};
    if (dynamic_cast<const pqxx::failure*>(&fault) != nullptr)
        return {FaultKind::unavailable, "the connection to PostgreSQL failed"};
    if (dynamic_cast<const pqxx::pqxx_exception*>(&fault) != nullptr) return {FaultKind::bug, type_name(fault)};
    if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr ||
        dynamic_cast<const std::system_error*>(&fault) != nullptr)
        return {FaultKind::unavailable, fault.what()};
    return {FaultKind::bug, is_ours(fault) ? fault.what() : type_name(fault)};
}

}  // namespace aquacis::platform
